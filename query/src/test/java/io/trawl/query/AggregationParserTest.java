package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.query.AggregationRequest.Bounds;
import io.trawl.query.AggregationRequest.Order;
import io.trawl.query.AggregationRequest.Target;
import io.trawl.query.AggregationRequest.ValueFilter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class AggregationParserTest {
    private static final String MAPPING = """
            {"mode": "dynamic", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true},
              {"name": "level", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "slow", "type": "text"},
              {"name": "size", "type": "u64", "fast": true},
              {"name": "codes", "type": "array<i64>", "fast": true},
              {"name": "client", "type": "ip", "fast": true},
              {"name": "plain", "type": "json"},
              {"name": "o", "type": "object", "field_mappings": [{"name": "a", "type": "u64", "fast": true}]}]}
            """;

    private static Aggregations parse(String json) {
        return AggregationParser.parse(JsonMapper.shared().readTree(json.replace('\'', '"')));
    }

    private static AggregationRequest only(String json) {
        return parse("{'a': " + json + "}").byName().get("a");
    }

    @Test
    void readsTermsWithDefaults() {
        assertThat(only("{'terms': {'field': 'level', 'colour': 'red'}}"))
                .isEqualTo(new AggregationRequest.Terms(
                        "level",
                        10,
                        100,
                        true,
                        1,
                        Order.DEFAULT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Aggregations.NONE));
    }

    @Test
    void readsTermsWithEverything() {
        AggregationRequest request = only("""
                {'terms': {'field': 'level', 'size': 3, 'shard_size': 1, 'min_doc_count': 0, 'missing': 'none',
                  'order': [{'st.max': 'asc'}], 'include': 'E.*', 'exclude': ['x']},
                 'aggs': {'st': {'stats': {'field': 'size'}}, '': {'avg': {'field': 'size', 'missing': 7}}}}""");

        assertThat(request).isInstanceOfSatisfying(AggregationRequest.Terms.class, terms -> {
            assertThat(terms.segmentSize()).isEqualTo(3);
            assertThat(terms.showTermDocCountError()).isFalse();
            assertThat(terms.minDocCount()).isZero();
            assertThat(terms.missing()).contains(new Literal.Text("none"));
            assertThat(terms.order()).isEqualTo(new Order(new Target.Child("st", Optional.of("max")), SortOrder.ASC));
            assertThat(terms.include()).contains(new ValueFilter.Pattern("E.*"));
            assertThat(terms.exclude()).contains(new ValueFilter.Values(List.of("x")));
            assertThat(terms.children().byName().keySet()).containsExactly("st", "");
        });
    }

    @Test
    void readsDateHistograms() {
        assertThat(only("""
                {'date_histogram': {'field': 'ts', 'fixed_interval': '30s', 'offset': '-1h', 'keyed': true,
                  'extended_bounds': {'min': 1000, 'max': '2024-05-01T00:00:00.5Z'},
                  'hard_bounds': {'min': '-5', 'max': 2.5}}}"""))
                .isEqualTo(new AggregationRequest.DateHistogram(
                        "ts",
                        30_000,
                        -3_600_000,
                        0,
                        Optional.of(new Bounds(-5, 2.5)),
                        Optional.of(new Bounds(1000, 1_714_521_600_500.0)),
                        true,
                        Aggregations.NONE));
        assertThat(((AggregationRequest.DateHistogram)
                                only("{'date_histogram': {'field': 'ts', 'fixed_interval': '2days'}}"))
                        .intervalMillis())
                .isEqualTo(172_800_000);
    }

    @Test
    void dropsAggregationsUnderAMetric() {
        assertThat(only("{'max': {'field': 'size'}, 'aggs': {'x': {'min': {'field': 'size'}}}}"))
                .isEqualTo(new AggregationRequest.Max("size", Optional.empty()));
        assertThat(parse("{}").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{'trms': {'field': 'x'}}|unknown variant `trms`, expected one of `range`, `histogram`,",
                "{'terms': {'field': 'x'}, 'avg': {'field': 'x'}}|invalid value: map, expected map with a single key",
                "{'terms': {'field': 'x'}, 'aggregations': {}}|invalid value: map, expected map with a single key",
                "'terms'|invalid type: string \"terms\", expected struct AggregationForDeserialization",
                "{'terms': {'field': 'x'}, 'aggs': []}|invalid type: sequence, expected a map",
                "{'terms': {'size': 3}}|missing field `field` in aggregation `a`",
                "{'avg': {}}|missing field `field`",
                "{'terms': {'field': 'x', 'order': [{'_count': 'asc'}, {'_key': 'asc'}]}}|only one sort order supported"
                        + " currently, but got [{\"_count\":\"asc\"},{\"_key\":\"asc\"}]",
                "{'terms': {'field': 'x', 'order': {'nope': 'asc'}}}|could not find aggregation with name nope in metric"
                        + " sub_aggregations",
                "{'terms': {'field': 'x', 'missing': true}}|data did not match any variant of untagged enum Key",
                "{'terms': {'field': 'x', 'size': -1}}|`size`: invalid value: integer `-1`",
                "{'terms': {'field': 'x', 'size': 4294967296}}|`size` is 4294967296, at most 2147483647 is supported",
                "{'date_histogram': {'field': 'x', 'fixed_interval': '1M'}}|Date histogram parse error: "
                        + "UnitNotRecognized(\"M\")",
                "{'date_histogram': {'field': 'x', 'fixed_interval': '1.5d'}}|UnitNotRecognized(\".5d\")",
                "{'date_histogram': {'field': 'x', 'fixed_interval': '0d'}}|interval must be a positive value",
                "{'date_histogram': {'field': 'x', 'fixed_interval': '99999999999999d'}}|OutOfBounds",
                "{'date_histogram': {'field': 'x', 'calendar_interval': 'month'}}|`calendar_interval` parameter"
                        + " \"month\" in date histogram is unsupported, only `fixed_interval` is supported",
                "{'date_histogram': {'field': 'x'}}|missing field `fixed_interval`",
                "{'date_histogram': {'field': 'x', 'fixed_interval': '1d', 'hard_bounds': {'min': 'NaN', 'max': 1}}}"
                        + "|Value is not a valid f64 (NaN or Infinity): \"NaN\"",
                "{'percentiles': {'field': 'x'}}|aggregation type `percentiles` is not supported yet",
            })
    void refusesWithTheKnownTexts(String aggregation, String problem) {
        assertThatThrownBy(() -> only(aggregation))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageStartingWith("invalid aggregation request: ")
                .hasMessageContaining(problem)
                .hasMessageMatching("(?s).* at line 1 column \\d+");
    }

    @Test
    void namesTheAggregationAtAnyDepth() {
        assertThatThrownBy(() -> only("{'terms': {'field': 'x'}, 'aggs': {'b': {'avg': {}}}}"))
                .hasMessageContaining("missing field `field` in aggregation `a > b` at line 1 column");
        assertThatThrownBy(() -> AggregationParser.parse(JsonMapper.shared().readTree("\"x\"")))
                .hasMessage("invalid aggregation request: invalid type: string \"x\", expected a map"
                        + " at line 1 column 3");
    }

    @Test
    void boundsDepthAndCount() {
        String nested = "{'terms': {'field': 'x'}}";
        for (int i = 0; i < QueryLimits.MAX_AGGREGATION_DEPTH; i++) {
            nested = "{'terms': {'field': 'x'}, 'aggs': {'a': " + nested + "}}";
        }
        String deep = nested;
        assertThatThrownBy(() -> only(deep)).hasMessageContaining("aggregations nest deeper than 32");
        StringBuilder many = new StringBuilder("{'x': {'avg': {'field': 'x'}}");
        for (int i = 0; i < QueryLimits.MAX_AGGREGATIONS; i++) {
            many.append(", 'a").append(i).append("': {'avg': {'field': 'x'}}");
        }
        assertThatThrownBy(() -> parse(many.append('}').toString()))
                .hasMessageContaining("more than 1000 aggregations");
    }

    @Test
    void findsTheColumnsOfEveryLevel() {
        try (TestIndex index = new TestIndex(MAPPING, List.of())) {
            Aggregations aggregations = parse("""
                    {'t': {'terms': {'field': 'level'}, 'aggs': {
                      'm': {'avg': {'field': 'size'}}, 'd': {'terms': {'field': 'free.x'}}}}}""");

            assertThat(FieldColumns.needs(index.schema(), aggregations))
                    .contains(
                            new ReadNeed.Column("level"),
                            new ReadNeed.Column("size"),
                            new ReadNeed.Column("_dynamic:s:free\u0001x"))
                    .hasSize(8);
            assertThat(FieldColumns.forAggregation(index.schema(), "o")).hasSize(6);
            assertThat(FieldColumns.forAggregation(index.schema(), "codes"))
                    .containsExactly(new FieldColumn("codes", FieldColumn.Kind.I64, true, false));
            assertThatThrownBy(() -> FieldColumns.forAggregation(index.schema(), "slow"))
                    .hasMessage("Invalid argument: Field \"slow\" is not configured as a fast field");
            assertThatThrownBy(() -> FieldColumns.forAggregation(index.schema(), "plain.x"))
                    .hasMessage("Invalid argument: Field \"plain.x\" is not configured as a fast field");
            assertThatThrownBy(() -> FieldColumns.forAggregation(index.schema(), "level.x"))
                    .hasMessage("Invalid argument: Field \"level.x\" does not exist");
        }
    }

    @Test
    void checksSortKeys() {
        String strict = MAPPING.replace("dynamic", "strict");
        try (TestIndex index = new TestIndex(strict, List.of())) {
            assertThat(FieldColumns.forSort(index.schema(), new SortBy("_doc", SortOrder.ASC)))
                    .isEmpty();
            assertThat(FieldColumns.forSort(index.schema(), new SortBy("ts", SortOrder.ASC)))
                    .containsExactly(new FieldColumn("ts", FieldColumn.Kind.DATETIME, false, false));
            assertThat(FieldColumns.forSort(index.schema(), new SortBy("level", SortOrder.ASC)))
                    .containsExactly(new FieldColumn("level", FieldColumn.Kind.TEXT, false, false));
            assertThatThrownBy(() -> FieldColumns.forSort(index.schema(), new SortBy("nope", SortOrder.ASC)))
                    .hasMessage("Invalid argument: unknown field used in `sort by`: nope");
            assertThatThrownBy(() -> FieldColumns.forSort(index.schema(), new SortBy("plain.x", SortOrder.ASC)))
                    .hasMessageContaining("please add the fast property to your field `plain.x`");
        }
    }
}
