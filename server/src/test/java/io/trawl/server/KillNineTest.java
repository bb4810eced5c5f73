package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A node is killed with signal 9 again and again while writers push documents. Every document that was acknowledged is
/// found exactly once, whatever state the node was in; one that was not acknowledged may be there, but never twice.
class KillNineTest {
    private static final int WRITERS = 3;
    /// Leaves a small machine idle enough to run other suites besides.
    private static final Duration WRITER_PAUSE = Duration.ofMillis(2);
    private static final String INDEX = """
            {"version": "0.9", "index_id": "kill-nine",
             "doc_mapping": {"mode": "strict", "field_mappings": [
                {"name": "number", "type": "u64", "fast": true},
                {"name": "text", "type": "text"}]},
             "indexing_settings": {"commit_timeout_secs": 1}}
            """;

    @TempDir
    Path folder;

    @Test
    void acknowledgedDocumentsSurviveTenKills() throws Exception {
        run(10);
    }

    @Test
    @Tag("long")
    void acknowledgedDocumentsSurviveTwoHundredKills() throws Exception {
        run(200);
    }

    private void run(int kills) throws IOException, InterruptedException {
        Random random = TestSeed.next("KillNineTest").random();
        Path data = Files.createDirectories(folder.resolve("data"));
        Set<Long> acknowledged = new ConcurrentSkipListSet<>();
        Set<Long> sent = new ConcurrentSkipListSet<>();
        AtomicInteger next = new AtomicInteger();
        for (int round = 0; round < kills; round++) {
            RunningNode node = RunningNode.start(data);
            if (round == 0) {
                assertThat(node.post("/api/v1/indexes", INDEX).status()).isEqualTo(200);
            }
            ingestUntilKilled(node, random, acknowledged, sent, next);
        }
        try (RunningNode node = RunningNode.start(data)) {
            awaitAll(node, acknowledged.size());
            TreeMap<Long, Integer> found = findAll(node);
            assertThat(without(acknowledged, found.keySet())).as("lost").isEmpty();
            assertThat(found.values()).as("doubled").allMatch(times -> times == 1);
            assertThat(without(found.keySet(), sent)).as("from nowhere").isEmpty();
        }
        System.out.println("KillNineTest: " + kills + " kills, " + acknowledged.size() + " documents acknowledged of "
                + sent.size() + " sent, 0 lost, 0 doubled");
    }

    /// As sets know it: an assertion on a collection compares each with each, 10¹¹ times after 200 kills.
    private static Set<Long> without(Set<Long> numbers, Set<Long> others) {
        Set<Long> rest = new TreeSet<>(numbers);
        rest.removeIf(others::contains);
        return rest;
    }

    private static void ingestUntilKilled(
            RunningNode node, Random random, Set<Long> acknowledged, Set<Long> sent, AtomicInteger next)
            throws InterruptedException {
        AtomicBoolean killed = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            int batchSize = 1 + random.nextInt(20);
            boolean forces = random.nextInt(4) == 0;
            writers.add(Thread.ofVirtual().start(() -> {
                // A node that cannot be reached is dead: going on would only use up numbers, millions in a long run.
                while (!killed.get() && write(node, batchSize, forces, acknowledged, sent, next)) {
                    LockSupport.parkNanos(WRITER_PAUSE.toNanos());
                }
            }));
        }
        // From just after the start to well past the first commit.
        LockSupport.parkNanos(Duration.ofMillis(20 + random.nextInt(1_500)).toNanos());
        node.kill();
        killed.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    /// @return whether the node answered
    private static boolean write(
            RunningNode node,
            int batchSize,
            boolean forces,
            Set<Long> acknowledged,
            Set<Long> sent,
            AtomicInteger next) {
        List<Long> numbers = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < batchSize; i++) {
            long number = next.getAndIncrement();
            numbers.add(number);
            body.append("{\"number\":")
                    .append(number)
                    .append(",\"text\":\"line ")
                    .append(number)
                    .append("\"}\n");
        }
        sent.addAll(numbers);
        try {
            RunningNode.Answer answer =
                    node.post("/api/v1/kill-nine/ingest" + (forces ? "?commit=force" : ""), body.toString());
            if (answer.status() == 200) {
                acknowledged.addAll(numbers);
            }
            return true;
        } catch (UncheckedIOException killedMeanwhile) {
            // Not acknowledged: it may be there or not.
            return false;
        }
    }

    private static void awaitAll(RunningNode node, long atLeast) {
        Eventually.isTrue("all acknowledged documents are published", Duration.ofSeconds(60), () -> {
            RunningNode.Answer answer = node.get("/api/v1/kill-nine/search?query=*&max_hits=0");
            return answer.status() == 200 && answer.json().path("num_hits").longValue() >= atLeast;
        });
        // A commit of nothing new waits for all that came before it.
        RunningNode.Answer last = node.post(
                "/api/v1/kill-nine/ingest?commit=force", "{\"number\":" + Long.MAX_VALUE + ",\"text\":\"last\"}\n");
        assertThat(last.status()).isEqualTo(200);
    }

    private static TreeMap<Long, Integer> findAll(RunningNode node) {
        TreeMap<Long, Integer> found = new TreeMap<>();
        // As many as one answer may hold, less room for documents that should not be there.
        int page = 10_000;
        long step = 9_000;
        Set<Long> starts = new TreeSet<>();
        long hits = node.get("/api/v1/kill-nine/search?query=*&max_hits=0")
                .json()
                .path("num_hits")
                .longValue();
        for (long from = 0; found.values().stream().mapToInt(Integer::intValue).sum() < hits - 1; from += step) {
            starts.add(from);
            assertThat(starts.size()).as("windows searched").isLessThan(10_000);
            RunningNode.Answer answer = node.get("/api/v1/kill-nine/search?max_hits=" + page + "&query=number%3A%5B"
                    + from + "%20TO%20" + (from + step - 1) + "%5D");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            for (JsonNode hit : answer.json().path("hits")) {
                found.merge(hit.path("number").longValue(), 1, Integer::sum);
            }
        }
        return found;
    }
}
