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
    /// A longer value is no term, and would be kept in memory by every node: the field is no tag then.
    private static final int MAX_VALUE_BYTES = 1_024;

    private final List<String> tagFields;
    private final Map<String, Set<BytesRef>> values = new HashMap<>();
    private final Set<String> untagged = new HashSet<>();

    TagCollector(List<String> tagFields) {
        this.tagFields = tagFields;
    }

    boolean isNeeded() {
        return !tagFields.isEmpty();
    }

    void add(String field, BytesRef value) {
        if (untagged.contains(field)) {
            return;
        }
        Set<BytesRef> known = values.computeIfAbsent(field, absent -> new HashSet<>());
        if (known.contains(value)) {
            return;
        }
        known.add(BytesRef.deepCopyOf(value));
        if (known.size() > MAX_VALUES || value.length > MAX_VALUE_BYTES) {
            untagged.add(field);
            values.remove(field);
        }
    }

    /// For each field `field!`, which says that all its values follow as `field:value`; nothing for one
    /// with too many, or too long ones.
    List<String> tags() {
        List<String> tags = new ArrayList<>();
        for (String field : tagFields) {
            if (untagged.contains(field)) {
                continue;
            }
            tags.add(field + "!");
            values.getOrDefault(field, Set.of()).forEach(value -> tags.add(field + ":" + value.utf8ToString()));
        }
        return tags;
    }
}
