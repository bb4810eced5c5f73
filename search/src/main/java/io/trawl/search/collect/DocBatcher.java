package io.trawl.search.collect;

import java.io.IOException;
import org.apache.lucene.search.DocIdStream;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.jspecify.annotations.Nullable;

/// Counts matching documents and hands them on in batches; without a sink it only counts, which Lucene often
/// knows how to do without visiting each document.
final class DocBatcher implements LeafCollector {
    private final int[] docs = new int[ValueBatch.DOCS];
    private int buffered;
    private @Nullable DocSink sink;
    private long count;

    /// Sends what follows to `next`; `null` only counts it. What was collected before has been handed on.
    void sendTo(@Nullable DocSink next) throws IOException {
        flush();
        sink = next;
    }

    long count() {
        return count;
    }

    /// Hands on what is buffered.
    void flush() throws IOException {
        if (buffered > 0 && sink != null) {
            sink.accept(docs, buffered);
        }
        buffered = 0;
    }

    @Override
    public void setScorer(Scorable scorer) {}

    @Override
    public void collect(int doc) throws IOException {
        count++;
        if (sink != null) {
            docs[buffered++] = doc;
            if (buffered == docs.length) {
                flush();
            }
        }
    }

    @Override
    public void collect(DocIdStream stream) throws IOException {
        if (sink == null) {
            count += stream.count();
            return;
        }
        flush();
        for (int filled = stream.intoArray(docs); filled != 0; filled = stream.intoArray(docs)) {
            count += filled;
            sink.accept(docs, filled);
        }
    }

    @Override
    public void collectRange(int min, int max) throws IOException {
        count += max - min;
        if (sink == null) {
            return;
        }
        flush();
        int next = min;
        while (next < max) {
            int filled = Math.min(docs.length, max - next);
            for (int i = 0; i < filled; i++) {
                docs[i] = next + i;
            }
            sink.accept(docs, filled);
            next += filled;
        }
    }
}
