package io.trawl.search.collect;

import java.io.IOException;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.jspecify.annotations.Nullable;

/// Scores and counts matching documents and hands them on in batches.
final class ScoredDocBatcher implements LeafCollector {
    private final ManyKeysKeeper keeper;
    private final int[] docs = new int[ValueBatch.DOCS];
    private final float[] scores = new float[ValueBatch.DOCS];
    private int buffered;
    private long count;
    private @Nullable Scorable scorer;

    ScoredDocBatcher(ManyKeysKeeper keeper) {
        this.keeper = keeper;
    }

    long count() {
        return count;
    }

    /// Hands on what is buffered.
    void flush() throws IOException {
        if (buffered > 0) {
            keeper.accept(docs, scores, buffered);
        }
        buffered = 0;
    }

    @Override
    public void setScorer(Scorable next) {
        scorer = next;
    }

    @Override
    public void collect(int doc) throws IOException {
        if (scorer == null) {
            throw new IllegalStateException("collected before there is a scorer");
        }
        count++;
        docs[buffered] = doc;
        scores[buffered++] = scorer.score();
        if (buffered == docs.length) {
            flush();
        }
    }
}
