package io.trawl.docmapper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.jspecify.annotations.Nullable;

/// The columns of json paths that one split has, over all json roots; limited, because each costs memory while
/// indexing and files' worth of metadata afterwards. A path that has a column may have one for each type of its
/// values: so a path has all of its values in columns, or none.
final class JsonColumns {
    /// A longer name is refused: it would be a Lucene field's.
    static final int NAME_CHARS_MAX = 1024;

    /// Names of columns that were refused are kept up to this many, to be told.
    private static final int REFUSED_NAMES_MAX = 100;

    private static final FieldType TEXT = DocField.type(IndexOptions.NONE, DocValuesType.SORTED_SET, false);
    private static final FieldType NUMBER = DocField.type(IndexOptions.NONE, DocValuesType.SORTED_NUMERIC, false);

    private final Map<String, FieldPool> pools = new HashMap<>();
    private final Set<String> paths = new HashSet<>();
    private final List<String> refused = new ArrayList<>();
    private final int max;
    private long valuesRefused;

    JsonColumns(int max) {
        this.max = max;
    }

    /// The column of that name, or null if there are too many already, or the name is too long.
    @Nullable
    FieldPool column(String name, JsonType type) {
        FieldPool pool = pools.get(name);
        if (pool == null && admit(name)) {
            pool = new FieldPool(name, type == JsonType.TEXT ? TEXT : NUMBER, null);
            pools.put(name, pool);
        }
        if (pool == null && refused.size() < REFUSED_NAMES_MAX && !refused.contains(name)) {
            refused.add(name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX));
        }
        return pool;
    }

    private boolean admit(String name) {
        if (name.length() > NAME_CHARS_MAX) {
            return false;
        }
        String path = ColumnNames.withoutType(name);
        if (paths.size() < max) {
            paths.add(path);
        }
        return paths.contains(path);
    }

    void countRefused() {
        valuesRefused++;
    }

    long valuesRefused() {
        return valuesRefused;
    }

    List<String> refused() {
        return List.copyOf(refused);
    }

    void clear() {
        pools.clear();
        paths.clear();
        refused.clear();
        valuesRefused = 0;
    }
}
