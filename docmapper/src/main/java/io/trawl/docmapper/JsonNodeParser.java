package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The values at one path of a json field: any kind of value, and objects below. Made once a path and kept, so that
/// a known path costs neither text nor hashing.
final class JsonNodeParser extends KeyedParser {
    private static final int TYPES = JsonType.values().length;

    private final JsonRoot root;
    private final String path;

    /// What all terms at this path start with, the end mark included.
    final byte[] termPrefix;

    private final @Nullable FieldPool[] columns = new @Nullable FieldPool[TYPES];

    /// A bit for each type whose column was refused.
    private int refused;

    JsonNodeParser(JsonRoot root, String path) {
        this.root = root;
        this.path = path;
        this.termPrefix = (path + JsonPaths.END).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    void parse(ParseContext context, byte first) {
        JsonScanner json = context.json;
        switch (first) {
            case '"' -> {
                json.readString();
                root.text(context, this);
            }
            case '{' -> parseMembers(context);
            case '[' -> {
                json.open();
                if (json.closes(']')) {
                    return;
                }
                do {
                    parse(context, json.peek());
                } while (json.more(']'));
            }
            case 't' -> {
                json.readTrue();
                root.bool(context, this, true);
            }
            case 'f' -> {
                json.readFalse();
                root.bool(context, this, false);
            }
            case 'n' -> json.readNull();
            default -> {
                json.readNumber();
                root.number(context, this);
            }
        }
    }

    @Override
    KeyTable.Entry unknownKey(ParseContext context) {
        JsonScanner json = context.json;
        byte[] key = Arrays.copyOfRange(json.text, json.textOffset, json.textOffset + json.textLength);
        return keys.add(key, root.nodeBelow(path, key));
    }

    /// The column of this path's values of type `type`, or null if it was refused.
    @Nullable
    FieldPool column(JsonType type, JsonColumns all, String rootField) {
        int index = type.ordinal();
        FieldPool pool = columns[index];
        if (pool == null && (refused & 1 << index) == 0) {
            pool = all.column(ColumnNames.json(rootField, path, type), type);
            columns[index] = pool;
            refused |= pool == null ? 1 << index : 0;
        }
        return pool;
    }

    void forgetPaths() {
        keys.removeIf(parser -> true);
    }
}
