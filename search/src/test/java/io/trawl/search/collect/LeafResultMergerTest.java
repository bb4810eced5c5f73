package io.trawl.search.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.query.SortOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LeafResultMergerTest {
    private static final HitComparator ORDER = new HitComparator(List.of(), SortOrder.DESC);

    private static LeafResult result(List<HitAddress> hits, long count, List<PartialAggregation> aggregations) {
        return new LeafResult(hits, count, aggregations, List.of(), LeafResult.SplitCounts.SEARCHED);
    }

    private static PartialAggregation terms(int first, int count) {
        Map<TermKey, PartialAggregation.Bucket> buckets = new HashMap<>();
        for (int i = 0; i < count; i++) {
            buckets.put(new TermKey.Text("value-" + (first + i)), new PartialAggregation.Bucket(1, List.of()));
        }
        return new PartialAggregation.Terms(buckets, 0, 0);
    }

    /// Merging each result into all before it would copy 160 million buckets here.
    @Test
    @Timeout(60)
    void bucketsOfOneSplitAreNotCopiedForEachOther() {
        LeafResultMerger merger = new LeafResultMerger(ORDER, 0);

        for (int split = 0; split < 400; split++) {
            merger.add(result(List.of(), 2_000, List.of(terms(split * 2_000, 2_000))));
        }

        LeafResult merged = merger.result();
        assertThat(merged.count()).isEqualTo(800_000);
        assertThat(((PartialAggregation.Terms) merged.aggregations().getFirst()).buckets())
                .hasSize(800_000);
    }

    @Test
    void theResultIsThereAtAnyTimeAndGrows() {
        LeafResultMerger merger = new LeafResultMerger(ORDER, 2);
        assertThat(merger.result()).isEqualTo(LeafResult.EMPTY);
        assertThat(merger.worstHit()).isNull();

        for (int split = 1; split <= 7; split++) {
            HitAddress hit = new HitAddress("split-" + split, 0, List.of());
            merger.add(result(List.of(hit), 1, List.of(terms(split % 3, 1))));
            merger.add(LeafResult.onlyCount(5, LeafResult.SplitCounts.COUNTED));

            LeafResult merged = merger.result();
            assertThat(merged.count()).isEqualTo(6L * split);
            assertThat(merged.hits().getFirst()).isEqualTo(hit);
            assertThat(Optional.ofNullable(merger.worstHit()))
                    .isEqualTo(
                            split < 2
                                    ? Optional.empty()
                                    : Optional.of(new HitAddress("split-" + (split - 1), 0, List.of())));
            assertThat(((PartialAggregation.Terms) merged.aggregations().getFirst())
                            .buckets().values().stream()
                                    .mapToLong(PartialAggregation.Bucket::docCount)
                                    .sum())
                    .isEqualTo(split);
        }
    }
}
