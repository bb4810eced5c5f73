package io.trawl.search.collect;

import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedSetDocValues;

/// Counts the values of columns of any type.
final class ValueCountAggregator extends Aggregator {
    private final List<NumberColumn> numbers = new ArrayList<>();
    private final List<SortedSetDocValues> texts = new ArrayList<>();
    private final boolean countMissing;
    private final AggregationLimits limits;
    private final ValueBatch batch = new ValueBatch();
    private long[] counts = new long[0];

    /// @param countMissing whether a document without a value counts as one that has one
    ValueCountAggregator(LeafReader reader, List<FieldColumn> columns, boolean countMissing, AggregationLimits limits)
            throws IOException {
        this.countMissing = countMissing;
        this.limits = limits;
        for (FieldColumn column : columns) {
            if (!column.kind().isBinary()) {
                numbers.add(NumberColumn.open(reader, column.column()));
            } else {
                texts.add(DocValues.getSortedSet(reader, column.column()));
            }
        }
    }

    @Override
    void collect(int[] docs, int[] parents, int count, int parentCount) throws IOException {
        finish(parentCount);
        boolean[] found = new boolean[count];
        for (NumberColumn column : numbers) {
            column.read(docs, count, batch);
            for (int i = 0; i < batch.size; i++) {
                found[batch.rows[i]] = true;
                counts[parents[batch.rows[i]]]++;
            }
        }
        for (SortedSetDocValues column : texts) {
            for (int row = 0; row < count; row++) {
                if (column.advanceExact(docs[row])) {
                    found[row] = true;
                    counts[parents[row]] += column.docValueCount();
                }
            }
        }
        if (countMissing) {
            for (int row = 0; row < count; row++) {
                counts[parents[row]] += found[row] ? 0 : 1;
            }
        }
    }

    @Override
    void finish(int parentCount) {
        if (parentCount > counts.length) {
            int larger = Math.max(parentCount, counts.length + (counts.length >> 1));
            limits.addMemory((larger - counts.length) * (long) Long.BYTES);
            counts = Arrays.copyOf(counts, larger);
        }
    }

    @Override
    PartialAggregation result(int parent) {
        return new PartialAggregation.Metric(
                counts[parent], ExactSum.ZERO, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Override
    PartialAggregation empty() {
        return PartialAggregation.Metric.EMPTY;
    }
}
