package io.trawl.indexing;

import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.indexing.Source.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was read of the source and is not indexed yet. One thread's at a time.
final class PendingDocuments {
    /// Asked of the source at once.
    private static final long BATCH_BYTES = 8L << 20;

    private final Deque<SourceRecord> records = new ArrayDeque<>();
    /// Documents of the first record that were taken.
    private int taken;
    /// What was read beyond a usual batch, until all of it is indexed.
    private MemoryBudget.@Nullable Charge readAhead;

    /// Some documents of one record, one after the other.
    ///
    /// @param from the first
    /// @param to one past the last
    record Slice(SourceRecord record, int from, int to) {
        /// Its documents are to be published at once, and none of its record's is missing.
        boolean forcesCommit() {
            return record.forcesCommit() && to == record.documents().size();
        }
    }

    /// Ends a taking.
    interface Limit {
        /// Whether document `at` of the record is taken with those before. Must agree to the first one.
        boolean takes(SourceRecord record, int at);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /// Reads what the source has next, once all that was taken is indexed.
    ///
    /// @param isSorted reads as much as [PartitionOrder] would sort, if there is memory for it
    void refill(Source source, boolean isSorted, IndexingMemory memory, RequestContext context) {
        clear();
        if (isSorted) {
            readAhead = memory.tryReadAhead(PartitionOrder.MAX_BYTES - BATCH_BYTES);
        }
        records.addAll(source.nextBatch(readAhead == null ? BATCH_BYTES : PartitionOrder.MAX_BYTES, context));
        if (records.isEmpty()) {
            clear();
        }
    }

    void clear() {
        records.clear();
        taken = 0;
        if (readAhead != null) {
            readAhead.close();
            readAhead = null;
        }
    }

    /// Takes documents from the front, as many as `limit` agrees to.
    List<Slice> take(Limit limit) {
        List<Slice> slices = new ArrayList<>();
        while (!records.isEmpty()) {
            SourceRecord record = records.getFirst();
            int size = record.documents().size();
            int at = taken;
            while (at < size && limit.takes(record, at)) {
                at++;
            }
            if (at > taken || size == 0) {
                slices.add(new Slice(record, taken, at));
            }
            if (at < size) {
                taken = at;
                return slices;
            }
            records.removeFirst();
            taken = 0;
        }
        return slices;
    }
}
