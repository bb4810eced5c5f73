package io.trawl.search.leaf;

import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.JsonType;
import io.trawl.docmapper.ResolvedField;
import io.trawl.docmapper.ValueType;
import io.trawl.search.collect.ColumnRef;
import io.trawl.search.collect.ColumnResolver;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;

/// The columns of one split, by the names that requests use. A path of mixed values has one a type.
record SplitColumns(IndexSchema schema, FieldInfos fields) implements ColumnResolver {
    @Override
    public List<ColumnRef> columns(String field) {
        return schema.resolve(field)
                .map(resolved -> switch (resolved) {
                    case ResolvedField.Plain(FieldEntry entry) -> plain(entry);
                    case ResolvedField.JsonPath(FieldEntry root, String path) -> below(root, path);
                })
                .orElse(List.of());
    }

    private List<ColumnRef> plain(FieldEntry entry) {
        boolean hasColumn = entry.fast() && entry.type() != ValueType.JSON && exists(entry.luceneField());
        return hasColumn ? List.of(new ColumnRef(entry.luceneField(), entry.type())) : List.of();
    }

    private List<ColumnRef> below(FieldEntry root, String path) {
        List<ColumnRef> columns = new ArrayList<>();
        for (JsonType type : JsonType.values()) {
            String column = ColumnNames.json(root, path, type);
            if (exists(column)) {
                columns.add(new ColumnRef(column, valueType(type)));
            }
        }
        return columns;
    }

    private boolean exists(String luceneField) {
        FieldInfo info = fields.fieldInfo(luceneField);
        return info != null && info.getDocValuesType() != DocValuesType.NONE;
    }

    private static ValueType valueType(JsonType type) {
        return switch (type) {
            case TEXT -> ValueType.TEXT;
            case BOOL -> ValueType.BOOL;
            case DATETIME -> ValueType.DATETIME;
            case I64 -> ValueType.I64;
            case U64 -> ValueType.U64;
            case F64 -> ValueType.F64;
        };
    }
}
