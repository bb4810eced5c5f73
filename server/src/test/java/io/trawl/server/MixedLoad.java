package io.trawl.server;

import io.trawl.testkit.TestSeed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writers and searchers that use a node side by side and check what it answers. No client tries again.
final class MixedLoad {
    static final String INDEX = "soak";

    private static final int WRITERS = 2;
    private static final int SEARCHERS = 2;
    private static final int BATCH_MAX = 50;
    private static final Duration PAUSE = Duration.ofMillis(40);

    private final RunningNode node;
    private final TestSeed seed;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    private final Set<Long> sent = new ConcurrentSkipListSet<>();
    /// First and last numbers of batches that are known to be searchable.
    private final List<long[]> published = new CopyOnWriteArrayList<>();

    private final AtomicLong requests = new AtomicLong();
    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    MixedLoad(RunningNode node, TestSeed seed) {
        this.node = node;
        this.seed = seed;
    }

    void run(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            threads.add(repeat(seed.random(i), end, this::write));
        }
        for (int i = 0; i < SEARCHERS; i++) {
            threads.add(repeat(seed.random(WRITERS + i), end, this::search));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private interface Step {
        void run(Random random);
    }

    private static Thread repeat(Random random, long end, Step step) {
        return Thread.ofVirtual().start(() -> {
            while (System.nanoTime() < end) {
                step.run(random);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        });
    }

    private void write(Random random) {
        List<Long> numbers = NumberedDocs.draw(next, 1 + random.nextInt(BATCH_MAX));
        sent.addAll(numbers);
        int dice = random.nextInt(10);
        String commit = dice < 6 ? "auto" : dice < 8 ? "wait_for" : "force";
        if (succeeds("ingest " + commit, () -> NumberedDocs.ingest(node, INDEX, numbers, commit)) != null) {
            acknowledged.addAll(numbers);
            if (!commit.equals("auto")) {
                published.add(new long[] {numbers.getFirst(), numbers.getLast()});
            }
        }
    }

    /// Looks for the documents of a batch that must be there, or for one of them.
    private void search(Random random) {
        if (published.isEmpty()) {
            return;
        }
        long[] batch = published.get(random.nextInt(published.size()));
        boolean one = random.nextBoolean();
        long from = one ? batch[0] + random.nextInt((int) (batch[1] - batch[0] + 1)) : batch[0];
        long to = one ? from : batch[1];
        String query = one && random.nextBoolean() ? "text:" + from : NumberedDocs.between(from, to);
        RunningNode.Answer answer = succeeds("search", () -> NumberedDocs.search(node, INDEX, query, BATCH_MAX));
        if (answer == null) {
            return;
        }
        Set<Long> found = new ConcurrentSkipListSet<>();
        answer.json().path("hits").forEach(hit -> found.add(hit.path("number").longValue()));
        long expected = to - from + 1;
        boolean right = answer.json().path("num_hits").longValue() == expected
                && answer.json().path("hits").size() == expected
                && found.size() == expected
                && found.contains(from)
                && found.contains(to);
        if (!right) {
            wrong.add(query + " gave " + answer.text());
        }
    }

    private interface Call {
        RunningNode.Answer run();
    }

    /// The answer, or null if it was none or an error, which is counted.
    private RunningNode.@Nullable Answer succeeds(String what, Call call) {
        requests.incrementAndGet();
        String failure;
        try {
            RunningNode.Answer answer = call.run();
            if (answer.status() == 200) {
                return answer;
            }
            failure = what + ": " + answer.status() + " " + answer.text();
        } catch (UncheckedIOException noAnswer) {
            failure = what + ": " + noAnswer.getMessage();
        }
        // Ids and ports differ; the kind of failure is what one wants to count.
        failures.computeIfAbsent(failure.replaceAll("[0-9A-Z]{20,}|\\d+", "#"), ignored -> new AtomicLong())
                .incrementAndGet();
        return null;
    }

    /// A number for one more document, which counts as acknowledged.
    List<Long> drawOne() {
        List<Long> one = NumberedDocs.draw(next, 1);
        sent.addAll(one);
        acknowledged.addAll(one);
        return one;
    }

    Set<Long> acknowledged() {
        return acknowledged;
    }

    Set<Long> sent() {
        return sent;
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /// How often each thing went wrong.
    Map<String, AtomicLong> failures() {
        return new TreeMap<>(failures);
    }

    double successRate() {
        long failed = failures.values().stream().mapToLong(AtomicLong::get).sum();
        return 1 - (double) failed / Math.max(1, requests.get());
    }

    @Override
    public String toString() {
        return requests + " requests, success " + 100 * successRate() + " %, " + wrong.size() + " wrong, failures "
                + failures();
    }
}
