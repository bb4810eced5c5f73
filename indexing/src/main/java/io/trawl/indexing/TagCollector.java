package io.trawl.indexing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/// The values of each tag field in a split, as long as they are few.
final class TagCollector {
    /// A field with more is not worth pruning by.
    private static final int MAX_VALUES = 1_000;

    private final List<String> tagFields;
    private final Map<String, Set<String>> values = new HashMap<>();

    TagCollector(List<String> tagFields) {
        this.tagFields = tagFields;
    }

    boolean isNeeded() {
        return !tagFields.isEmpty();
    }

    void add(String field, BytesRef value) {
        Set<String> known = values.computeIfAbsent(field, absent -> new HashSet<>());
        if (known.size() <= MAX_VALUES) {
            known.add(value.utf8ToString());
        }
    }

    /// For each field `field!`, which says that all its values follow as `field:value`; nothing for one
    /// with too many.
    List<String> tags() {
        List<String> tags = new ArrayList<>();
        for (String field : tagFields) {
            Set<String> known = values.getOrDefault(field, Set.of());
            if (known.size() > MAX_VALUES) {
                continue;
            }
            tags.add(field + "!");
            known.forEach(value -> tags.add(field + ":" + value));
        }
        return tags;
    }
}
