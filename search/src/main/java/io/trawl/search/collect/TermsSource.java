package io.trawl.search.collect;

import io.trawl.docmapper.IpAddresses;
import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Where a terms aggregation gets its values from: one column. A value is a long that stands for its key in
/// this segment; the key itself is made once a bucket.
sealed interface TermsSource {
    /// Reads the distinct values of each of `docs[0..count)`, `count` being positive.
    void read(int[] docs, int count, ValueBatch out) throws IOException;

    TermKey key(long value) throws IOException;

    /// Whether the order of values is the order of keys.
    boolean valuesInKeyOrder();

    /// Values are below it if they are few and start at 0, else -1.
    long valueCount();

    /// A column of numbers, booleans or times.
    final class Number implements TermsSource {
        private final NumberColumn column;
        private final FieldColumn.Kind type;

        Number(LeafReader reader, FieldColumn column) throws IOException {
            this.column = NumberColumn.open(reader, column.column());
            this.type = column.kind();
        }

        @Override
        public void read(int[] docs, int count, ValueBatch out) throws IOException {
            column.read(docs, count, out);
            if (!out.isAligned()) {
                dropRepeated(out);
            }
        }

        /// The values of a document are sorted, so equal ones are neighbours.
        private static void dropRepeated(ValueBatch batch) {
            int kept = 0;
            for (int i = 0; i < batch.size; i++) {
                boolean repeated =
                        kept > 0 && batch.rows[kept - 1] == batch.rows[i] && batch.values[kept - 1] == batch.values[i];
                if (!repeated) {
                    batch.rows[kept] = batch.rows[i];
                    batch.values[kept++] = batch.values[i];
                }
            }
            batch.size = kept;
        }

        @Override
        public TermKey key(long value) {
            return TermKey.ofNumber(type, value);
        }

        @Override
        public boolean valuesInKeyOrder() {
            return type == FieldColumn.Kind.I64 || type == FieldColumn.Kind.U64 || type == FieldColumn.Kind.BOOL;
        }

        @Override
        public long valueCount() {
            return type == FieldColumn.Kind.BOOL ? 2 : -1;
        }
    }

    /// A column of texts or addresses, kept as ordinals of a sorted dictionary.
    final class Dictionary implements TermsSource {
        private final SortedSetDocValues values;
        private final @Nullable SortedDocValues single;
        private final FieldColumn.Kind type;
        private final @Nullable FixedBitSet allowed;

        /// @param allowed ordinals that may become buckets; null for all
        Dictionary(SortedSetDocValues values, FieldColumn.Kind type, @Nullable FixedBitSet allowed) {
            this.values = values;
            this.single = DocValues.unwrapSingleton(values);
            this.type = type;
            this.allowed = allowed;
        }

        @Override
        public void read(int[] docs, int count, ValueBatch out) throws IOException {
            out.startSparse();
            SortedDocValues one = single;
            for (int i = 0; i < count; i++) {
                if (one != null) {
                    if (one.advanceExact(docs[i])) {
                        addAllowed(out, i, one.ordValue());
                    }
                } else if (values.advanceExact(docs[i])) {
                    int many = values.docValueCount();
                    for (int v = 0; v < many; v++) {
                        addAllowed(out, i, values.nextOrd());
                    }
                }
            }
        }

        private void addAllowed(ValueBatch out, int row, long ordinal) {
            if (allowed == null || allowed.get((int) ordinal)) {
                out.add(row, ordinal);
            }
        }

        /// Adds each document to the count of its ordinal, where that is all that is asked.
        ///
        /// @return false if a document may have several values or not all are allowed
        boolean count(int[] docs, int count, int[] counts) throws IOException {
            SortedDocValues one = single;
            if (one == null || allowed != null) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                if (one.advanceExact(docs[i])) {
                    counts[one.ordValue()]++;
                }
            }
            return true;
        }

        /// Ordinals that may become buckets, in order, from `from`; -1 when there is none.
        long nextAllowed(long from) {
            if (from >= values.getValueCount()) {
                return -1;
            }
            if (allowed == null) {
                return from;
            }
            int next = allowed.nextSetBit((int) from);
            return next == DocIdSetIterator.NO_MORE_DOCS ? -1 : next;
        }

        @Override
        public TermKey key(long value) throws IOException {
            BytesRef bytes = values.lookupOrd(value);
            return new TermKey.Text(
                    type == FieldColumn.Kind.IP
                            ? IpAddresses.format(
                                    Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length))
                            : bytes.utf8ToString());
        }

        @Override
        public boolean valuesInKeyOrder() {
            return type == FieldColumn.Kind.TEXT;
        }

        @Override
        public long valueCount() {
            return values.getValueCount();
        }
    }
}
