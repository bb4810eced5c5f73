package io.trawl.search.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// An aggregation that puts documents into buckets, with more aggregations in each.
abstract class BucketAggregator extends Aggregator {
    /// What one bucket of a result takes, its key and map entry included; measured at 120 to 180.
    private static final int RESULT_BYTES = 160;

    private final List<Aggregator> children;
    private final AggregationLimits limits;

    BucketAggregator(List<Aggregator> children, AggregationLimits limits) {
        this.children = children;
        this.limits = limits;
    }

    final boolean hasChildren() {
        return !children.isEmpty();
    }

    final void collectChildren(int[] docs, int[] buckets, int count, int bucketCount) throws IOException {
        for (Aggregator child : children) {
            child.collect(docs, buckets, count, bucketCount);
        }
    }

    final void finishChildren(int bucketCount) throws IOException {
        for (Aggregator child : children) {
            child.finish(bucketCount);
        }
    }

    final PartialAggregation.Bucket bucket(int ordinal, long docCount) throws IOException {
        limits.addMemory(RESULT_BYTES);
        List<PartialAggregation> results = new ArrayList<>(children.size());
        for (Aggregator child : children) {
            results.add(child.result(ordinal));
        }
        return new PartialAggregation.Bucket(docCount, results);
    }

    final PartialAggregation.Bucket emptyBucket() {
        limits.addMemory(RESULT_BYTES);
        return new PartialAggregation.Bucket(
                0, children.stream().map(Aggregator::empty).toList());
    }
}
