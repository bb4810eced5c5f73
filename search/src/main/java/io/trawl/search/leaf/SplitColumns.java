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

/// The columns that one split has, by the names that requests use.
///
/// The root has checked names against the mapping of today. A split made with an older one may lack a field, or
/// have it without a column: then it has no values to show.
record SplitColumns(IndexSchema schema, FieldInfos fields) implements ColumnResolver {
    @Override
    public List<FieldColumn> columns(String field) {
        return existing(() -> FieldColumns.forAggregation(schema, field));
    }

    /// The columns to sort by.
    List<FieldColumn> sortColumns(SortBy key) {
        return existing(() -> FieldColumns.forSort(schema, key));
    }

    private List<FieldColumn> existing(Supplier<List<FieldColumn>> resolve) {
        try {
            return resolve.get().stream()
                    .filter(column -> exists(column.column()))
                    .toList();
        } catch (TrawlException unfit) {
            if (unfit.hasCode(ErrorCode.BAD_REQUEST)) {
                return List.of();
            }
            throw unfit;
        }
    }

    private boolean exists(String luceneField) {
        FieldInfo info = fields.fieldInfo(luceneField);
        return info != null && info.getDocValuesType() != DocValuesType.NONE;
    }
}
