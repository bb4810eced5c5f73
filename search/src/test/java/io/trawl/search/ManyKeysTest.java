package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.docmapper.DocParser;
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
import tools.jackson.databind.ObjectMapper;

/// Ten thousand different keys in the documents of one split, and no mapping.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyKeysTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEYS = 10_000;
    private static final int KEYS_PER_DOCUMENT = 10;
    private static final long TAIL_BYTES_MAX = 4 << 20;

    @TempDir
    private static Path folder;

    private TestSearch search;

    @BeforeAll
    void publishTwoSplits() {
        search = new TestSearch(folder);
        IndexMetadata index = search.createIndex("keys", "{\"mode\": \"dynamic\"}");
        List<String> documents = new ArrayList<>();
        for (int first = 0; first < KEYS; first += KEYS_PER_DOCUMENT) {
            StringBuilder document = new StringBuilder("{\"common\": \"c" + first % 3 + "\"");
            for (int key = first; key < first + KEYS_PER_DOCUMENT; key++) {
                String value = key % 2 == 0 ? Integer.toString(key) : "\"v" + key + "\"";
                document.append(", \"key").append(key).append("\": ").append(value);
            }
            documents.add(document.append("}").toString());
        }
        search.addSplit(index, documents);
        search.addSplit(index, List.of("{\"common\": \"c0\", \"key9999\": \"other\"}"));
    }

    @AfterAll
    void close() {
        search.close();
    }

    @Test
    void keepsTheTailSmall() {
        assertThat(search.splits().getFirst().metadata().footerOffsets().length())
                .isLessThan(TAIL_BYTES_MAX);
    }

    @Test
    void findsEveryKeyBeforeAndAfterTheLimit() {
        for (int key = 1; key < KEYS; key += 998) {
            assertThat(count("key" + key + ":v" + key)).as("key%d", key).isEqualTo(1);
        }
        assertThat(count("key9998:[9000 TO 9999]")).isEqualTo(1);
        assertThat(count("key9998:>9998")).isZero();
        assertThat(count("key9999:[v0 TO w]")).isEqualTo(1);
        assertThat(count("key9999:*")).isEqualTo(2);
        assertThat(count("NOT key9999:*")).isEqualTo(KEYS / KEYS_PER_DOCUMENT - 1);
        assertThat(count("key5000:7")).isZero();
    }

    @Test
    void aggregatesAndSortsByKeysWithinTheLimit() {
        assertThat(aggregate("common"))
                .isEqualTo("[{\"key\":\"c0\",\"doc_count\":335},{\"key\":\"c1\",\"doc_count\":333},"
                        + "{\"key\":\"c2\",\"doc_count\":333}]");
        assertThat(aggregate("key7")).isEqualTo("[{\"key\":\"v7\",\"doc_count\":1}]");
        assertThat(sorted("key8")).isEqualTo(KEYS / KEYS_PER_DOCUMENT + 1);
    }

    @Test
    void refusesToAggregateWhatHasNoColumnForTheLimit() {
        assertThatThrownBy(() -> aggregate("key9999")).isInstanceOfSatisfying(TrawlException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(refused.getMessage())
                    .contains("`key9999` can be searched")
                    .contains(Integer.toString(DocParser.JSON_COLUMNS_MAX))
                    .contains("Declare the field");
        });
        assertThatThrownBy(() -> sorted("key9998")).hasMessageContaining("`key9998` can be searched");
    }

    @Test
    void aggregatesAKeyThatNoDocumentHas() {
        assertThat(aggregate("nowhere")).isEqualTo("[]");
    }

    private long count(String query) {
        return search.search(
                        SearchRequest.builder(List.of("keys"), query).maxHits(0).build())
                .numHits();
    }

    private long sorted(String field) {
        return search.search(SearchRequest.builder(List.of("keys"), "*")
                        .maxHits(3)
                        .sortBy(SortKeys.parse(field))
                        .build())
                .numHits();
    }

    private String aggregate(String field) {
        String request = "{\"a\": {\"terms\": {\"field\": \"" + field + "\", \"order\": {\"_key\": \"asc\"}}}}";
        return search.search(SearchRequest.builder(List.of("keys"), "*")
                        .maxHits(0)
                        .aggregations(AggregationParser.parse(JSON.readTree(request)))
                        .build())
                .aggregations()
                .orElseThrow()
                .at("/a/buckets")
                .toString();
    }
}
