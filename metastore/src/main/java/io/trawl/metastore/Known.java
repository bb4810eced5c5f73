package io.trawl.metastore;

/// What this process knows of the log.
///
/// @param confirmed a moment at which no entry after `state` had ever been written
/// @param logBytes bytes of the entries that led to `state` since this process opened the log
record Known(ManifestState state, ClockReading confirmed, long logBytes) {
    long number() {
        return state.number();
    }
}
