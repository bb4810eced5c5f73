package io.trawl.search.collect;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;

/// Keeps the best hits by any number of keys: columns, also with values of several kinds, and scores.
///
/// Only the first key is read for all documents; further columns are read for those whose first key is not worse
/// than the worst hit's. Where few documents have equal first keys, a second key costs next to nothing.
final class ManyKeysKeeper implements HitKeeper {
    /// Texts, times, numbers and booleans; scores are numbers.
    private static final int RANK_MAX = SortValue.rank(FieldColumn.Kind.TEXT) + 1;
    /// Of the texts that the hits of one split are sorted by.
    private static final DataSize TEXTS_MAX = DataSize.ofMebibytes(32);

    private static final float[] NO_SCORES = {};

    private final List<Key> keys = new ArrayList<>();
    private final boolean descending;
    private final int limit;
    private final RowHeap heap;
    private final SortRows rows;
    private final ValueBatch batch = new ValueBatch();
    private final int[] candidates = new int[ValueBatch.DOCS];
    private final float[] candidateScores = new float[ValueBatch.DOCS];

    ManyKeysKeeper(HitOrder order, int limit) {
        this.descending = order.descending();
        this.limit = limit;
        this.heap = new RowHeap(order.keys().size(), limit);
        this.rows = new SortRows(order.keys().size(), ValueBatch.DOCS);
        for (HitOrder.Key key : order.keys()) {
            keys.add(new Key(key, keys.size()));
        }
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public HitBar bar() {
        return heap;
    }

    @Override
    public DocBlocks blocks(LeafReader reader) throws IOException {
        Key first = keys.getFirst();
        // Blocks say nothing of documents without a value.
        boolean known = first.columns.size() == 1
                && !first.missingFirst
                && !first.columns.getFirst().kind().isBinary();
        return DocBlocks.byColumn(
                known ? reader.getDocValuesSkipper(first.columns.getFirst().column()) : null,
                reader.maxDoc(),
                first.descending);
    }

    @Override
    public void startPass(LeafReader reader) throws IOException {
        for (Key key : keys) {
            key.startPass(reader);
        }
    }

    @Override
    public void accept(int[] docs, int count) throws IOException {
        accept(docs, NO_SCORES, count);
    }

    /// As [#accept(int[], int)] with a score for each document, which every other sort than by score can do without.
    void accept(int[] docs, float[] scores, int count) throws IOException {
        keys.getFirst().read(docs, scores, count);
        int left = 0;
        for (int row = 0; row < count; row++) {
            if (heap.competes(rows, row)) {
                rows.copy(left, rows, row, 1);
                candidates[left] = docs[row];
                if (scores.length > 0) {
                    candidateScores[left] = scores[row];
                }
                left++;
            }
        }
        if (left == 0) {
            return;
        }
        for (Key key : keys.subList(1, keys.size())) {
            key.read(candidates, candidateScores, left);
        }
        // As logs are nearly in time order, the best of a descending sort are at the end.
        for (int i = 0; i < left; i++) {
            int row = descending ? left - 1 - i : i;
            heap.offer(rows, row, descending ? candidates[row] : ~candidates[row]);
        }
    }

    @Override
    public List<SplitHit> drain() throws IOException {
        List<SplitHit> hits = new ArrayList<>(heap.size());
        while (heap.size() > 0) {
            int entry = heap.pop();
            List<Optional<SortValue>> values = new ArrayList<>(keys.size());
            for (Key key : keys) {
                values.add(key.sortValue(heap.rows(), entry));
            }
            int tie = heap.tie(entry);
            hits.add(new SplitHit(descending ? tie : ~tie, values));
        }
        Collections.reverse(hits);
        return hits;
    }

    /// One key of all rows.
    private final class Key {
        private final int number;
        private final boolean descending;
        private final boolean score;
        private final boolean missingFirst;
        private final List<FieldColumn> columns;
        private final FieldColumn.Kind numberKind;
        private final List<FirstValues> readers = new ArrayList<>();
        private long textBytes;

        Key(HitOrder.Key key, int number) {
            this.number = number;
            this.descending = key.descending();
            this.score = key instanceof HitOrder.Key.Score;
            this.columns = key instanceof HitOrder.Key.Columns byColumn ? byColumn.columns() : List.of();
            this.missingFirst = key instanceof HitOrder.Key.Columns byColumn && byColumn.missingFirst();
            List<FieldColumn.Kind> numbers = columns.stream()
                    .map(FieldColumn::kind)
                    .filter(FieldColumn.Kind::isNumber)
                    .distinct()
                    .toList();
            // Integers and floats of one field meet as floats.
            this.numberKind = numbers.size() == 1 ? numbers.getFirst() : FieldColumn.Kind.F64;
        }

        void startPass(LeafReader reader) throws IOException {
            readers.clear();
            for (FieldColumn column : columns) {
                readers.add(
                        column.kind().isBinary()
                                ? TermColumn.open(reader, column.column())
                                : NumberColumn.open(reader, column.column()));
            }
        }

        void read(int[] docs, float[] scores, int count) throws IOException {
            if (score) {
                for (int row = 0; row < count; row++) {
                    set(row, FieldColumn.Kind.F64, ColumnCodec.encodeF64(scores[row]));
                }
                return;
            }
            rows.clear(number, count);
            for (int c = 0; c < readers.size(); c++) {
                readers.get(c).readFirst(docs, count, batch);
                FieldColumn.Kind kind = columns.get(c).kind();
                for (int i = 0; i < batch.size; i++) {
                    if (rows.isMissing(number, batch.rows[i])) {
                        set(batch.rows[i], kind, batch.values[i]);
                    }
                }
            }
            if (missingFirst) {
                rows.missingFirst(number, count);
            }
        }

        private void set(int row, FieldColumn.Kind kind, long bits) {
            long value =
                    kind.isNumber() && kind != numberKind ? ColumnCodec.encodeF64(Numbers.toDouble(kind, bits)) : bits;
            int rank = SortValue.rank(kind) + 1;
            rows.set(number, row, descending ? rank : RANK_MAX + 1 - rank, descending ? value : ~value);
        }

        Optional<SortValue> sortValue(SortRows from, int entry) throws IOException {
            int rank = from.rank(number, entry);
            if (rank == 0 || rank == SortRows.MISSING_FIRST) {
                return Optional.empty();
            }
            int kindRank = descending ? rank - 1 : RANK_MAX - rank;
            long value = descending ? from.value(number, entry) : ~from.value(number, entry);
            return Optional.of(
                    kindRank == SortValue.rank(FieldColumn.Kind.TEXT)
                            ? bytes(value)
                            : new SortValue(kind(kindRank), value));
        }

        /// Ordinals mean nothing outside of their segment.
        private SortValue bytes(long ordinal) throws IOException {
            for (int c = 0; c < readers.size(); c++) {
                if (readers.get(c) instanceof TermColumn terms) {
                    BytesRef bytes = terms.value(ordinal);
                    textBytes += bytes.length;
                    if (textBytes > TEXTS_MAX.bytes()) {
                        throw new TrawlException(
                                ErrorCode.TOO_LARGE,
                                "the texts that hits are sorted by take more than " + TEXTS_MAX
                                        + ": ask for fewer hits");
                    }
                    return SortValue.ofBytes(columns.get(c).kind(), bytes);
                }
            }
            throw new IllegalStateException("no column of texts");
        }

        private FieldColumn.Kind kind(int rank) {
            if (rank == SortValue.rank(FieldColumn.Kind.BOOL)) {
                return FieldColumn.Kind.BOOL;
            }
            return rank == SortValue.rank(FieldColumn.Kind.DATETIME) ? FieldColumn.Kind.DATETIME : numberKind;
        }
    }
}
