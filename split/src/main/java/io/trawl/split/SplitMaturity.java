package io.trawl.split;

import java.time.Duration;

/// Whether a split may still be merged.
public sealed interface SplitMaturity {
    SplitMaturity MATURE = new Mature();

    /// Never merged again.
    record Mature() implements SplitMaturity {}

    /// Merged when it meets others of its kind, until `maturationPeriod` after its creation.
    record Immature(Duration maturationPeriod) implements SplitMaturity {
        public Immature {
            if (maturationPeriod.isNegative()) {
                throw new IllegalArgumentException("a maturation period must not be negative, got " + maturationPeriod);
            }
        }
    }

    static SplitMaturity immature(Duration maturationPeriod) {
        return new Immature(maturationPeriod);
    }

    /// @param createTimestamp seconds since 1970 at which the split was made
    /// @param now seconds since 1970
    default boolean isMature(long createTimestamp, long now) {
        return switch (this) {
            case Mature() -> true;
            case Immature(Duration period) -> createTimestamp + period.toSeconds() <= now;
        };
    }
}
