package io.trawl.search.collect;

import io.trawl.common.TrawlException;
import io.trawl.query.AggregationRequest;
import io.trawl.query.Aggregations;
import io.trawl.query.FieldColumn;
import io.trawl.query.Literal;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedSetDocValues;

/// The aggregations of a request, ready to run over one segment. One thread's, used once.
public final class AggregationTree implements DocSink {
    private static final int[] AT_ROOT = new int[ValueBatch.DOCS];

    private final List<Aggregator> aggregators;

    private AggregationTree(List<Aggregator> aggregators) {
        this.aggregators = aggregators;
    }

    /// @param limits charged for all that the aggregations keep
    public static AggregationTree of(
            Aggregations requests, LeafReader reader, ColumnResolver columns, AggregationLimits limits)
            throws IOException {
        return new AggregationTree(new Builder(reader, columns, limits).all(requests, true));
    }

    @Override
    public void accept(int[] docs, int count) throws IOException {
        for (Aggregator aggregator : aggregators) {
            aggregator.collect(docs, AT_ROOT, count, 1);
        }
    }

    /// What was found, in the order of the request.
    public List<PartialAggregation> results() throws IOException {
        List<PartialAggregation> results = new ArrayList<>(aggregators.size());
        for (Aggregator aggregator : aggregators) {
            aggregator.finish(1);
            results.add(aggregator.result(0));
        }
        return results;
    }

    private record Builder(LeafReader reader, ColumnResolver columns, AggregationLimits limits) {
        List<Aggregator> all(Aggregations requests, boolean atRoot) throws IOException {
            List<Aggregator> aggregators = new ArrayList<>();
            for (AggregationRequest request : requests.byName().values()) {
                aggregators.add(one(request, atRoot));
            }
            return aggregators;
        }

        private Aggregator one(AggregationRequest request, boolean atRoot) throws IOException {
            return switch (request) {
                case AggregationRequest.Terms terms -> terms(terms, atRoot);
                case AggregationRequest.DateHistogram histogram ->
                    new DateHistogramAggregator(
                            reader,
                            histogram,
                            columns.columns(histogram.field()).stream()
                                    .filter(column -> column.kind() == FieldColumn.Kind.DATETIME)
                                    .findFirst(),
                            atRoot,
                            all(histogram.children(), false),
                            limits);
                case AggregationRequest.ValueCount count ->
                    new ValueCountAggregator(
                            reader,
                            columns.columns(count.field()),
                            count.missing().isPresent(),
                            limits);
                case AggregationRequest.Avg metric -> metric(metric);
                case AggregationRequest.Min metric -> metric(metric);
                case AggregationRequest.Max metric -> metric(metric);
                case AggregationRequest.Sum metric -> metric(metric);
                case AggregationRequest.Stats metric -> metric(metric);
            };
        }

        private Aggregator metric(AggregationRequest.Metric metric) throws IOException {
            List<FieldColumn> numbers = columns.columns(metric.field()).stream()
                    .filter(column -> column.kind().isNumber() || column.kind() == FieldColumn.Kind.DATETIME)
                    .toList();
            return new MetricAggregator(reader, numbers, number(metric.missing()), limits);
        }

        private Aggregator terms(AggregationRequest.Terms terms, boolean atRoot) throws IOException {
            List<TermsSource> sources = new ArrayList<>();
            for (FieldColumn column : columns.columns(terms.field())) {
                source(terms, column).ifPresent(sources::add);
            }
            return new TermsAggregator(
                    terms, sources, terms.missing().map(Builder::key), atRoot, all(terms.children(), false), limits);
        }

        private Optional<TermsSource> source(AggregationRequest.Terms terms, FieldColumn column) throws IOException {
            boolean filtered = terms.include().isPresent();
            return switch (column.kind()) {
                case TEXT -> {
                    SortedSetDocValues values = DocValues.getSortedSet(reader, column.column());
                    yield Optional.of(new TermsSource.Dictionary(
                            values, column.kind(), TermsFilter.allowed(values, terms.include(), terms.exclude())));
                }
                case IP ->
                    filtered
                            ? Optional.empty()
                            : Optional.of(new TermsSource.Dictionary(
                                    DocValues.getSortedSet(reader, column.column()), column.kind(), null));
                case U64, I64, F64, BOOL, DATETIME ->
                    filtered ? Optional.empty() : Optional.of(new TermsSource.Number(reader, column));
                case BYTES -> Optional.empty();
            };
        }

        private static TermKey key(Literal missing) {
            return switch (missing) {
                case Literal.Text(String value) -> new TermKey.Text(value);
                case Literal.Number(BigDecimal value) -> key(value);
                case Literal.Bool(boolean value) -> new TermKey.Bool(value);
            };
        }

        private static TermKey key(BigDecimal value) {
            try {
                return new TermKey.Int(value.longValueExact());
            } catch (ArithmeticException notLong) {
                return TermKey.ofDouble(value.doubleValue());
            }
        }

        private static OptionalDouble number(Optional<Literal> missing) {
            if (missing.isEmpty()) {
                return OptionalDouble.empty();
            }
            String text = missing.get().text();
            try {
                return OptionalDouble.of(Double.parseDouble(text));
            } catch (NumberFormatException notNumber) {
                throw TrawlException.badRequest(
                        "invalid aggregation request: `missing` of a metric must be a number, got `" + text + "`");
            }
        }
    }
}
