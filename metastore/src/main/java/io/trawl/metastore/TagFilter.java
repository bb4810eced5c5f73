package io.trawl.metastore;

import java.util.Collections;
import java.util.List;

/// What a split's tags must be like for it to hold a hit.
///
/// Tags are `field!`, which says that all values of the field are listed, and `field:value` for each of them. A term
/// on a tag field can be in a split that lacks `field!`, or that has `field:value`.
public sealed interface TagFilter {
    record Has(String tag) implements TagFilter {}

    record Lacks(String tag) implements TagFilter {}

    record And(List<TagFilter> filters) implements TagFilter {
        public And {
            filters = List.copyOf(filters);
        }
    }

    record Or(List<TagFilter> filters) implements TagFilter {
        public Or {
            filters = List.copyOf(filters);
        }
    }

    /// A split may hold documents in which `field` has `value`.
    static TagFilter term(String field, String value) {
        return new Or(List.of(new Lacks(field + "!"), new Has(field + ":" + value)));
    }

    /// @param tags sorted, as [io.trawl.split.SplitMetadata] keeps them
    default boolean matches(List<String> tags) {
        return switch (this) {
            case Has(String tag) -> Collections.binarySearch(tags, tag) >= 0;
            case Lacks(String tag) -> Collections.binarySearch(tags, tag) < 0;
            case And(List<TagFilter> filters) -> {
                boolean all = true;
                for (TagFilter filter : filters) {
                    all &= filter.matches(tags);
                }
                yield all;
            }
            case Or(List<TagFilter> filters) -> {
                boolean any = false;
                for (TagFilter filter : filters) {
                    any |= filter.matches(tags);
                }
                yield any;
            }
        };
    }
}
