package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.lucene.index.LeafReader;

/// Count, sum, least and greatest value in each bucket; every metric is some of these.
final class MetricAggregator extends Aggregator {
    /// Count, 128-bit sum, sum of fractions with its error, min and max.
    private static final int BUCKET_BYTES = 8 + 16 + 16 + 16;

    private final List<FieldColumn> columns;
    private final List<NumberColumn> readers;
    private final OptionalDouble missing;
    private final AggregationLimits limits;
    private final ValueBatch batch = new ValueBatch();
    private long[] counts = new long[0];
    private long[] sumHigh = new long[0];
    private long[] sumLow = new long[0];
    private double[] fraction = new double[0];
    private double[] error = new double[0];
    private double[] min = new double[0];
    private double[] max = new double[0];

    /// @param columns numeric or datetime
    /// @param missing what a document without a value counts as
    MetricAggregator(LeafReader reader, List<FieldColumn> columns, OptionalDouble missing, AggregationLimits limits)
            throws IOException {
        this.columns = columns;
        this.missing = missing;
        this.limits = limits;
        this.readers = new ArrayList<>();
        for (FieldColumn column : columns) {
            readers.add(NumberColumn.open(reader, column.column()));
        }
    }

    @Override
    void collect(int[] docs, int[] parents, int count, int parentCount) throws IOException {
        ensure(parentCount);
        boolean[] found = missing.isPresent() ? new boolean[count] : null;
        for (int c = 0; c < readers.size(); c++) {
            readers.get(c).read(docs, count, batch);
            if (columns.get(c).kind() == FieldColumn.Kind.F64) {
                addFractions(parents);
            } else {
                addIntegers(parents, columns.get(c).kind() == FieldColumn.Kind.U64);
            }
            if (found != null) {
                for (int i = 0; i < batch.size; i++) {
                    found[batch.rows[i]] = true;
                }
            }
        }
        if (found != null) {
            for (int row = 0; row < count; row++) {
                if (!found[row]) {
                    addFraction(parents[row], missing.getAsDouble());
                }
            }
        }
    }

    private void addIntegers(int[] parents, boolean unsigned) {
        long[] values = batch.values;
        int[] rows = batch.rows;
        int size = batch.size;
        for (int i = 0; i < size; i++) {
            int parent = parents[rows[i]];
            long value = unsigned ? ColumnCodec.decodeU64(values[i]) : values[i];
            long before = sumLow[parent];
            long after = before + value;
            sumLow[parent] = after;
            // Sign extension of the addend, and the carry out of the lower half.
            sumHigh[parent] += (unsigned ? 0 : value >> 63) + (Long.compareUnsigned(after, before) < 0 ? 1 : 0);
            counts[parent]++;
            double number = unsigned ? Numbers.unsignedToDouble(value) : value;
            min[parent] = Math.min(min[parent], number);
            max[parent] = Math.max(max[parent], number);
        }
    }

    private void addFractions(int[] parents) {
        for (int i = 0; i < batch.size; i++) {
            addFraction(parents[batch.rows[i]], ColumnCodec.decodeF64(batch.values[i]));
        }
    }

    private void addFraction(int parent, double value) {
        double before = fraction[parent];
        double after = before + value;
        error[parent] += ExactSum.lost(before, value, after);
        fraction[parent] = after;
        counts[parent]++;
        min[parent] = Math.min(min[parent], value);
        max[parent] = Math.max(max[parent], value);
    }

    private void ensure(int parentCount) {
        int old = counts.length;
        if (parentCount <= old) {
            return;
        }
        int larger = Math.max(parentCount, old + (old >> 1));
        limits.addMemory((long) (larger - old) * BUCKET_BYTES);
        counts = Arrays.copyOf(counts, larger);
        sumHigh = Arrays.copyOf(sumHigh, larger);
        sumLow = Arrays.copyOf(sumLow, larger);
        fraction = Arrays.copyOf(fraction, larger);
        error = Arrays.copyOf(error, larger);
        min = Arrays.copyOf(min, larger);
        max = Arrays.copyOf(max, larger);
        Arrays.fill(min, old, larger, Double.POSITIVE_INFINITY);
        Arrays.fill(max, old, larger, Double.NEGATIVE_INFINITY);
    }

    @Override
    void finish(int parentCount) {
        ensure(parentCount);
    }

    @Override
    PartialAggregation.Metric result(int parent) {
        return new PartialAggregation.Metric(
                counts[parent],
                new ExactSum(sumHigh[parent], sumLow[parent], fraction[parent], error[parent]),
                min[parent],
                max[parent]);
    }

    @Override
    PartialAggregation empty() {
        return PartialAggregation.Metric.EMPTY;
    }
}
