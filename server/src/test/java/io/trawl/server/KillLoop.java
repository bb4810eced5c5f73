package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Starts a node and kills it with signal 9, again and again, while writers push documents; then looks what is there.
final class KillLoop {
    private static final int WRITERS = 3;
    /// Leaves a small machine idle enough to run other suites besides.
    private static final Duration WRITER_PAUSE = Duration.ofMillis(2);

    private final Path data;
    private final Map<String, String> environment;
    private final String indexId;
    private final Random random = TestSeed.next("KillLoop").random();
    private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    private final Set<Long> sent = new ConcurrentSkipListSet<>();
    private final AtomicInteger next = new AtomicInteger();

    /// @param data the node's folder, empty
    KillLoop(Path data, Map<String, String> environment, String indexId) {
        this.data = data;
        this.environment = environment;
        this.indexId = indexId;
    }

    /// Fails unless every acknowledged document is there once in the end, and no document twice.
    void run(int kills) throws IOException, InterruptedException {
        for (int round = 0; round < kills; round++) {
            RunningNode node = RunningNode.start(data, environment);
            if (round == 0) {
                NumberedDocs.createIndex(node, indexId);
            }
            ingestUntilKilled(node);
        }
        try (RunningNode node = RunningNode.start(data, environment)) {
            awaitAll(node);
            NumberedDocs.check(node, indexId, acknowledged, sent);
        }
        System.out.println("KillLoop: " + kills + " kills, " + acknowledged.size() + " documents acknowledged of "
                + sent.size() + " sent, 0 lost, 0 doubled");
    }

    private void ingestUntilKilled(RunningNode node) throws InterruptedException {
        AtomicBoolean killed = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            int batchSize = 1 + random.nextInt(20);
            String commit = random.nextInt(4) == 0 ? "force" : "auto";
            writers.add(Thread.ofVirtual().start(() -> {
                // A node that cannot be reached is dead: going on would only use up numbers, millions in a long run.
                while (!killed.get() && write(node, batchSize, commit)) {
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
    private boolean write(RunningNode node, int batchSize, String commit) {
        List<Long> numbers = NumberedDocs.draw(next, batchSize);
        sent.addAll(numbers);
        try {
            if (NumberedDocs.ingest(node, indexId, numbers, commit).status() == 200) {
                acknowledged.addAll(numbers);
            }
            return true;
        } catch (UncheckedIOException killedMeanwhile) {
            // Not acknowledged: it may be there or not.
            return false;
        }
    }

    private void awaitAll(RunningNode node) {
        Eventually.isTrue(
                "all acknowledged documents are published",
                Duration.ofSeconds(60),
                () -> NumberedDocs.count(node, indexId, "*") >= acknowledged.size());
        // A commit of nothing new waits for all that came before it.
        List<Long> last = NumberedDocs.draw(next, 1);
        sent.addAll(last);
        RunningNode.Answer answer = NumberedDocs.ingest(node, indexId, last, "force");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        acknowledged.addAll(last);
    }
}
