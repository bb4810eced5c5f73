package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class SparseTermIndexTest {
    private static final long LIMIT = 1000;

    private final Random random = TestSeed.next("SparseTermIndexTest").random();

    @Test
    void boundsEveryTermAndKeepsIntervalsSmall() throws IOException {
        for (int round = 0; round < 50; round++) {
            check();
        }
    }

    private void check() throws IOException {
        Map<BytesRef, long[]> terms = new TreeMap<>();
        while (terms.size() < 300) {
            String text = Long.toString(random.nextLong(1L << random.nextInt(1, 60)), 36);
            terms.put(new BytesRef(text.getBytes(StandardCharsets.UTF_8)), new long[4]);
        }
        SparseTermIndex.Builder builder = new SparseTermIndex.Builder(LIMIT, true);
        long postings = 100;
        long positions = 5_000_000;
        long block = 9_000_000;
        int inBlock = 0;
        for (Map.Entry<BytesRef, long[]> term : terms.entrySet()) {
            if (inBlock++ % 25 == 0) {
                block += 300;
            }
            builder.add(term.getKey(), postings, positions, ByteRange.ofLength(block, 300));
            long length = random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(20);
            term.setValue(new long[] {postings, postings + length, positions, positions + 2 * length, block});
            postings += length;
            positions += 2 * length;
        }
        SparseTermIndex index = copy(builder.build(postings, positions));

        for (Map.Entry<BytesRef, long[]> term : terms.entrySet()) {
            int interval = index.intervalOf(term.getKey());
            long[] expected = term.getValue();
            ByteRange found = index.postings(interval, interval);
            assertThat(found.contains(new ByteRange(expected[0], expected[1]))).isTrue();
            assertThat(index.positions(interval, interval).contains(new ByteRange(expected[2], expected[3])))
                    .isTrue();
            assertThat(index.blocks(interval, interval).contains(ByteRange.ofLength(expected[4], 300)))
                    .isTrue();
            boolean isAlone = expected[1] - expected[0] + expected[3] - expected[2] + 300 > LIMIT;
            if (!isAlone) {
                assertThat(found.length()).isLessThanOrEqualTo(LIMIT + SparseTermIndex.PADDING);
            }
        }
        assertThat(index.size()).isLessThan(terms.size());
        checkEnds(index, new ArrayList<>(terms.keySet()));
    }

    private static void checkEnds(SparseTermIndex index, List<BytesRef> terms) {
        for (int i = 1; i < terms.size(); i++) {
            assertThat(index.lastIntervalBelow(terms.get(i)))
                    .isBetween(index.intervalOf(terms.get(i - 1)), index.intervalOf(terms.get(i)));
        }
        assertThat(index.intervalOf(new BytesRef())).isZero();
        assertThat(index.intervalOf(new BytesRef("zzzzzzzzzzzzzzzzz"))).isEqualTo(index.size() - 1);
    }

    private static SparseTermIndex copy(SparseTermIndex index) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        index.encode(out);
        SparseTermIndex copy = SparseTermIndex.decode(out.toDataInput());
        assertThat(copy.size()).isEqualTo(index.size());
        return copy;
    }
}
