package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [Storage] promises to who puts and deletes.
interface StorageWriteContract extends StorageFixture {
    @Test
    default void putsPartsOfArraysAndFiles(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[700_000];
        new Random(2).nextBytes(bytes);
        Path file = Files.write(folder.resolve("payload"), bytes);

        storage().put(key("part"), Payload.ofBytes(bytes, 10, 20), context());
        storage().put(key("file"), Payload.ofFile(file), context());

        assertThat(storage().readAll(key("part"), context())).isEqualTo(Arrays.copyOfRange(bytes, 10, 30));
        assertThat(storage().readAll(key("file"), context())).isEqualTo(bytes);
    }

    @Test
    default void refusesAFileThatIsShorterThanItSaid(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("payload"), new byte[10]);

        assertThatThrownBy(() -> storage().put(key("k"), new Payload.OfFile(file, 11), context()))
                .satisfies(hasCode(ErrorCode.CORRUPTED));

        assertThat(listed("", "", 10)).isEmpty();
    }

    @Test
    default void putReplaces() {
        put("k", "a long first value");
        put("k", "second");

        assertThat(text("k")).isEqualTo("second");
        assertThat(listed("", "", 10)).containsExactly("k");
    }

    @Test
    default void putIfAbsentLeavesWhatIsThere() {
        assertThat(storage().putIfAbsent(key("log/1"), Payload.ofUtf8("first"), context()))
                .isTrue();
        assertThat(storage().putIfAbsent(key("log/1"), Payload.ofUtf8("second"), context()))
                .isFalse();

        assertThat(text("log/1")).isEqualTo("first");
    }

    @Test
    default void putIfAbsentWorksAgainAfterADelete() {
        assertThat(storage().putIfAbsent(key("k"), Payload.ofUtf8("first"), context()))
                .isTrue();
        storage().delete(key("k"), context());

        assertThat(storage().putIfAbsent(key("k"), Payload.ofUtf8("second"), context()))
                .isTrue();
        assertThat(text("k")).isEqualTo("second");
    }

    @Test
    default void ofRacingWritersExactlyOneWins() throws Exception {
        int writers = 16;
        int rounds = 12;
        CyclicBarrier barrier = new CyclicBarrier(writers);
        List<Storage> clients = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            clients.add(anotherClient());
        }
        List<Future<List<Boolean>>> futures = new ArrayList<>();
        try (ExecutorService executor = Threads.virtual("writer")) {
            for (int writer = 0; writer < writers; writer++) {
                int id = writer;
                futures.add(executor.submit(() -> race(clients.get(id), id, rounds, barrier)));
            }
        }

        for (int round = 0; round < rounds; round++) {
            int number = round;
            List<Integer> winners = IntStream.range(0, writers)
                    .filter(writer -> futures.get(writer).resultNow().get(number))
                    .boxed()
                    .toList();
            assertThat(winners).as("winners of round %d", round).hasSize(1);
            assertThat(text("race/" + round)).isEqualTo(bigText(winners.getFirst()));
        }
    }

    private List<Boolean> race(Storage client, int writer, int rounds, CyclicBarrier barrier) throws Exception {
        List<Boolean> won = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            barrier.await();
            won.add(client.putIfAbsent(key("race/" + round), Payload.ofUtf8(bigText(writer)), context()));
        }
        return won;
    }

    private static String bigText(int writer) {
        return ("writer-" + writer + " ").repeat(500);
    }

    @Test
    default void readersSeeAPutWholeOrNotAtAll() throws Exception {
        List<String> versions = List.of("a".repeat(300_000), "b".repeat(200_000), "c".repeat(100_000));
        put("k", versions.getFirst());
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService executor = Threads.virtual("reader")) {
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(executor.submit(() -> {
                    boolean whole = true;
                    while (!done.get()) {
                        whole &= versions.contains(text("k"));
                    }
                    return whole;
                }));
            }
            try {
                for (int i = 0; i < 30; i++) {
                    put("k", versions.get(i % versions.size()));
                }
            } finally {
                done.set(true);
            }
            for (Future<Boolean> reader : readers) {
                assertThat(reader.get()).isTrue();
            }
        }
    }

    @Test
    default void deletes() {
        put("a/1", "x");
        put("a/2", "y");

        storage().delete(key("a/1"), context());
        storage().delete(key("a/1"), context());
        storage().delete(key("never/was"), context());

        assertThat(listed("", "", 10)).containsExactly("a/2");
        assertThatThrownBy(() -> storage().readAll(key("a/1"), context())).satisfies(hasCode(ErrorCode.NOT_FOUND));
    }

    @Test
    default void deletesMany() {
        List<String> keys = List.of("a/1", "a/2", "a/3", "b/1");
        keys.forEach(key -> put(key, key));

        storage().deleteMany(List.of(), context());
        storage().deleteMany(List.of(key("a/1"), key("never/was"), key("a/3")), context());

        assertThat(listed("", "", 10)).containsExactly("a/2", "b/1");
    }
}
