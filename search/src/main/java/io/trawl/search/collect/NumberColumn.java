package io.trawl.search.collect;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.jspecify.annotations.Nullable;

/// Reads a numeric column for batches of documents in ascending order.
///
/// A column in which every document has one value is read in bulk, which Lucene does without a branch a
/// document.
final class NumberColumn implements FirstValues {
    private final SortedNumericDocValues values;
    private final @Nullable NumericDocValues single;
    private final boolean dense;

    private NumberColumn(SortedNumericDocValues values, boolean dense) {
        this.values = values;
        this.single = DocValues.unwrapSingleton(values);
        this.dense = dense && single != null;
    }

    static NumberColumn open(LeafReader reader, String field) throws IOException {
        SortedNumericDocValues values = DocValues.getSortedNumeric(reader, field);
        DocValuesSkipper skipper = reader.getDocValuesSkipper(field);
        return new NumberColumn(values, skipper != null && skipper.docCount() == reader.maxDoc());
    }

    /// Whether every document has exactly one value.
    boolean isDense() {
        return dense;
    }

    /// Reads all values of `docs[0..count)`, `count` being positive.
    void read(int[] docs, int count, ValueBatch out) throws IOException {
        NumericDocValues one = single;
        if (one == null) {
            readMany(docs, count, out);
        } else if (dense && canReadInBulk(docs, count)) {
            out.startAligned(count);
            one.longValues(count, docs, out.values, 0);
        } else {
            out.startSparse();
            for (int i = 0; i < count; i++) {
                if (one.advanceExact(docs[i])) {
                    out.add(i, one.longValue());
                }
            }
        }
    }

    /// Lucene takes documents that span as much as they are many for a run, so none of those may come twice.
    /// They may below a parent in which one document is in several buckets.
    private static boolean canReadInBulk(int[] docs, int count) {
        if (docs[count - 1] - docs[0] != count - 1) {
            return true;
        }
        boolean run = true;
        for (int i = 1; i < count; i++) {
            run &= docs[i] != docs[i - 1];
        }
        return run;
    }

    @Override
    public void readFirst(int[] docs, int count, ValueBatch out) throws IOException {
        if (single != null) {
            read(docs, count, out);
            return;
        }
        out.startSparse();
        for (int i = 0; i < count; i++) {
            if (values.advanceExact(docs[i])) {
                out.add(i, values.nextValue());
            }
        }
    }

    /// Reads values of a part of a batch into place. Only for dense columns, and if no document comes twice.
    void readDense(int[] docs, int offset, int count, long[] out) throws IOException {
        if (single == null) {
            throw new IllegalStateException("column is not dense");
        }
        single.longValues(count, docs, offset, out, offset, 0);
    }

    private void readMany(int[] docs, int count, ValueBatch out) throws IOException {
        out.startSparse();
        for (int i = 0; i < count; i++) {
            if (values.advanceExact(docs[i])) {
                int many = values.docValueCount();
                for (int v = 0; v < many; v++) {
                    out.add(i, values.nextValue());
                }
            }
        }
    }
}
