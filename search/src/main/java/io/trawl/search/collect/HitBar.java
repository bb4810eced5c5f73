package io.trawl.search.collect;

/// What a document must beat to be among the hits.
@FunctionalInterface
interface HitBar {
    /// Whether a document might still be kept.
    ///
    /// @param key its first sort key, or a bound that it does not exceed; larger is better
    /// @param tie its tie-breaker, or a bound; larger is better
    boolean competes(long key, int tie);
}
