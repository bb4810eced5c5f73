package io.trawl.search.collect;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Reads a column of bytes as ordinals, whose order within a segment is that of the values.
final class TermColumn implements FirstValues {
    private final SortedSetDocValues values;
    private final @Nullable SortedDocValues single;

    private TermColumn(SortedSetDocValues values) {
        this.values = values;
        this.single = DocValues.unwrapSingleton(values);
    }

    static TermColumn open(LeafReader reader, String field) throws IOException {
        return new TermColumn(DocValues.getSortedSet(reader, field));
    }

    @Override
    public void readFirst(int[] docs, int count, ValueBatch out) throws IOException {
        out.startSparse();
        SortedDocValues one = single;
        for (int i = 0; i < count; i++) {
            if (one != null) {
                if (one.advanceExact(docs[i])) {
                    out.add(i, one.ordValue());
                }
            } else if (values.advanceExact(docs[i])) {
                out.add(i, values.nextOrd());
            }
        }
    }

    /// The value of an ordinal.
    BytesRef value(long ordinal) throws IOException {
        return BytesRef.deepCopyOf(values.lookupOrd(ordinal));
    }
}
