package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.config.NodeConfigLoader;
import io.trawl.server.RunningNode;
import io.trawl.server.RunningNode.Answer;
import io.trawl.server.TrawlNode;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3Ledger;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A bucket that counts and delays requests, and nodes that have nothing in common but what lies in it.
///
/// Nodes are made of a config file and run in this process; tests reach them through REST.
final class FarStorage implements AutoCloseable {
    /// Of the index `far`.
    static final int SPLITS = 4;

    static final int SPLIT_DOCS = 300;
    /// Of the column `vals`, in one split of `far`: its numbers cannot be compressed.
    static final int COLUMN_BYTES = SPLIT_DOCS * 100 * Long.BYTES;

    private final Path folder;
    private final S3TestServer server;

    FarStorage(Path folder) {
        this.folder = folder;
        server = S3TestServer.start(TestSeed.next("FarStorage").value()).createBucket("logs");
    }

    S3TestServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }

    /// One that only searches, and looks for changes once an hour.
    ///
    /// @param yaml more of its config
    Node searcher(String name, String yaml) throws IOException {
        return start(name, "1h", "enabled_services: [searcher, metastore]\n" + yaml);
    }

    Node writer(String name) throws IOException {
        return start(name, "1s", "enabled_services: [indexer, metastore]\n");
    }

    Node start(String name, String pollingInterval, String yaml) throws IOException {
        Path data = Files.createDirectories(folder.resolve(name));
        return start(folder.resolve(name + ".yaml"), """
                version: 0.9
                node_id: %s
                data_dir: %s
                metastore_uri: s3://logs/metastore#polling_interval=%s
                default_index_root_uri: s3://logs/indexes
                rest: {listen_port: 0}
                storage:
                  s3: {flavor: minio, endpoint: "%s", access_key_id: %s, secret_access_key: %s}
                %s""".formatted(
                        name,
                        data,
                        pollingInterval,
                        server.endpoint(),
                        S3TestServer.ACCESS_KEY,
                        S3TestServer.SECRET_KEY,
                        yaml));
    }

    /// @param file where the config is written
    static Node start(Path file, String config) throws IOException {
        Files.writeString(file, config);
        return new Node(TrawlNode.start(
                NodeConfigLoader.load(Optional.of(file), Map.of()).config()));
    }

    /// A node, reached through REST.
    record Node(TrawlNode node) implements AutoCloseable {
        Answer call(String method, String path, String body) {
            int port = URI.create(node.restAddress()).getPort();
            String type = body.isEmpty() ? "" : "application/json";
            return RunningNode.call(port, method, path, type, body.getBytes(StandardCharsets.UTF_8), false);
        }

        Answer get(String path) {
            return call("GET", path, "");
        }

        /// That must succeed.
        Answer ask(String path) {
            Answer answer = get(path);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer;
        }

        /// That must succeed.
        Answer post(String path, String body) {
            Answer answer = call("POST", path, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer;
        }

        /// @param name with its labels
        double metric(String name) {
            return get("/metrics")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(0);
        }

        double cache(String name, String cache) {
            return metric("trawl_cache_" + name + "{component_name=\"" + cache + "\"}");
        }

        /// Waits until the tails of so many splits were fetched.
        Node withTails(int splits) {
            Eventually.isTrue(
                    "the tails are here",
                    Duration.ofSeconds(20),
                    () -> metric("trawl_search_tails_ahead_total") >= splits
                            && metric("trawl_search_tails_ahead_waiting") == 0);
            return this;
        }

        @Override
        public void close() {
            node.close();
        }
    }

    /// Makes the index `far`, of splits that do not lie in their tails whole.
    void fillFar(Node writer) {
        writer.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "far", "doc_mapping": {"field_mappings": [
                  {"name": "vals", "type": "array<u64>", "fast": true, "indexed": false, "stored": false},
                  {"name": "pad", "type": "text", "indexed": false}]}}""");
        Random random = TestSeed.next("FarStorage documents").random();
        for (int split = 0; split < SPLITS; split++) {
            StringBuilder docs = new StringBuilder();
            for (int doc = 0; doc < SPLIT_DOCS; doc++) {
                byte[] pad = new byte[1_000];
                random.nextBytes(pad);
                docs.append("{\"n\": %d, \"host\": \"web-%d\", \"pad\": \"%s\", \"vals\": %s}\n"
                        .formatted(
                                split * SPLIT_DOCS + doc,
                                doc % 5,
                                HexFormat.of().formatHex(pad),
                                numbers(random, 100)));
            }
            writer.post("/api/v1/far/ingest?commit=force", docs.toString());
        }
    }

    /// As JSON, so large that they cannot be compressed.
    static String numbers(Random random, int count) {
        return random.longs(count, 0, Long.MAX_VALUE).boxed().toList().toString();
    }

    /// Reads of parts of splits, since the ledger was cleared.
    List<S3Ledger.Entry> splitReads() {
        return server.ledger().entries(S3RequestKind.GET).stream()
                .filter(entry -> entry.key().endsWith(".split"))
                .toList();
    }

    /// Of how many splits something was read at the same time.
    int splitsReadAtOnce() {
        return keysAtOnce(splitReads());
    }

    /// How many objects were asked for at the same time.
    static int keysAtOnce(List<S3Ledger.Entry> requests) {
        int most = 0;
        for (S3Ledger.Entry request : requests) {
            Set<String> others = new HashSet<>();
            for (S3Ledger.Entry other : requests) {
                if (other.startNanos() - request.startNanos() <= 0 && request.startNanos() - other.answerNanos() < 0) {
                    others.add(other.key());
                }
            }
            most = Math.max(most, others.size());
        }
        return most;
    }
}
