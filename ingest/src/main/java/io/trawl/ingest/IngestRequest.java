package io.trawl.ingest;

/// Documents for an index, one a line.
///
/// @param body kept as it is until it is indexed: must not change
/// @param detailed whether the answer names the documents that were rejected
@SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
public record IngestRequest(String indexId, byte[] body, int offset, int length, CommitType commit, boolean detailed) {}
