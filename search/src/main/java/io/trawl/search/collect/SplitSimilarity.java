package io.trawl.search.collect;

import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.BM25Similarity;

/// BM25 as users of the native API know it: `idf · (k1 + 1) · tf / (tf + k1 · (1 − b + b · length / average))`.
///
/// It differs from Lucene's in two ways: number of documents and average length are over all documents of the
/// split, also those without the field; and the factor `k1 + 1` stays, which matters beside clauses whose score is
/// constant. A field without norms has length 1 everywhere.
final class SplitSimilarity extends BM25Similarity {
    private static final float K1 = 1.2f;
    private static final float B = 0.75f;

    SplitSimilarity() {
        super(K1, B);
    }

    @Override
    public Explanation idfExplain(CollectionStatistics field, TermStatistics term) {
        float idf = idf(term.docFreq(), field.maxDoc());
        return Explanation.match(
                idf * (K1 + 1), "idf * (k1 + 1), from n=%d, N=%d".formatted(term.docFreq(), field.maxDoc()));
    }

    @Override
    protected float avgFieldLength(CollectionStatistics field) {
        return (float) (field.sumTotalTermFreq() / (double) field.maxDoc());
    }
}
