package io.trawl.indexing;

import io.trawl.common.IndexUid;
import io.trawl.docmapper.DocRejection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Counts refused documents and remembers why the last ones were; the documents themselves are let go.
public final class CountingDeadLetters implements DeadLetters {
    private static final int MAX_REMEMBERED = 100;

    private final LongAdder count = new LongAdder();
    /// Guarded by itself.
    private final Deque<Refusal> latest = new ArrayDeque<>();

    /// Why a document was refused, and which one it was.
    public record Refusal(IndexUid indexUid, String sourceId, String partitionId, long offset, DocRejection reason) {}

    @Override
    public void refused(
            IndexUid indexUid,
            String sourceId,
            String partitionId,
            long offset,
            DocRejection reason,
            byte[] bytes,
            int start,
            int length) {
        count.increment();
        synchronized (latest) {
            if (latest.size() == MAX_REMEMBERED) {
                latest.removeFirst();
            }
            latest.addLast(new Refusal(indexUid, sourceId, partitionId, offset, reason));
        }
    }

    public long count() {
        return count.sum();
    }

    /// The last ones, oldest first.
    public List<Refusal> latest() {
        synchronized (latest) {
            return List.copyOf(latest);
        }
    }
}
