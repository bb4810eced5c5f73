package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/// Keeps the best hits of one segment.
///
/// Keys are made so that larger is better whatever the direction: an ascending sort complements value and
/// document. Documents without a value never compete with those that have one, so they have a heap of their
/// own, used only for what the first one leaves free.
///
/// Logs are nearly in time order, so that newest-first would replace the worst hit again and again when read
/// forwards; a batch is therefore looked at from its end, after which nearly all of it fails the first
/// comparison.
final class HitKeeper implements DocSink {
    private final HitOrder order;
    private final boolean descending;
    private final int limit;
    private final List<FieldColumn> columns;
    private final HitHeap present;
    private final HitHeap missing;
    private final ValueBatch batch = new ValueBatch();
    private final List<NumberColumn> readers = new ArrayList<>();

    HitKeeper(HitOrder order, int limit) {
        this.order = order;
        this.descending = order.descending();
        this.columns = order instanceof HitOrder.Columns byColumn ? comparable(byColumn.columns()) : List.of();
        this.limit = limit;
        this.present = new HitHeap(limit);
        this.missing = new HitHeap(limit);
    }

    /// The columns that can be put into one order: all numeric ones, else the times, else the booleans.
    private static List<FieldColumn> comparable(List<FieldColumn> columns) {
        List<FieldColumn> numbers =
                columns.stream().filter(c -> c.kind().isNumber()).toList();
        if (!numbers.isEmpty()) {
            return numbers;
        }
        List<FieldColumn> times = columns.stream()
                .filter(c -> c.kind() == FieldColumn.Kind.DATETIME)
                .toList();
        return times.isEmpty()
                ? columns.stream()
                        .filter(c -> c.kind() == FieldColumn.Kind.BOOL)
                        .toList()
                : times;
    }

    int limit() {
        return limit;
    }

    /// Hits with a value; what documents compete with.
    HitHeap heap() {
        return present;
    }

    /// The ranges of documents to look at, the most promising first.
    DocBlocks blocks(LeafReader reader) throws IOException {
        if (order instanceof HitOrder.Columns && columns.size() == 1) {
            return DocBlocks.byColumn(
                    reader.getDocValuesSkipper(columns.getFirst().column()), reader.maxDoc(), descending);
        }
        if (order instanceof HitOrder.Columns) {
            return DocBlocks.byColumn(null, reader.maxDoc(), descending);
        }
        return DocBlocks.byAddress(reader.maxDoc(), descending);
    }

    /// Starts a pass over ascending documents.
    void startPass(LeafReader reader) throws IOException {
        readers.clear();
        for (FieldColumn column : columns) {
            readers.add(NumberColumn.open(reader, column.column()));
        }
    }

    @Override
    public void accept(int[] docs, int count) throws IOException {
        if (order instanceof HitOrder.Address) {
            acceptByAddress(docs, count);
        } else {
            acceptByColumn(docs, count);
        }
    }

    private void acceptByAddress(int[] docs, int count) {
        for (int i = 0; i < count; i++) {
            int at = descending ? count - 1 - i : i;
            if (!present.competes(0, tie(docs[at]))) {
                return;
            }
            present.offer(0, tie(docs[at]));
        }
    }

    private void acceptByColumn(int[] docs, int count) throws IOException {
        readKeys(docs, count);
        if (!present.isFull() && batch.size < count) {
            keepMissing(docs, count);
        }
        long bottom = present.bottomKey();
        long[] values = batch.values;
        int[] rows = batch.rows;
        int size = batch.size;
        if (descending) {
            for (int i = size - 1; i >= 0; i--) {
                if (values[i] >= bottom) {
                    present.offer(values[i], docs[rows[i]]);
                    bottom = present.bottomKey();
                }
            }
        } else {
            for (int i = 0; i < size; i++) {
                long key = ~values[i];
                if (key >= bottom) {
                    present.offer(key, ~docs[rows[i]]);
                    bottom = present.bottomKey();
                }
            }
        }
    }

    private void readKeys(int[] docs, int count) throws IOException {
        if (readers.size() == 1) {
            readers.getFirst().readFirst(docs, count, batch);
        } else {
            readMixed(docs, count);
        }
    }

    /// Integers and floats of one field meet as floats.
    private void readMixed(int[] docs, int count) throws IOException {
        long[] keys = new long[count];
        boolean[] found = new boolean[count];
        for (int c = 0; c < readers.size(); c++) {
            readers.get(c).readFirst(docs, count, batch);
            for (int i = 0; i < batch.size; i++) {
                int row = batch.rows[i];
                if (!found[row]) {
                    found[row] = true;
                    keys[row] = ColumnCodec.encodeF64(
                            Numbers.toDouble(columns.get(c).kind(), batch.values[i]));
                }
            }
        }
        batch.startSparse();
        for (int row = 0; row < count; row++) {
            if (found[row]) {
                batch.add(row, keys[row]);
            }
        }
    }

    private void keepMissing(int[] docs, int count) {
        int next = 0;
        for (int row = 0; row < count; row++) {
            if (next < batch.size && batch.rows[next] == row) {
                next++;
            } else {
                missing.offer(0, tie(docs[row]));
            }
        }
    }

    private int tie(int doc) {
        return descending ? doc : ~doc;
    }

    /// The hits, the best first; the keeper is empty afterwards.
    List<SplitHit> drain() {
        List<SplitHit> hits = new ArrayList<>(present.size() + missing.size());
        drainInto(present, hits, true);
        drainInto(missing, hits, false);
        return hits.size() <= limit ? hits : List.copyOf(hits.subList(0, limit));
    }

    private void drainInto(HitHeap heap, List<SplitHit> hits, boolean valued) {
        int size = heap.size();
        long[] keys = new long[size];
        int[] ties = new int[size];
        heap.drain(keys, ties);
        for (int i = 0; i < size; i++) {
            int doc = descending ? ties[i] : ~ties[i];
            hits.add(new SplitHit(doc, valued ? sortValue(keys[i]) : null));
        }
    }

    private @Nullable SortValue sortValue(long key) {
        if (order instanceof HitOrder.Address) {
            return null;
        }
        FieldColumn.Kind type = columns.size() == 1 ? columns.getFirst().kind() : FieldColumn.Kind.F64;
        return new SortValue(type, descending ? key : ~key);
    }
}
