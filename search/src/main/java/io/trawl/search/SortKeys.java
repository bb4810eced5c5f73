package io.trawl.search;

import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import java.util.ArrayList;
import java.util.List;

/// Reads `sort_by` of the native API: field names with commas between them, descending unless a `-` stands
/// before, documents without a value last unless `:missing_first` stands behind.
public final class SortKeys {
    private SortKeys() {}

    private static final String MISSING_FIRST = ":missing_first";
    private static final String MISSING_LAST = ":missing_last";

    /// @param text `timestamp,-latency:missing_first`; a `+` before a name changes nothing, nor do blanks around it,
    /// which a `+` in a query string stands for; empty parts are passed over
    public static List<SortBy> parse(String text) {
        List<SortBy> keys = new ArrayList<>();
        for (String part : text.split(",")) {
            if (part.isEmpty()) {
                continue;
            }
            char sign = part.charAt(0);
            boolean signed = sign == '-' || sign == '+';
            String name = (signed ? part.substring(1) : part).strip();
            boolean missingFirst = name.endsWith(MISSING_FIRST);
            String field = withoutEnd(withoutEnd(name, MISSING_FIRST), MISSING_LAST);
            keys.add(new SortBy(field, sign == '-' ? SortOrder.ASC : SortOrder.DESC, missingFirst));
        }
        return keys;
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    /// The keys that are values of documents. No two documents have one address, so keys after it say nothing.
    public static List<SortBy> values(List<SortBy> keys) {
        return keys.stream().takeWhile(key -> !key.isDocAddress()).toList();
    }

    /// The direction of the address, by which hits are sorted where all values are equal: that of `_doc` if it is
    /// named, else of the first key, else newest first.
    public static SortOrder ties(List<SortBy> keys) {
        return keys.stream()
                .filter(SortBy::isDocAddress)
                .findFirst()
                .or(() -> keys.stream().findFirst())
                .map(SortBy::order)
                .orElse(SortOrder.DESC);
    }
}
