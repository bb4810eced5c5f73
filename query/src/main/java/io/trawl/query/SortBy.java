package io.trawl.query;

import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.List;

/// One sort key. The columns behind it are those of [FieldColumns#forSort].
public record SortBy(String field, SortOrder order) {
    /// Relevance instead of a column.
    public static final String SCORE = "_score";

    /// The address of the document: split, then place in the split.
    public static final String DOC = "_doc";

    public static final String SHARD_DOC = "_shard_doc";

    /// Keys of one request.
    public static final int MAX_KEYS = 2;

    public boolean isScore() {
        return field.equals(SCORE);
    }

    public boolean isDocAddress() {
        return field.equals(DOC) || field.equals(SHARD_DOC);
    }

    /// Reads the native form: names with commas between, `-` before one means ascending, `+` or nothing descending.
    ///
    /// @throws TrawlException BAD_REQUEST if there are too many
    public static List<SortBy> parse(String text) {
        List<SortBy> keys = new ArrayList<>();
        for (String key : text.split(",")) {
            if (key.isEmpty()) {
                continue;
            }
            SortOrder order = key.startsWith("-") ? SortOrder.ASC : SortOrder.DESC;
            boolean signed = key.startsWith("-") || key.startsWith("+");
            keys.add(new SortBy(signed ? key.substring(1) : key, order));
        }
        check(keys);
        return List.copyOf(keys);
    }

    /// @throws TrawlException BAD_REQUEST if there are too many
    public static void check(List<SortBy> keys) {
        if (keys.size() > MAX_KEYS) {
            throw TrawlException.badRequest(
                    "Invalid argument: sort by field must be up to 2 fields, got " + keys.size());
        }
    }
}
