package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.IndexUid;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitState;
import io.trawl.split.SplitTimeRange;
import io.trawl.testkit.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SplitTableTest {
    private final IndexUid uid = new IndexUid("logs", "1");

    @Test
    void holdsWhatASortedMapHolds() {
        Random random = TestSeed.next("SplitTableTest").random();
        SplitTable table = SplitTable.EMPTY;
        TreeMap<String, Split> expected = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
            String id = "split-%05d".formatted(random.nextInt(3_000));
            boolean shrinks = (step / 5_000) % 2 == 1;
            if (random.nextInt(10) < (shrinks ? 8 : 2)) {
                table = table.without(id);
                expected.remove(id);
            } else {
                Split split = split(id, random);
                table = table.with(split);
                expected.put(id, split);
            }
            assertThat(table.size()).isEqualTo(expected.size());
            assertThat(table.find(id)).isEqualTo(Optional.ofNullable(expected.get(id)));
            if (step % 500 == 0) {
                assertThat(table.toList()).containsExactlyElementsOf(expected.values());
                assertFindsAllThatPass(table, random);
            }
        }
        SplitTable loaded = SplitTable.ofSorted(table.toList());
        assertThat(loaded.toList()).isEqualTo(table.toList());
    }

    @Test
    void changeLeavesTheTableItCameFromAsItWas() {
        Random random = new Random(1);
        SplitTable before = SplitTable.EMPTY.with(split("split-a", random)).with(split("split-c", random));
        List<Split> held = before.toList();

        before.with(split("split-b", random)).without("split-a").map(split -> split.markedForDeletion(9));

        assertThat(before.toList()).isEqualTo(held);
    }

    /// Passing over whole chunks never passes over a split.
    private static void assertFindsAllThatPass(SplitTable table, Random random) {
        long start = random.nextInt(1_000);
        SplitFilter filter = new SplitFilter(SplitQuery.builder()
                .states(SplitState.values()[random.nextInt(3)])
                .timeStart(start)
                .timeEnd(start + random.nextInt(200))
                .build());
        List<Split> found = new ArrayList<>();
        table.collect(filter, Long.MAX_VALUE, found);
        assertThat(found)
                .isEqualTo(table.toList().stream().filter(filter::passes).toList());
    }

    private Split split(String id, Random random) {
        SplitMetadata.Builder metadata = builder(uid, id);
        if (random.nextInt(50) > 0) {
            int start = random.nextInt(1_000);
            metadata.timeRange(new SplitTimeRange(start, start + random.nextInt(10)));
        }
        Split staged = Split.staged(metadata.build(), 1);
        return switch (random.nextInt(3)) {
            case 0 -> staged;
            case 1 -> staged.published(2);
            default -> staged.published(2).markedForDeletion(3);
        };
    }
}
