package io.trawl.query;

import java.io.IOException;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/// Documents with a value in a column.
///
/// Lucene's own query for this takes the number of documents with a term for the number with a value, where a field
/// has both. Ours may have a value without a term: a text without any word, or one too long for a term.
final class ColumnExistsQuery extends Query {
    private final String column;

    ColumnExistsQuery(String column) {
        this.column = column;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
                LeafReader reader = context.reader();
                DocIdSetIterator values = FieldExistsQuery.getDocValuesDocIdSetIterator(column, reader);
                if (values == null) {
                    return null;
                }
                boolean all = documentsWithValue(reader) == reader.maxDoc();
                DocIdSetIterator iterator = all ? DocIdSetIterator.all(reader.maxDoc()) : values;
                return ConstantScoreScorerSupplier.fromIterator(iterator, score(), scoreMode, reader.maxDoc());
            }

            @Override
            public int count(LeafReaderContext context) throws IOException {
                LeafReader reader = context.reader();
                if (reader.getFieldInfos().fieldInfo(column) == null) {
                    return 0;
                }
                return reader.hasDeletions() ? -1 : documentsWithValue(reader);
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return true;
            }
        };
    }

    /// As the skip index knows it; negative without one.
    private int documentsWithValue(LeafReader reader) throws IOException {
        DocValuesSkipper skipper = reader.getDocValuesSkipper(column);
        return skipper == null ? -1 : skipper.docCount();
    }

    @Override
    public void visit(QueryVisitor visitor) {
        if (visitor.acceptField(column)) {
            visitor.visitLeaf(this);
        }
    }

    @Override
    public String toString(String defaultField) {
        return "ColumnExistsQuery(" + column + ")";
    }

    @Override
    public boolean equals(Object other) {
        return sameClassAs(other) && other instanceof ColumnExistsQuery that && column.equals(that.column);
    }

    @Override
    public int hashCode() {
        return 31 * classHash() + column.hashCode();
    }
}
