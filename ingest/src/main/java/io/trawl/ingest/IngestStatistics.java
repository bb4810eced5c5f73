package io.trawl.ingest;

/// What ingest holds and has done since it was started.
///
/// @param openShards shards that take documents
/// @param shards all shards, those that are only read included
/// @param unpublishedDocuments durable and not yet searchable
/// @param walDiskBytes of the write-ahead log
/// @param retainedBytes documents kept in memory until they are indexed
/// @param appends requests to the log
/// @param forces times the disk was asked to make them durable; fewer than `appends` when several came at
///     once
/// @param lostDocuments that were acknowledged and could not be read back
/// @param hasFailed nothing is taken in any more until a restart
public record IngestStatistics(
        int openShards,
        int shards,
        long unpublishedDocuments,
        long walDiskBytes,
        long retainedBytes,
        long appends,
        long forces,
        long lostDocuments,
        boolean hasFailed) {}
