package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.SearcherConfig;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.AggregationParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.ObjectMapper;

/// The JSON of aggregations, to the letter.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregationAnswerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            {"mode": "dynamic", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "fast_precision": "milliseconds"},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "u", "type": "u64", "fast": true},
              {"name": "f", "type": "f64", "fast": true},
              {"name": "b", "type": "bool", "fast": true},
              {"name": "ip", "type": "ip", "fast": true},
              {"name": "body", "type": "text"}]}""";

    @TempDir
    private static Path folder;

    private TestSearch search;

    @BeforeAll
    void publishTwoSplits() {
        search = new TestSearch(folder.resolve("all"));
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        search.addSplit(
                index,
                List.of(
                        "{\"ts\": \"2024-05-01T10:00:00Z\", \"host\": \"a\", \"u\": 1, \"f\": -0.25, \"b\": true,"
                                + " \"ip\": \"::ffff:9.9.9.9\", \"body\": \"x\", \"m\": 1}",
                        "{\"ts\": \"2024-05-01T10:00:00.250Z\", \"host\": \"b\", \"u\": 2, \"f\": 0.5, \"b\": false,"
                                + " \"ip\": \"::1\", \"body\": \"x\", \"m\": \"t\"}"));
        search.addSplit(
                index,
                List.of(
                        "{\"ts\": \"2024-05-01T10:03:00Z\", \"host\": \"a\", \"u\": 18446744073709551615, \"f\": 3,"
                                + " \"b\": true, \"body\": \"x\", \"m\": 1.0}",
                        "{\"ts\": \"2024-05-01T10:03:01Z\", \"f\": -7, \"body\": \"x\", \"m\": 1.5}"));
    }

    @AfterAll
    void close() {
        search.close();
    }

    private String answer(String query, String aggs) {
        return search.search(SearchRequest.builder(List.of("logs"), query)
                        .maxHits(0)
                        .aggregations(AggregationParser.parse(JSON.readTree(aggs.replace('\'', '"'))))
                        .build())
                .aggregations()
                .orElseThrow()
                .toString()
                .replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "host| [{'key':'a','doc_count':2},{'key':'b','doc_count':1}]",
                "b   | [{'key':0,'key_as_string':'false','doc_count':1},{'key':1,'key_as_string':'true','doc_count':2}]",
                "u   | [{'key':1,'doc_count':1},{'key':2,'doc_count':1},{'key':18446744073709551615,'doc_count':1}]",
                "f   | [{'key':-7,'doc_count':1},{'key':3,'doc_count':1},{'key':-0.25,'doc_count':1},"
                        + "{'key':0.5,'doc_count':1}]",
                "ip  | [{'key':'9.9.9.9','doc_count':1},{'key':'::1','doc_count':1}]",
                "ts  | [{'key':'2024-05-01T10:00:00.25Z','doc_count':1},{'key':'2024-05-01T10:00:00Z','doc_count':1},"
                        + "{'key':'2024-05-01T10:03:00Z','doc_count':1},{'key':'2024-05-01T10:03:01Z','doc_count':1}]",
                "m   | [{'key':1,'doc_count':2},{'key':1.5,'doc_count':1},{'key':'t','doc_count':1}]",
                "nope| []",
            })
    void keysHaveTheTypeOfTheirValues(String field, String buckets) {
        assertThat(answer("*", "{'t': {'terms': {'field': '" + field + "', 'order': {'_key': 'asc'}}}}"))
                .isEqualTo("{'t':{'buckets':" + buckets + ",'sum_other_doc_count':0}}");
    }

    @Test
    void termsCutBySizeAreCounted() {
        assertThat(answer("*", "{'t': {'terms': {'field': 'host', 'size': 1, 'missing': 'z'}}}"))
                .isEqualTo("{'t':{'buckets':[{'key':'a','doc_count':2}],'sum_other_doc_count':2,"
                        + "'doc_count_error_upper_bound':0}}");
        assertThat(answer("*", "{'t': {'terms': {'field': 'host', 'size': 1, 'segment_size': 1}}}"))
                .isEqualTo("{'t':{'buckets':[{'key':'a','doc_count':2}],'sum_other_doc_count':1,"
                        + "'doc_count_error_upper_bound':1}}");
    }

    @Test
    void termsCanBeFiltered() {
        assertThat(answer("*", "{'t': {'terms': {'field': 'host', 'include': '[bc]'}}}"))
                .contains("'buckets':[{'key':'b','doc_count':1}]");
        assertThat(answer("*", "{'t': {'terms': {'field': 'host', 'exclude': ['b', 'x']}}}"))
                .contains("'buckets':[{'key':'a','doc_count':2}]");
        assertThat(answer("*", "{'t': {'terms': {'field': 'u', 'include': ['1']}}}"))
                .contains("'buckets':[]");
    }

    @Test
    void termsWithoutDocumentsAreShownOnRequest() {
        assertThat(answer("host:b OR f:3", "{'t': {'terms': {'field': 'host', 'min_doc_count': 0}}}"))
                .contains("'buckets':[{'key':'a','doc_count':1},{'key':'b','doc_count':1}]");
        assertThat(answer(
                        "u:2",
                        "{'t': {'terms': {'field': 'host', 'min_doc_count': 0},"
                                + " 'aggs': {'s': {'sum': {'field': 'f'}}}}}"))
                .contains("{'key':'a','doc_count':0,'s':{'value':0.0}}");
    }

    @Test
    void termsAreSortedByAChild() {
        String request = "{'t': {'terms': {'field': 'host', 'missing': 'z', 'order': {'a': 'asc'}},"
                + " 'aggs': {'a': {'avg': {'field': 'u'}}}}}";

        assertThat(answer("*", request))
                .isEqualTo("{'t':{'buckets':[{'key':'z','doc_count':1,'a':{'value':null}},"
                        + "{'key':'b','doc_count':1,'a':{'value':2.0}},"
                        + "{'key':'a','doc_count':2,'a':{'value':9.223372036854775808E18}}],'sum_other_doc_count':0}}"
                                .replace("9.223372036854775808E18", "9.223372036854776E18"));
    }

    @Test
    void histogramFillsTheGaps() {
        assertThat(answer("*", "{'d': {'date_histogram': {'field': 'ts', 'fixed_interval': '90s'}}}"))
                .isEqualTo("{'d':{'buckets':["
                        + "{'key':1714557600000.0,'key_as_string':'2024-05-01T10:00:00Z','doc_count':2},"
                        + "{'key':1714557690000.0,'key_as_string':'2024-05-01T10:01:30Z','doc_count':0},"
                        + "{'key':1714557780000.0,'key_as_string':'2024-05-01T10:03:00Z','doc_count':2}]}}");
        assertThat(answer(
                        "u:2",
                        "{'d': {'date_histogram': {'field': 'ts', 'fixed_interval': '1h', 'keyed': true, 'offset': '-30m',"
                                + " 'extended_bounds': {'min': 1714550400000, 'max': 1714557600000}},"
                                + " 'aggs': {'n': {'value_count': {'field': 'host'}}, 'm': {'min': {'field': 'u'}}}}}"))
                .isEqualTo("{'d':{'buckets':{"
                        + "'1714548600000':{'key':1714548600000.0,'key_as_string':'2024-05-01T07:30:00Z','doc_count':0,"
                        + "'n':{'value':0.0},'m':{'value':null}},"
                        + "'1714552200000':{'key':1714552200000.0,'key_as_string':'2024-05-01T08:30:00Z','doc_count':0,"
                        + "'n':{'value':0.0},'m':{'value':null}},"
                        + "'1714555800000':{'key':1714555800000.0,'key_as_string':'2024-05-01T09:30:00Z','doc_count':1,"
                        + "'n':{'value':1.0},'m':{'value':2.0}}}}}");
    }

    @Test
    void histogramLeavesOutWhatItIsToldTo() {
        assertThat(answer(
                        "*",
                        "{'d': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m', 'min_doc_count': 1,"
                                + " 'hard_bounds': {'min': 1714557600250, 'max': 1714557780000}}}}"))
                .isEqualTo("{'d':{'buckets':["
                        + "{'key':1714557600000.0,'key_as_string':'2024-05-01T10:00:00Z','doc_count':1},"
                        + "{'key':1714557780000.0,'key_as_string':'2024-05-01T10:03:00Z','doc_count':1}]}}");
        assertThat(answer("body:nothing", "{'d': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m'}}}"))
                .isEqualTo("{'d':{'buckets':[]}}");
    }

    @Test
    void metricsAreFloatsOrNull() {
        assertThat(answer(
                        "host:a",
                        "{'s': {'stats': {'field': 'f'}}, 'n': {'value_count': {'field': 'ip'}},"
                                + " 'm': {'max': {'field': 'ts'}}, 'x': {'avg': {'field': 'nope', 'missing': '4'}}}"))
                .isEqualTo("{'s':{'count':2,'sum':2.75,'min':-0.25,'max':3.0,'avg':1.375},'n':{'value':1.0},"
                        + "'m':{'value':1.71455778E18},'x':{'value':4.0}}");
        assertThat(answer(
                        "body:nothing",
                        "{'s': {'stats': {'field': 'f'}}, 'n': {'value_count': {'field': 'ip'}},"
                                + " 'm': {'max': {'field': 'b'}}, 'x': {'sum': {'field': 'host'}}}"))
                .isEqualTo("{'s':{'count':0,'sum':0.0,'min':null,'max':null,'avg':null},'n':{'value':0.0},"
                        + "'m':{'value':null},'x':{'value':0.0}}");
        assertThat(answer("*", "{}")).isEqualTo("{}");
    }

    @Test
    void tooManyBucketsAreRefusedBeforeTheyAreMade() {
        assertThatThrownBy(() -> answer(
                        "*",
                        "{'d': {'date_histogram': {'field': 'ts', 'fixed_interval': '1ms',"
                                + " 'extended_bounds': {'min': 0, 'max': 1714550400000}}}}"))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("bucket limit was exceeded. limit: 65000, current: 1714557781001")
                .satisfies(e -> assertThat(((TrawlException) e).hasCode(ErrorCode.BAD_REQUEST))
                        .isTrue());
    }

    @Test
    void tooMuchMemoryIsRefusedBeforeItIsTaken() {
        SearcherConfig d = SearcherConfig.DEFAULT;
        SearcherConfig small = new SearcherConfig(
                DataSize.ofKibibytes(64),
                d.aggregationBucketLimit(),
                d.fastFieldCache(),
                d.splitFooterCache(),
                d.partialRequestCache(),
                d.predicateCache(),
                d.maxNumConcurrentSplitSearches(),
                d.maxNumConcurrentSplitStreams(),
                d.maxSplitsPerSearch(),
                d.splitCache(),
                d.requestTimeout(),
                d.leafRequestTimeout(),
                d.storageTimeoutPolicy(),
                d.warmupMemoryBudget(),
                d.warmupSingleSplitInitialAllocation(),
                d.useMetastoreReadReplica(),
                d.lambda());
        try (TestSearch node = new TestSearch(folder.resolve("small"), small)) {
            IndexMetadata index = node.createIndex("many", MAPPING, "body");
            List<String> docs = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                docs.add("{\"ts\": \"2024-05-01T10:00:00Z\", \"u\": " + i + ", \"body\": \"x\"}");
            }
            node.addSplit(index, docs);
            SearchRequest request = SearchRequest.builder(List.of("many"), "x")
                    .aggregations(AggregationParser.parse(JSON.readTree("{\"t\": {\"terms\": {\"field\": \"u\"}}}")))
                    .build();

            assertThatThrownBy(() -> node.search(request))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("memory limit was exceeded")
                    .satisfies(e -> assertThat(((TrawlException) e).hasCode(ErrorCode.BAD_REQUEST))
                            .isTrue());
        }
    }
}
