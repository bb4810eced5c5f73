package io.trawl.indexing;

import io.trawl.indexing.Source.SourceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What was read of the source and is not indexed yet. One thread's at a time.
final class PendingDocuments {
    private final Deque<SourceRecord> records = new ArrayDeque<>();
    /// Documents of the first record that were taken.
    private int taken;

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

    void addAll(List<SourceRecord> read) {
        records.addAll(read);
    }

    void clear() {
        records.clear();
        taken = 0;
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
