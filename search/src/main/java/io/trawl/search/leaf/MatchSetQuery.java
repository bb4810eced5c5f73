package io.trawl.search.leaf;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/// Matches the documents of a [MatchSet], of the one split that it was made of. Reads nothing.
final class MatchSetQuery extends Query {
    private final MatchSet matches;

    MatchSetQuery(MatchSet matches) {
        this.matches = matches;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public int count(LeafReaderContext context) {
                return matches.count();
            }

            @Override
            public ScorerSupplier scorerSupplier(LeafReaderContext context) {
                return new ScorerSupplier() {
                    @Override
                    public Scorer get(long leadCost) throws IOException {
                        return new ConstantScoreScorer(score(), scoreMode, matches.iterator());
                    }

                    @Override
                    public long cost() {
                        return matches.count();
                    }
                };
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return false;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "MatchSetQuery(" + matches.count() + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MatchSetQuery query && query.matches == matches;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(matches);
    }
}
