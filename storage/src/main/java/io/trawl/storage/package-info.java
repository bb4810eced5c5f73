/// Bytes by key: read ranges, put, put-if-absent, list, delete.
///
/// Entry points: [StorageResolver] gives the [Storage] behind a URI; [LocalStorage] and [MemoryStorage] are the
/// implementations here, `io.trawl.storage.remote` that for object stores, with a subpackage beside it for each
/// protocol; [LatencyStorage] and [LedgerStorage] wrap any of
/// them. [Disk] is the operating system's file system
/// reduced to what durability is made of; whatever must survive a crash on a local disk stands on it, so that tests
/// can crash it at any operation.
///
/// Invariants: an object is there whole or not at all; a `put` that returned survives a crash; of several
/// `putIfAbsent` on one key exactly one wins, across threads and processes; every read is counted on the
/// [io.trawl.common.RequestContext] it is made for.
///
/// May use `common` and `config`; knows nothing of splits, indexes or Lucene.
@NullMarked
package io.trawl.storage;

import org.jspecify.annotations.NullMarked;
