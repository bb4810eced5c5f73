package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Eventually;
import io.trawl.testkit.Proves;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten million values leave a node that has 512 MB of heap, in either format.
@Tag("long")
class SearchStreamSizeTest {
    private static final int DOCS = 10_000_000;
    private static final int DOCS_PER_REQUEST = 100_000;
    private static final int TENANTS = 1_000;

    @TempDir
    Path folder;

    @Test
    @Proves("STR-10")
    void tenMillionValuesNeedNoMoreMemoryThanFew() throws Exception {
        try (RunningNode node = RunningNode.start(Files.createDirectories(folder.resolve("data")))) {
            fill(node);
            long start = System.nanoTime();

            assertThat(csvSum(node)).isEqualTo((long) DOCS * (DOCS - 1) / 2);
            long csv = System.nanoTime();
            long[] perTenant = partitionedSums(node);

            System.out.printf(
                    "10 million values: csv %d ms, row binary by tenant %d ms%n",
                    (csv - start) / 1_000_000, (System.nanoTime() - csv) / 1_000_000);
            for (int tenant = 0; tenant < TENANTS; tenant++) {
                long ofTenant = DOCS / TENANTS;
                assertThat(perTenant[tenant])
                        .as("tenant " + tenant)
                        .isEqualTo(ofTenant * tenant + TENANTS * (ofTenant * (ofTenant - 1) / 2));
            }
            assertThat(node.get("/health/livez").status()).isEqualTo(200);
            assertThat(node.log()).doesNotContain("OutOfMemory");
        }
    }

    private static void fill(RunningNode node) {
        assertThat(node.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "values", "doc_mapping": {
                  "mode": "lenient", "store_source": false, "field_mappings": [
                    {"name": "n", "type": "u64", "fast": true, "indexed": false, "stored": false},
                    {"name": "tenant", "type": "u64", "fast": true, "indexed": false, "stored": false}]},
                 "indexing_settings": {"commit_timeout_secs": 5}}""").status()).isEqualTo(200);
        StringBuilder lines = new StringBuilder();
        for (int doc = 0; doc < DOCS; doc++) {
            lines.append("{\"n\":")
                    .append(doc)
                    .append(",\"tenant\":")
                    .append(doc % TENANTS)
                    .append("}\n");
            if ((doc + 1) % DOCS_PER_REQUEST == 0) {
                String body = lines.toString();
                Eventually.isTrue(
                        "documents are taken",
                        Duration.ofMinutes(5),
                        () -> node.post("/api/v1/values/ingest", body).status() == 200);
                lines.setLength(0);
            }
        }
        Eventually.isTrue(
                "all documents are searchable",
                Duration.ofMinutes(10),
                () -> node.get("/api/v1/values/search?query=*&max_hits=0")
                                .json()
                                .path("num_hits")
                                .longValue()
                        == DOCS);
    }

    private static InputStream stream(RunningNode node, String parameters) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + node.port() + "/api/v1/values/search/stream?query=*&" + parameters)
                        .toURL()
                        .openConnection();
        assertThat(connection.getResponseCode()).isEqualTo(200);
        return new BufferedInputStream(connection.getInputStream(), 1 << 20);
    }

    private static long csvSum(RunningNode node) throws IOException {
        long sum = 0;
        long count = 0;
        try (InputStream in = stream(node, "fast_field=n&output_format=csv")) {
            long value = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    sum += value;
                    value = 0;
                    count++;
                } else {
                    value = value * 10 + c - '0';
                }
            }
        }
        assertThat(count).isEqualTo(DOCS);
        return sum;
    }

    private static long[] partitionedSums(RunningNode node) throws IOException {
        long[] sums = new long[TENANTS];
        long count = 0;
        try (DataInputStream in = new DataInputStream(
                stream(node, "fast_field=n&partition_by_field=tenant&output_format=click_house_row_binary"))) {
            for (int first = in.read(); first >= 0; first = in.read()) {
                int tenant = (int) (Long.reverseBytes(readLong(first, in)));
                for (long left = Long.reverseBytes(in.readLong()); left > 0; left -= Long.BYTES) {
                    sums[tenant] += Long.reverseBytes(in.readLong());
                    count++;
                }
            }
        }
        assertThat(count).isEqualTo(DOCS);
        return sums;
    }

    /// A long whose first byte was read already.
    private static long readLong(int first, DataInputStream in) throws IOException {
        long value = first;
        for (int i = 1; i < Long.BYTES; i++) {
            value = value << 8 | in.readUnsignedByte();
        }
        return value;
    }
}
