package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;

/// Keeps the best hits by one column, or by address alone.
///
/// Documents without a value never compete with those that have one, so they have a heap of their own, used only
/// for what the first one leaves free.
///
/// Logs are nearly in time order, so that newest-first would replace the worst hit again and again when read
/// forwards; a batch is therefore looked at from its end, after which nearly all of it fails the first
/// comparison.
final class SingleKeyKeeper implements HitKeeper {
    private static final List<Optional<SortValue>> NO_VALUE = List.of(Optional.empty());

    private final boolean byAddress;
    private final boolean descending;
    private final int limit;
    private final List<FieldColumn> columns;
    private final HitHeap present;
    private final HitHeap missing;
    private final ValueBatch batch = new ValueBatch();
    private final List<NumberColumn> readers = new ArrayList<>();

    private SingleKeyKeeper(boolean byAddress, List<FieldColumn> columns, boolean descending, int limit) {
        this.byAddress = byAddress;
        this.columns = columns;
        this.descending = descending;
        this.limit = limit;
        this.present = new HitHeap(limit);
        this.missing = new HitHeap(limit);
    }

    static SingleKeyKeeper byAddress(boolean descending, int limit) {
        return new SingleKeyKeeper(true, List.of(), descending, limit);
    }

    /// @param key with comparable columns
    static SingleKeyKeeper byColumn(HitOrder.Key.Columns key, int limit) {
        return new SingleKeyKeeper(false, key.columns(), key.descending(), limit);
    }

    @Override
    public int limit() {
        return limit;
    }

    /// Documents compete with the hits that have a value.
    @Override
    public HitBar bar() {
        return present;
    }

    @Override
    public DocBlocks blocks(LeafReader reader) throws IOException {
        if (byAddress) {
            return DocBlocks.byAddress(reader.maxDoc(), descending);
        }
        return columns.size() == 1
                ? DocBlocks.byColumn(
                        reader.getDocValuesSkipper(columns.getFirst().column()), reader.maxDoc(), descending)
                : DocBlocks.byColumn(null, reader.maxDoc(), descending);
    }

    @Override
    public void startPass(LeafReader reader) throws IOException {
        readers.clear();
        for (FieldColumn column : columns) {
            readers.add(NumberColumn.open(reader, column.column()));
        }
    }

    @Override
    public void accept(int[] docs, int count) throws IOException {
        if (byAddress) {
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

    @Override
    public List<SplitHit> drain() {
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
            hits.add(new SplitHit(doc, valued ? sortValues(keys[i]) : NO_VALUE));
        }
    }

    private List<Optional<SortValue>> sortValues(long key) {
        if (byAddress) {
            return List.of();
        }
        FieldColumn.Kind type = columns.size() == 1 ? columns.getFirst().kind() : FieldColumn.Kind.F64;
        return List.of(Optional.of(new SortValue(type, descending ? key : ~key)));
    }
}
