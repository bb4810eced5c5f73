package io.trawl.query;

import java.util.Optional;

/// The two bounds of a range as text; an absent one is open.
record RangeBounds(Optional<String> lower, boolean lowerIncluded, Optional<String> upper, boolean upperIncluded) {
    static RangeBounds of(Bound lower, Bound upper) {
        return new RangeBounds(
                text(lower), !(lower instanceof Bound.Excluded), text(upper), !(upper instanceof Bound.Excluded));
    }

    private static Optional<String> text(Bound bound) {
        return switch (bound) {
            case Bound.Unbounded() -> Optional.empty();
            case Bound.Included(Literal value) -> Optional.of(value.text());
            case Bound.Excluded(Literal value) -> Optional.of(value.text());
        };
    }

    boolean isOpen() {
        return lower.isEmpty() && upper.isEmpty();
    }
}
