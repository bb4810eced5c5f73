package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;

/// Reads columns in leaps, as a selective search does, and looks values up by name.
final class ColumnJumps {
    private ColumnJumps() {}

    static void check(LeafReader actual, LeafReader expected, String field, Random random) throws IOException {
        switch (expected.getFieldInfos().fieldInfo(field).getDocValuesType()) {
            case NUMERIC, SORTED_NUMERIC -> {
                SortedNumericDocValues left = DocValues.getSortedNumeric(actual, field);
                SortedNumericDocValues right = DocValues.getSortedNumeric(expected, field);
                for (int doc = random.nextInt(500); doc < expected.maxDoc(); doc += 1 + random.nextInt(3000)) {
                    boolean has = right.advanceExact(doc);
                    assertThat(left.advanceExact(doc)).isEqualTo(has);
                    if (has) {
                        assertThat(left.nextValue()).isEqualTo(right.nextValue());
                    }
                }
            }
            case SORTED, SORTED_SET -> {
                SortedSetDocValues left = DocValues.getSortedSet(actual, field);
                SortedSetDocValues right = DocValues.getSortedSet(expected, field);
                for (int doc = random.nextInt(500); doc < expected.maxDoc(); doc += 1 + random.nextInt(3000)) {
                    boolean has = right.advanceExact(doc);
                    assertThat(left.advanceExact(doc)).isEqualTo(has);
                    if (has) {
                        assertThat(left.nextOrd()).isEqualTo(right.nextOrd());
                    }
                }
                BytesRef some = BytesRef.deepCopyOf(right.lookupOrd(random.nextLong(right.getValueCount())));
                assertThat(left.lookupTerm(some)).isEqualTo(right.lookupTerm(some));
            }
            case BINARY, NONE -> throw new AssertionError(field);
        }
    }
}
