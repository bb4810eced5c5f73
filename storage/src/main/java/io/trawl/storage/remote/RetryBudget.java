package io.trawl.storage.remote;

/// Keeps retries from multiplying the load of a server in trouble: over time at most one retry for two successes.
///
/// Safe for concurrent use.
final class RetryBudget {
    /// Retries possible after a quiet time: enough for one wave that fails as a whole.
    private static final double CAPACITY = 200;

    private static final double EARNED_BY_SUCCESS = 0.5;

    /// Guarded by this.
    private double tokens = CAPACITY;

    synchronized void succeeded() {
        tokens = Math.min(CAPACITY, tokens + EARNED_BY_SUCCESS);
    }

    /// @return false if there have been too many retries
    synchronized boolean tryRetry() {
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
