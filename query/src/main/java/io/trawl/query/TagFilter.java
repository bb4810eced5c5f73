package io.trawl.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What the tags of a split must be for the split to have a hit. A split tagged by field `f` carries the marker
/// `f!` and `f:value` for each value; without the marker its values are unknown and it is kept.
public sealed interface TagFilter {
    TagFilter ANY = new Any();
    TagFilter NONE = new None();

    /// Nothing is known: every split is kept.
    record Any() implements TagFilter {}

    /// No split can have a hit.
    record None() implements TagFilter {}

    /// Splits whose values of `field` are known must have this one.
    record Value(String field, String value) implements TagFilter {}

    record All(List<TagFilter> filters) implements TagFilter {
        public All {
            filters = List.copyOf(filters);
        }
    }

    record OneOf(List<TagFilter> filters) implements TagFilter {
        public OneOf {
            filters = List.copyOf(filters);
        }
    }

    /// Whether a split may have a hit.
    ///
    /// @param hasTag of the split
    default boolean keeps(Predicate<String> hasTag) {
        return switch (this) {
            case Any() -> true;
            case None() -> false;
            case Value(String field, String value) -> !hasTag.test(field + "!") || hasTag.test(field + ":" + value);
            case All(List<TagFilter> filters) -> filters.stream().allMatch(filter -> filter.keeps(hasTag));
            case OneOf(List<TagFilter> filters) -> filters.stream().anyMatch(filter -> filter.keeps(hasTag));
        };
    }

    static TagFilter all(List<TagFilter> filters) {
        List<TagFilter> telling = new ArrayList<>(filters);
        telling.removeIf(Any.class::isInstance);
        if (telling.stream().anyMatch(None.class::isInstance)) {
            return NONE;
        }
        return switch (telling.size()) {
            case 0 -> ANY;
            case 1 -> telling.getFirst();
            default -> new All(telling);
        };
    }

    static TagFilter oneOf(List<TagFilter> filters) {
        List<TagFilter> possible = new ArrayList<>(filters);
        possible.removeIf(None.class::isInstance);
        if (possible.stream().anyMatch(Any.class::isInstance)) {
            return ANY;
        }
        return switch (possible.size()) {
            case 0 -> NONE;
            case 1 -> possible.getFirst();
            default -> new OneOf(possible);
        };
    }
}
