package io.trawl.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;

/// Documents with a value in any column of the given names, or whose name starts so. Which columns there are only
/// the split knows, so this becomes their union when it is rewritten.
final class ColumnsExistQuery extends Query {
    private final Set<String> columns;
    private final List<String> prefixes;

    ColumnsExistQuery(Set<String> columns, List<String> prefixes) {
        this.columns = Set.copyOf(columns);
        this.prefixes = List.copyOf(prefixes);
    }

    @Override
    public Query rewrite(IndexSearcher searcher) {
        Set<String> present = new LinkedHashSet<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            for (FieldInfo field : leaf.reader().getFieldInfos()) {
                if (field.getDocValuesType() != DocValuesType.NONE && isMeant(field.name)) {
                    present.add(field.name);
                }
            }
        }
        List<Query> exist = new ArrayList<>();
        present.forEach(column -> exist.add(new ColumnExistsQuery(column)));
        return Queries.anyOf(exist);
    }

    private boolean isMeant(String column) {
        if (columns.contains(column)) {
            return true;
        }
        for (String prefix : prefixes) {
            if (column.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String defaultField) {
        return "ColumnsExistQuery(" + columns + ", " + prefixes + "*)";
    }

    @Override
    public boolean equals(Object other) {
        return sameClassAs(other)
                && other instanceof ColumnsExistQuery that
                && columns.equals(that.columns)
                && prefixes.equals(that.prefixes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * classHash() + columns.hashCode()) + prefixes.hashCode();
    }
}
