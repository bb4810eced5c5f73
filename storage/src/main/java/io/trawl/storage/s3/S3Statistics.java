package io.trawl.storage.s3;

/// What a node has asked of S3 since its start.
///
/// @param requests attempts, retries included
/// @param retries attempts after the first
/// @param throttled answers that asked to slow down
/// @param timeouts attempts given up since they took too long
public record S3Statistics(long requests, long retries, long throttled, long timeouts) {}
