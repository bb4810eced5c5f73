package io.trawl.search.collect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an aggregation found in some splits; merges with what it found in others.
///
/// Merging is associative and commutative, so that leaf, root and any node between them may merge in any
/// grouping. Nothing is cut or rounded before the end, but for what [Terms] says a split leaves out.
public sealed interface PartialAggregation {
    /// One bucket: its documents and, in the order of the request, what the aggregations inside found.
    record Bucket(long docCount, List<PartialAggregation> children) {
        public Bucket {
            children = List.copyOf(children);
        }

        Bucket plus(Bucket other) {
            return new Bucket(docCount + other.docCount, mergeAll(children, other.children));
        }
    }

    /// @param otherDocCount documents in buckets that a split cut off
    /// @param errorBound the sum over splits of the largest count that each cut off
    record Terms(Map<TermKey, Bucket> buckets, long otherDocCount, long errorBound) implements PartialAggregation {
        public Terms {
            buckets = Map.copyOf(buckets);
        }
    }

    /// @param buckets by place on the grid, see [HistogramGrid]
    record DateHistogram(Map<Long, Bucket> buckets) implements PartialAggregation {
        public DateHistogram {
            buckets = Map.copyOf(buckets);
        }
    }

    /// Enough for every metric.
    ///
    /// @param min of no meaning where count is 0, as is `max`
    record Metric(long count, ExactSum sum, double min, double max) implements PartialAggregation {
        static final Metric EMPTY = new Metric(0, ExactSum.ZERO, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    /// @throws IllegalArgumentException if `other` is of another aggregation
    default PartialAggregation merge(PartialAggregation other) {
        if (this instanceof Terms mine && other instanceof Terms theirs) {
            return new Terms(
                    mergeBuckets(mine.buckets, theirs.buckets),
                    mine.otherDocCount + theirs.otherDocCount,
                    mine.errorBound + theirs.errorBound);
        }
        if (this instanceof DateHistogram mine && other instanceof DateHistogram theirs) {
            return new DateHistogram(mergeBuckets(mine.buckets, theirs.buckets));
        }
        if (this instanceof Metric mine && other instanceof Metric theirs) {
            return new Metric(
                    mine.count + theirs.count,
                    mine.sum.plus(theirs.sum),
                    Math.min(mine.min, theirs.min),
                    Math.max(mine.max, theirs.max));
        }
        throw new IllegalArgumentException("cannot merge " + this + " with " + other);
    }

    static List<PartialAggregation> mergeAll(List<PartialAggregation> mine, List<PartialAggregation> theirs) {
        if (mine.size() != theirs.size()) {
            throw new IllegalArgumentException("cannot merge results of different aggregations");
        }
        List<PartialAggregation> merged = new ArrayList<>(mine.size());
        for (int i = 0; i < mine.size(); i++) {
            merged.add(mine.get(i).merge(theirs.get(i)));
        }
        return merged;
    }

    private static <K> Map<K, Bucket> mergeBuckets(Map<K, Bucket> mine, Map<K, Bucket> theirs) {
        Map<K, Bucket> merged = new HashMap<>(mine);
        theirs.forEach((key, bucket) -> merged.merge(key, bucket, Bucket::plus));
        return merged;
    }
}
