package io.trawl.search.leaf;

import io.trawl.search.collect.HitAddress;
import io.trawl.search.collect.LeafResult;
import io.trawl.search.collect.PartialAggregation;
import io.trawl.search.collect.SortValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;

/// How much memory the answer of a split takes, roughly and rather too much than too little.
final class ResultWeight {
    private static final long RESULT_BYTES = 200;
    private static final long HIT_BYTES = 80;
    private static final long SORT_VALUE_BYTES = 64;
    /// A map's entry, its key and its bucket.
    private static final long BUCKET_BYTES = 160;

    private static final long METRIC_BYTES = 200;

    private ResultWeight() {}

    static long of(LeafResult result) {
        long bytes = RESULT_BYTES;
        for (HitAddress hit : result.hits()) {
            bytes += HIT_BYTES + SORT_VALUE_BYTES * hit.sortValues().size();
            for (Optional<SortValue> value : hit.sortValues()) {
                BytesRef text = value.map(SortValue::bytes).orElse(null);
                bytes += text == null ? 0 : text.length;
            }
        }
        return bytes + ofAll(result.aggregations());
    }

    private static long ofAll(List<PartialAggregation> aggregations) {
        long bytes = 0;
        for (PartialAggregation aggregation : aggregations) {
            bytes += switch (aggregation) {
                case PartialAggregation.Terms terms -> ofBuckets(terms.buckets());
                case PartialAggregation.DateHistogram histogram -> ofBuckets(histogram.buckets());
                case PartialAggregation.Metric _ -> METRIC_BYTES;
            };
        }
        return bytes;
    }

    private static long ofBuckets(Map<?, PartialAggregation.Bucket> buckets) {
        long bytes = METRIC_BYTES;
        for (Map.Entry<?, PartialAggregation.Bucket> entry : buckets.entrySet()) {
            bytes += BUCKET_BYTES
                    + 2L * entry.getKey().toString().length()
                    + ofAll(entry.getValue().children());
        }
        return bytes;
    }
}
