package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3Ledger;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A node on a bucket whose server fails: what it answers is right, what it acknowledged is there once, and clients see
/// little of it. `-Dtest.minutes=1` shortens it.
@Tag("long")
class FaultSoakTest {
    /// Not every fault can strike every kind of request: of these, some 5 % of all requests are left.
    private static final double FAULT_RATE = 0.075;

    private static final double SUCCESS_MIN = 0.999;
    /// Requests where one would do, on average.
    private static final double REQUESTS_MAX = 3;

    private final TestSeed seed = TestSeed.next("FaultSoakTest");

    @TempDir
    Path folder;

    @Test
    void fivePercentFaultsOfEveryKindAreHardlySeen() throws IOException {
        try (S3TestServer server = S3TestServer.start(seed.value()).createBucket("logs")) {
            MixedLoad load = soak(server, Duration.ofSeconds(60 * minutes(10)), () -> {
                for (S3Fault fault : S3Fault.values()) {
                    server.faults().rate(fault, FAULT_RATE / S3Fault.values().length);
                }
            });

            assertThat(load.wrong()).as("wrong answers").isEmpty();
            assertThat(load.successRate()).as(load.failures().toString()).isGreaterThanOrEqualTo(SUCCESS_MIN);
            assertThat(tries(server.ledger().entries())).isLessThanOrEqualTo(REQUESTS_MAX);
        }
    }

    /// One put in ten takes place although the client learns nothing of it.
    @Test
    void putsThatTookPlaceUnheardPublishNothingTwice() throws IOException {
        try (S3TestServer server = S3TestServer.start(seed.value()).createBucket("logs")) {
            MixedLoad load = soak(server, Duration.ofSeconds(6 * minutes(10)), () -> {
                server.faults().rate(S3Fault.APPLIED_THEN_SILENCE, 0.02);
                server.faults().rate(S3Fault.APPLIED_THEN_RESET, 0.04);
                server.faults().rate(S3Fault.APPLIED_THEN_ERROR, 0.04);
            });

            assertThat(load.wrong()).as("wrong answers").isEmpty();
        }
    }

    /// Runs the load while the faults strike, then looks without faults what is there.
    private MixedLoad soak(S3TestServer server, Duration duration, Runnable faults) throws IOException {
        Map<String, String> environment = Map.of(
                "TRAWL_METASTORE_URI", "s3://logs/metastore",
                "TRAWL_DEFAULT_INDEX_ROOT_URI", "s3://logs/indexes",
                "TRAWL_S3_ENDPOINT", server.endpoint().toString(),
                "TRAWL_S3_FORCE_PATH_STYLE_ACCESS", "true",
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_KEY);
        Path data = Files.createDirectories(folder.resolve("data"));
        try (RunningNode node = RunningNode.start(data, environment)) {
            NumberedDocs.createIndex(node, MixedLoad.INDEX);
            MixedLoad load = new MixedLoad(node, seed);
            faults.run();
            load.run(duration);
            server.faults().clear();
            System.out.println("FaultSoakTest: " + load);

            assertThat(NumberedDocs.ingest(node, MixedLoad.INDEX, load.drawOne(), "force")
                            .status())
                    .isEqualTo(200);
            NumberedDocs.check(node, MixedLoad.INDEX, load.acknowledged(), load.sent());
            JsonNode splits = node.get("/api/v1/indexes/" + MixedLoad.INDEX + "/splits?split_states=Published")
                    .json()
                    .path("splits");
            long documents = 0;
            for (JsonNode split : splits) {
                documents += split.path("num_docs").longValue();
            }
            assertThat(documents)
                    .as("documents of published splits")
                    .isEqualTo(NumberedDocs.count(node, MixedLoad.INDEX, "*"));
            System.out.println("FaultSoakTest: " + splits.size() + " splits, " + documents + " documents, "
                    + load.acknowledged().size() + " acknowledged, 0 lost, 0 doubled; "
                    + server.ledger().requests() + " requests, "
                    + server.ledger().entries().stream()
                            .filter(entry -> entry.fault().isPresent())
                            .count()
                    + " met a fault");
            return load;
        }
    }

    /// How often the same bytes of a split were asked for; a node keeps what it has read.
    private static double tries(List<S3Ledger.Entry> entries) {
        Set<String> needed = new HashSet<>();
        long asked = 0;
        for (S3Ledger.Entry entry : entries) {
            if (entry.kind() == S3RequestKind.GET && entry.key().endsWith(".split")) {
                asked++;
                needed.add(entry.key() + entry.range());
            }
        }
        System.out.println("FaultSoakTest: " + asked + " reads of splits where " + needed.size() + " would do");
        return (double) asked / Math.max(1, needed.size());
    }

    private static int minutes(int absent) {
        return Integer.getInteger("test.minutes", absent);
    }
}
