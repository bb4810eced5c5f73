package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The search stream through REST.
class SearchStreamApiTest {
    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void startWithTwoSplits() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
        Answer created = node.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "sales", "doc_mapping": {
                  "mode": "strict", "timestamp_field": "ts", "field_mappings": [
                    {"name": "ts", "type": "datetime", "fast": true},
                    {"name": "id", "type": "u64", "fast": true},
                    {"name": "shop", "type": "u64", "fast": true},
                    {"name": "price", "type": "f64", "fast": true},
                    {"name": "title", "type": "text"}]},
                 "search_settings": {"default_search_fields": ["title"]}}""");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        ingest("""
                {"ts": 1709251260, "id": 1, "shop": 7, "price": 1.5, "title": "red shoe"}
                {"ts": 1709251320, "id": 2, "shop": 8, "title": "red hat"}
                """);
        ingest("""
                {"ts": 1709251860, "id": 3, "shop": 7, "title": "red coat"}
                {"ts": 1709251861, "id": 4, "shop": 7, "title": "blue coat"}
                """);
    }

    private static void ingest(String lines) {
        assertThat(node.post("/api/v1/sales/ingest?commit=force", lines).status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static List<String> lines(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/csv");
        return answer.text().lines().sorted().toList();
    }

    @Test
    @Proves({"STR-01", "STR-03", "STR-04"})
    void csvIsStreamed() {
        Answer answer = node.get("/api/v1/sales/search/stream?query=red&fast_field=id&output_format=csv");

        assertThat(lines(answer)).containsExactly("1", "2", "3");
        assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    @Proves({"STR-01", "STR-02", "STR-03"})
    void olderNamesAndPathsWork() {
        assertThat(lines(node.get("/api/v1/indexes/sales/search/stream?query=red&fastField=id&outputFormat=csv"
                        + "&startTimestamp=1709251261&endTimestamp=1709251860")))
                .containsExactly("2");
        Answer rows = node.get(
                "/api/v1/sales/search/stream?query=red&fastField=id&outputFormat=clickHouseRowBinary&snippet_fields=x");
        assertThat(rows.status()).isEqualTo(200);
        assertThat(rows.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(rows.text()).hasSize(3 * 8);
    }

    @Test
    void aBodyMayHoldTheParameters() {
        assertThat(lines(node.post(
                        "/api/v1/sales/search/stream",
                        "{\"query\": \"coat\", \"fast_field\": \"id\", \"output_format\": \"csv\","
                                + " \"end_timestamp\": 1709251861}")))
                .containsExactly("3");
    }

    @Test
    @Proves("STR-06")
    void partitionsAreFrames() {
        Answer answer = node.get("/api/v1/sales/search/stream?query=red&fast_field=id&partition_by_field=shop"
                + "&output_format=click_house_row_binary");

        // Three frames of one value: shop 7 of both splits, shop 8 of one.
        assertThat(answer.text()).hasSize(3 * 24);
        assertThat(answer.text().chars().filter(c -> c == 7).count()).isEqualTo(2);
    }

    @Test
    @Proves({"STR-07", "B1-20"})
    void errorsAreTextWithTheStatusOfTheirCode() {
        refuses(
                "/api/v1/sales/search/stream?query=red&fast_field=nope&output_format=csv",
                400,
                "Field `nope` does not exist in schema");
        refuses(
                "/api/v1/sales/search/stream?query=red&fast_field=price&output_format=csv",
                400,
                "Search stream does not support fast field of type `F64`.");
        refuses(
                "/api/v1/absent/search/stream?query=red&fast_field=id&output_format=csv",
                404,
                "could not find indexes matching the IDs `[\"absent\"]`");
        refuses(
                "/api/v1/sales/search/stream?query=red%20AND&fast_field=id&output_format=csv",
                400, "failed to parse query");
        refuses(
                "/api/v1/sales/search/stream?query=red&fast_field=id&output_format=csv&partition_by_field=shop",
                400,
                "only ClickHouseRowBinary is allowed when providing a partitioned-by field.");
    }

    private static void refuses(String path, int status, String message) {
        Answer answer = node.get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        assertThat(answer.text()).contains(message).doesNotStartWith("{");
    }

    @Test
    @Proves("STR-02")
    void parametersAreRead() {
        assertThat(node.get("/api/v1/sales/search/stream?query=red&fast_field=id&output_format=tsv")
                        .status())
                .isEqualTo(400);
        assertThat(node.get("/api/v1/sales/search/stream?query=red&fast_field=id")
                        .status())
                .isEqualTo(400);
        assertThat(node.get("/api/v1/sales/search/stream?query=red&fast_field=id&output_format=csv&colour=red")
                        .status())
                .isEqualTo(400);
        assertThat(node.get("/api/v1/sales/search/stream?query=red&fast_field=id&fastField=id&output_format=csv")
                        .status())
                .isEqualTo(400);
    }
}
