package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.Threads;
import io.trawl.server.RunningNode.Answer;
import io.trawl.server.contract.FarStorage.Node;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What lies on storage, in the metastore's folder and as a split, and how nodes share it.
class SharedMetastoreContractTest {
    private static final String INDEX = "{\"version\": \"0.9\", \"index_id\": \"%s\", \"doc_mapping\": {}}";

    @TempDir
    private Path folder;

    @Test
    @Proves({"CCH-10", "MTS-02"})
    void changesOfOthersAreSeenAfterThePollingIntervalAndSearchesAskNothing() throws IOException {
        try (FarStorage storage = new FarStorage(folder);
                Node writer = storage.writer("writer")) {
            writer.post("/api/v1/indexes", INDEX.formatted("early"));
            writer.post("/api/v1/early/ingest?commit=force", "{\"n\": 1}\n");
            try (Node seldom = storage.start("seldom", "1h", "enabled_services: [searcher, metastore]\n");
                    Node often = storage.start("often", "1s", "enabled_services: [searcher, metastore]\n")) {
                writer.post("/api/v1/indexes", INDEX.formatted("late"));
                writer.post("/api/v1/late/ingest?commit=force", "{\"n\": 1}\n{\"n\": 2}\n");

                Eventually.isTrue("the other's index is seen", () -> hits(often, "late") == 2);

                assertThat(seldom.get("/api/v1/late/search?query=*").status()).isEqualTo(404);
                assertThat(hits(seldom, "early")).isEqualTo(1);
            }
            try (Node seldom = storage.start("later", "1h", "enabled_services: [searcher, metastore]\n")) {
                writer.close();
                storage.server().ledger().clear();
                for (int i = 0; i < 10; i++) {
                    assertThat(hits(seldom, "late")).isEqualTo(2);
                }
                assertThat(storage.server().ledger().entries())
                        .noneMatch(request -> request.key().startsWith("metastore/"));
            }
        }
    }

    /// -1 if the node does not know the index.
    private static int hits(Node node, String index) {
        Answer answer = node.get("/api/v1/" + index + "/search?query=*");
        return answer.status() == 404 ? -1 : answer.json().path("num_hits").intValue();
    }

    @Test
    @Proves("MTS-03")
    void anyNumberOfNodesMayWriteAtOnce() throws Exception {
        try (FarStorage storage = new FarStorage(folder);
                Node one = storage.start("one", "1s", "");
                Node two = storage.start("two", "1s", "")) {
            one.post("/api/v1/indexes", INDEX.formatted("shared"));
            Eventually.isTrue("both know the index", () -> hits(two, "shared") == 0);
            try (ExecutorService threads = Threads.virtual("writers")) {
                List<Future<?>> writes = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Node node = i % 2 == 0 ? one : two;
                    String index = INDEX.formatted("of-writer-" + i);
                    writes.add(threads.submit(() -> node.post("/api/v1/indexes", index)));
                    writes.add(threads.submit(() -> node.post("/api/v1/shared/ingest?commit=force", "{\"n\": 1}\n")));
                }
                for (Future<?> write : writes) {
                    write.get();
                }
            }

            for (Node node : List.of(one, two)) {
                Eventually.isTrue("nothing is lost", () -> hits(node, "shared") == 8 && indexes(node) == 9);
            }
        }
    }

    private static int indexes(Node node) {
        return node.ask("/api/v1/indexes").json().size();
    }

    @Test
    @Proves({"MTS-01", "STO-11"})
    void aFolderOfNumberedEntriesAndSplitsIsAllThatAnotherNodeNeeds() throws IOException {
        Path shared = folder.resolve("shared");
        JsonNode split;
        try (Node node = local("first", shared)) {
            node.post("/api/v1/indexes", INDEX.formatted("kept"));
            node.post(
                    "/api/v1/templates",
                    "{\"version\": \"0.9\", \"template_id\": \"any\", \"index_id_patterns\": [\"any-*\"],"
                            + " \"doc_mapping\": {}}");
            node.post("/api/v1/kept/ingest?commit=force", "{\"n\": 1}\n{\"n\": 2}\n");
            split = node.ask("/api/v1/indexes/kept/splits")
                    .json()
                    .path("splits")
                    .get(0);
        }

        List<Path> entries = numbered(shared.resolve("_manifest/log"), ".entry");
        assertThat(entries).hasSizeGreaterThanOrEqualTo(3);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).getFileName()).hasToString("%020d.entry".formatted(i + 1));
            assertThat(Files.readString(entries.get(i), StandardCharsets.ISO_8859_1))
                    .startsWith("{\"format\":\"trawl-manifest-entry\"");
        }
        assertSplitEndsInItsTrailer(shared.resolve("kept"), split);
        try (Node other = local("second", shared)) {
            assertThat(hits(other, "kept")).isEqualTo(2);
            assertThat(other.ask("/api/v1/templates/any")
                            .json()
                            .path("template_id")
                            .stringValue())
                    .isEqualTo("any");
        }
    }

    private Node local(String name, Path shared) throws IOException {
        Path data = Files.createDirectories(folder.resolve(name));
        return FarStorage.start(folder.resolve(name + ".yaml"), """
                version: 0.9
                node_id: %s
                data_dir: %s
                metastore_uri: %s
                default_index_root_uri: %s
                rest: {listen_port: 0}
                """.formatted(name, data, shared, shared));
    }

    private static List<Path> numbered(Path log, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /// The metastore knows where the tail begins; so does the file itself, in its last 48 bytes.
    private static void assertSplitEndsInItsTrailer(Path index, JsonNode split) throws IOException {
        byte[] file = Files.readAllBytes(index.resolve(split.path("split_id").stringValue() + ".split"));
        ByteBuffer trailer = ByteBuffer.wrap(file, file.length - 48, 48).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(split.at("/footer_offsets/end").longValue()).isEqualTo(file.length);
        assertThat(split.at("/footer_offsets/start").longValue()).isEqualTo(trailer.getLong());
        assertThat(new String(file, file.length - 8, 8, StandardCharsets.US_ASCII))
                .isEqualTo("TRAWLSPL");
    }
}
