/// Which indexes, sources, splits, checkpoints and index templates exist, and the one place where that changes.
///
/// Entry points: [Metastore], of which [ManifestMetastore] is the one that needs nothing but a storage, and the
/// [MetastoreView] it hands out: the whole state as it was after some change. [SplitQuery] says which splits are
/// wanted.
///
/// # The manifest on storage
///
/// ```
/// _manifest/cluster.json                                  the cluster's UUID, written once
/// _manifest/log/00000000000000000042.entry                entry 42: the operations of one commit
/// _manifest/snapshot/00000000000000000040.snapshot        the state after entry 40
/// ```
///
/// Each object begins with a line of JSON that says what it is; it ends in the CRC32C of the line and of the body
/// ([ManifestFrame]). The body is JSON lines, plain or as zstd:
///
/// ```
/// {"format":"trawl-manifest-entry","version":1,"number":42,"commit":"01J…","previous":"01J…","timestamp":1767225600,
///  "operations":2,"encoding":"plain","crc32c":"1f2e3d4c"}
/// {"op":"stage-splits","index_uid":"logs:01J…","splits":[…]}
/// {"op":"publish-splits","index_uid":"logs:01J…","new_split_ids":["01J…"],"checkpoint_delta":{…}}
/// ```
///
/// Invariants:
/// - Entry `n` is put only if absent, by a writer that checked its operations against the state after entry `n - 1`.
///   So there is one log; a reader applies it without asking, and what it cannot apply is damage.
/// - `previous` is the commit id of the entry before. Commit ids tell a writer with an unclear answer its own entry.
/// - An entry or snapshot is deleted only when a snapshot of the same or a later number has been there for 24 h by
///   the storage's clock. Nobody builds on knowledge older than ten minutes. [ManifestReader] says why that is
///   enough.
/// - What a released operation does never changes. A new behaviour is a new operation, a new layout a new version;
///   programs that do not know one refuse it by name.
///
/// May use config, split and storage; knows nothing of Lucene, of documents, or of who is in the cluster.
@NullMarked
package io.trawl.metastore;

import org.jspecify.annotations.NullMarked;
