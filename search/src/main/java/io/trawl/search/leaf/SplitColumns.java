package io.trawl.search.leaf;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.docmapper.IndexSchema;
import io.trawl.query.FieldColumn;
import io.trawl.query.FieldColumns;
import io.trawl.query.SortBy;
import io.trawl.search.collect.ColumnResolver;
import java.util.List;
import java.util.function.Supplier;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.LeafReader;

/// The columns that one split has, by the names that requests use.
///
/// The root has checked names against the mapping of today. A split made with an older one may lack a field, or
/// have it without a column: then it has no values to show.
///
/// @param reader of the split
record SplitColumns(IndexSchema schema, LeafReader reader) implements ColumnResolver {
    FieldInfos fields() {
        return reader.getFieldInfos();
    }

    /// @throws TrawlException BAD_REQUEST if the split has values of the field past [ColumnLimit]
    @Override
    public List<FieldColumn> columns(String field) {
        return existing(field, () -> FieldColumns.forAggregation(schema, field));
    }

    /// The columns to sort by.
    ///
    /// @throws TrawlException BAD_REQUEST if the split has values of the field past [ColumnLimit]
    List<FieldColumn> sortColumns(SortBy key) {
        return existing(key.field(), () -> FieldColumns.forSort(schema, key));
    }

    private List<FieldColumn> existing(String field, Supplier<List<FieldColumn>> resolve) {
        List<FieldColumn> columns;
        try {
            columns = resolve.get();
        } catch (TrawlException unfit) {
            if (unfit.hasCode(ErrorCode.BAD_REQUEST)) {
                return List.of();
            }
            throw unfit;
        }
        List<FieldColumn> existing =
                columns.stream().filter(column -> exists(column.column())).toList();
        if (existing.isEmpty() && !columns.isEmpty()) {
            ColumnLimit.check(field, columns.getFirst(), reader);
        }
        return existing;
    }

    private boolean exists(String luceneField) {
        FieldInfo info = fields().fieldInfo(luceneField);
        return info != null && info.getDocValuesType() != DocValuesType.NONE;
    }
}
