/// What all object stores have in common: retries, hedging, limits, uploads in parts, and the [Storage] over them.
///
/// Entry points: [RemoteStorage] is the storage; [ObjectClient] is what a protocol has to offer, one attempt a call;
/// [RemoteCalls] makes the attempts. The protocols are in `io.trawl.storage.s3`, `.azure` and `.gcs`; the latter two
/// speak HTTP through [HttpTransport].
///
/// Invariants: a read gives all its bytes or fails; a conditional put whose outcome is open is never reported as lost
/// or won; every attempt takes a permit, is counted, and ends with its request's cancellation or deadline; retries and
/// hedges are bounded shares of what succeeds.
///
/// May use `storage` only; knows no vendor's types.
@NullMarked
package io.trawl.storage.remote;

import org.jspecify.annotations.NullMarked;
