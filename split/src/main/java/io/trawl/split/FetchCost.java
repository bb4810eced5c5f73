package io.trawl.split;

/// What it takes to bring some ranges of a split to this machine.
///
/// @param waves sets of requests that each wait for the one before; more than one only where one would hold too
///     much memory
/// @param longestRequest bytes of the longest request, which decides how long a wave takes
public record FetchCost(long requests, long bytes, long waves, long longestRequest) {
    public static final FetchCost NONE = new FetchCost(0, 0, 0, 0);

    /// The one, and then the other.
    public FetchCost plus(FetchCost other) {
        return new FetchCost(
                requests + other.requests,
                bytes + other.bytes,
                waves + other.waves,
                Math.max(longestRequest, other.longestRequest));
    }

    /// The larger of each figure.
    public FetchCost max(FetchCost other) {
        return new FetchCost(
                Math.max(requests, other.requests),
                Math.max(bytes, other.bytes),
                Math.max(waves, other.waves),
                Math.max(longestRequest, other.longestRequest));
    }
}
