package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.IndexUid;
import io.trawl.common.Position;
import io.trawl.common.SourceCheckpoint;
import io.trawl.split.SplitState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One of several writers of a stress test: stages a split and publishes it with its checkpoint delta, again and
/// again.
///
/// Two commits a round. A lost one shows as a split or position that is missing, or as a publish that finds nothing
/// staged; one that took place twice as a publish that is refused.
final class WriterRun {
    private final String name;
    private final int threads;
    private final int roundsPerThread;

    /// @param commits in all; a multiple of twice `threads`
    WriterRun(String name, int threads, int commits) {
        this.name = name;
        this.threads = threads;
        this.roundsPerThread = commits / 2 / threads;
    }

    /// Runs to the end; throws what any thread threw.
    void run(Metastore metastore, IndexUid uid) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            String partition = partition(thread);
            running.add(Thread.ofVirtual().start(() -> {
                try {
                    rounds(metastore, uid, partition);
                } catch (RuntimeException | AssertionError failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(name + ": " + failures.size() + " threads failed", failures.getFirst());
        }
    }

    private void rounds(Metastore metastore, IndexUid uid, String partition) {
        for (int round = 0; round < roundsPerThread; round++) {
            String id = splitId(partition, round);
            metastore.stageSplits(uid, List.of(split(uid, id)), context());
            Position from = round == 0 ? Position.BEGINNING : Position.offset(round - 1);
            CheckpointDelta delta = CheckpointDelta.of(SOURCE, partition, from, Position.offset(round));
            metastore.publishSplits(PublishRequest.of(uid, List.of(id), delta), context());
            assertThat(metastore.view().split(uid, id).orElseThrow().state()).isEqualTo(SplitState.PUBLISHED);
        }
    }

    void assertAllIsThere(MetastoreView view, IndexUid uid) {
        SourceCheckpoint checkpoint = view.checkpoint(uid, SOURCE);
        for (int thread = 0; thread < threads; thread++) {
            String partition = partition(thread);
            assertThat(checkpoint.position(partition)).isEqualTo(Position.offset(roundsPerThread - 1));
            List<String> expected = IntStream.range(0, roundsPerThread)
                    .mapToObj(round -> splitId(partition, round))
                    .toList();
            assertThat(view.splits(SplitQuery.published(uid).build()).stream()
                            .map(Split::splitId)
                            .filter(id -> id.startsWith(partition + "-")))
                    .containsExactlyElementsOf(expected);
        }
    }

    int splits() {
        return threads * roundsPerThread;
    }

    private String partition(int thread) {
        return name + "." + thread;
    }

    private static String splitId(String partition, int round) {
        return "%s-%06d".formatted(partition, round);
    }
}
