package io.trawl.search.collect;

import io.trawl.query.AggregationRequest;
import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/// Counts documents by interval of time.
///
/// Logs are nearly in time order, so neighbours mostly share an interval: the bounds of the last one are kept,
/// which saves a division and a table look-up a document. Where the skip index says that a whole run of
/// documents lies in one interval, their times are not read at all.
final class DateHistogramAggregator extends BucketAggregator {
    private final HistogramGrid grid;
    private final boolean atRoot;
    private final @Nullable NumberColumn column;
    private final @Nullable DocValuesSkipper skipper;
    private final long lowest;
    private final long highest;
    private final BucketTable table;
    private final ValueBatch batch = new ValueBatch();
    private int[] buckets = new int[ValueBatch.DOCS];
    private int[] bucketDocs = new int[ValueBatch.DOCS];
    private BucketTable.@Nullable ByGroup groups;
    /// The interval of the last time seen, and its bucket in the parent seen last.
    private long cachedFrom = 1;
    private long cachedTo;
    private int cachedParent = -1;
    private int cachedBucket;
    /// Last document of the run of the skip index, and its bucket if the run has only one.
    private int runEnd = -1;
    private int runBucket = -1;

    /// @param column datetime; empty if no document of the split has the field
    /// @param atRoot there is one parent bucket, and each document comes once
    DateHistogramAggregator(
            LeafReader reader,
            AggregationRequest.DateHistogram request,
            Optional<FieldColumn> column,
            boolean atRoot,
            List<Aggregator> children,
            AggregationLimits limits)
            throws IOException {
        super(children, limits);
        this.atRoot = atRoot;
        this.grid = HistogramGrid.of(request);
        this.column =
                column.isPresent() ? NumberColumn.open(reader, column.get().column()) : null;
        this.skipper = this.column != null
                        && this.column.isDense()
                        && request.hardBounds().isEmpty()
                ? reader.getDocValuesSkipper(column.get().column())
                : null;
        this.lowest = request.hardBounds().map(b -> nanos(Math.ceil(b.min()))).orElse(Long.MIN_VALUE);
        this.highest = request.hardBounds().map(b -> nanos(b.max())).orElse(Long.MAX_VALUE);
        this.table = BucketTable.hashed(limits);
    }

    private static long nanos(double millis) {
        // The cast saturates.
        return (long) (millis * 1e6);
    }

    @Override
    void collect(int[] docs, int[] parents, int count, int parentCount) throws IOException {
        if (column == null || count == 0) {
            return;
        }
        if (atRoot && skipper != null) {
            collectRuns(column, skipper, docs, count);
            return;
        }
        column.read(docs, count, batch);
        int size = 0;
        ensure(batch.size);
        for (int i = 0; i < batch.size; i++) {
            long value = batch.values[i];
            if (value >= lowest && value <= highest) {
                int row = batch.rows[i];
                int bucket = bucketOf(parents[row], value);
                table.increment(bucket);
                buckets[size] = bucket;
                bucketDocs[size++] = docs[row];
            }
        }
        if (hasChildren()) {
            collectChildren(bucketDocs, buckets, size, table.size());
        }
    }

    private void collectRuns(NumberColumn times, DocValuesSkipper runs, int[] docs, int count) throws IOException {
        ensure(count);
        int from = 0;
        while (from < count) {
            if (docs[from] > runEnd) {
                startRun(runs, docs[from]);
            }
            int to = endOfRun(docs, from, count);
            if (runBucket >= 0) {
                table.increment(runBucket, to - from);
                Arrays.fill(buckets, from, to, runBucket);
            } else {
                times.readDense(docs, from, to - from, batch.values);
                for (int i = from; i < to; i++) {
                    int bucket = bucketOf(0, batch.values[i]);
                    table.increment(bucket);
                    buckets[i] = bucket;
                }
            }
            from = to;
        }
        if (hasChildren()) {
            collectChildren(docs, buckets, count, table.size());
        }
    }

    private void startRun(DocValuesSkipper runs, int doc) throws IOException {
        runs.advance(doc);
        runEnd = runs.maxDocID(0);
        runBucket = -1;
        for (int level = runs.numLevels() - 1; level >= 0; level--) {
            if (grid.index(runs.minValue(level)) == grid.index(runs.maxValue(level))) {
                runEnd = runs.maxDocID(level);
                runBucket = bucketOf(0, runs.minValue(level));
                return;
            }
        }
    }

    private int endOfRun(int[] docs, int from, int count) {
        if (docs[count - 1] <= runEnd) {
            return count;
        }
        int found = Arrays.binarySearch(docs, from, count, runEnd);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private int bucketOf(int parent, long nanos) {
        if (nanos >= cachedFrom && nanos <= cachedTo && parent == cachedParent) {
            return cachedBucket;
        }
        long index = grid.index(nanos);
        cachedFrom = grid.startNanos(index);
        long next = grid.startNanos(index + 1);
        cachedTo = next == Long.MAX_VALUE ? next : next - 1;
        cachedParent = parent;
        cachedBucket = table.ordinal(parent, index);
        return cachedBucket;
    }

    private void ensure(int size) {
        if (size > buckets.length) {
            buckets = new int[size];
            bucketDocs = new int[size];
        }
    }

    @Override
    void finish(int parentCount) throws IOException {
        groups = table.byGroup(parentCount);
        finishChildren(table.size());
    }

    @Override
    PartialAggregation result(int parent) throws IOException {
        BucketTable.ByGroup byParent = groups;
        if (byParent == null) {
            throw new IllegalStateException("not finished");
        }
        Map<Long, PartialAggregation.Bucket> found = new HashMap<>();
        for (int i = byParent.starts()[parent]; i < byParent.starts()[parent + 1]; i++) {
            int ordinal = byParent.ordinals()[i];
            found.put(table.value(ordinal), bucket(ordinal, table.count(ordinal)));
        }
        return new PartialAggregation.DateHistogram(found);
    }

    @Override
    PartialAggregation empty() {
        return new PartialAggregation.DateHistogram(Map.of());
    }
}
