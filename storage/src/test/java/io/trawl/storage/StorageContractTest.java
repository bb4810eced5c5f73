package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [Storage] promises. A new one extends this class.
public abstract class StorageContractTest {
    protected static final int BIG_BYTES = 5 << 20;

    protected RequestContext context = RequestContext.background("contract");
    protected Storage storage;

    /// An empty storage.
    protected abstract Storage open() throws IOException;

    /// Another client of the data of `storage`, as another process would be.
    protected Storage openAgain() throws IOException {
        return storage;
    }

    @BeforeEach
    void openStorage() throws IOException {
        storage = open();
    }

    @Test
    void readsWhatWasPut() {
        put("a/b/c.bin", "hello");

        assertThat(text("a/b/c.bin")).isEqualTo("hello");
        assertThat(storage.size(key("a/b/c.bin"), context)).isEqualTo(5);
    }

    @Test
    void readsRanges() {
        put("k", "0123456789");

        assertThat(range("k", 0, 10)).isEqualTo("0123456789");
        assertThat(range("k", 3, 7)).isEqualTo("3456");
        assertThat(range("k", 9, 10)).isEqualTo("9");
        assertThat(range("k", 4, 4)).isEmpty();
        assertThat(range("k", 10, 10)).isEmpty();
    }

    @Test
    void refusesRangesOutsideOfTheObject() {
        put("k", "0123456789");

        for (ByteRange outside : List.of(new ByteRange(5, 11), new ByteRange(10, 11), new ByteRange(11, 11))) {
            assertThatThrownBy(() -> storage.read(key("k"), outside, context))
                    .satisfies(hasCode(ErrorCode.CORRUPTED))
                    .hasMessageContaining("10 bytes")
                    .hasMessageContaining(outside.toString());
        }
    }

    @Test
    void saysThatAnObjectIsAbsent() {
        put("present/k", "x");

        for (String absent : List.of("absent", "present/other", "absent/k", "present", "present/k/below")) {
            StorageKey key = key(absent);
            assertThatThrownBy(() -> storage.read(key, new ByteRange(0, 1), context))
                    .satisfies(hasCode(ErrorCode.NOT_FOUND))
                    .hasMessageContaining(absent);
            assertThatThrownBy(() -> storage.readAll(key, context)).satisfies(hasCode(ErrorCode.NOT_FOUND));
            assertThatThrownBy(() -> storage.size(key, context)).satisfies(hasCode(ErrorCode.NOT_FOUND));
            assertThatThrownBy(() -> storage.readMany(
                            List.of(read("present/k", 0, 1), new StorageRead(key, new ByteRange(0, 1))), context))
                    .satisfies(hasCode(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    void keepsEmptyObjects() {
        put("empty", "");

        assertThat(storage.readAll(key("empty"), context)).isEmpty();
        assertThat(storage.size(key("empty"), context)).isZero();
        assertThat(range("empty", 0, 0)).isEmpty();
        assertThat(listed("", "", 10)).containsExactly("empty");
        assertThat(storage.putIfAbsent(key("empty"), Payload.ofUtf8("x"), context))
                .isFalse();
    }

    @Test
    void keepsBigObjects() {
        byte[] big = new byte[BIG_BYTES + 7];
        new Random(1).nextBytes(big);

        storage.put(key("big"), Payload.ofBytes(big), context);

        assertThat(storage.readAll(key("big"), context)).isEqualTo(big);
        ByteRange inside = new ByteRange(1_000_001, 4_000_003);
        assertThat(storage.read(key("big"), inside, context))
                .isEqualTo(Arrays.copyOfRange(big, (int) inside.start(), (int) inside.end()));
    }

    @Test
    void putsPartsOfArraysAndFiles(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[700_000];
        new Random(2).nextBytes(bytes);
        Path file = Files.write(folder.resolve("payload"), bytes);

        storage.put(key("part"), Payload.ofBytes(bytes, 10, 20), context);
        storage.put(key("file"), Payload.ofFile(file), context);

        assertThat(storage.readAll(key("part"), context)).isEqualTo(Arrays.copyOfRange(bytes, 10, 30));
        assertThat(storage.readAll(key("file"), context)).isEqualTo(bytes);
    }

    @Test
    void refusesAFileThatIsShorterThanItSaid(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("payload"), new byte[10]);

        assertThatThrownBy(() -> storage.put(key("k"), new Payload.OfFile(file, 11), context))
                .satisfies(hasCode(ErrorCode.CORRUPTED));

        assertThat(listed("", "", 10)).isEmpty();
    }

    @Test
    void handsOutCopies() {
        byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
        storage.put(key("k"), Payload.ofBytes(bytes), context);

        bytes[0] = 'x';
        storage.readAll(key("k"), context)[1] = 'x';

        assertThat(text("k")).isEqualTo("abc");
    }

    @Test
    void putReplaces() {
        put("k", "a long first value");
        put("k", "second");

        assertThat(text("k")).isEqualTo("second");
        assertThat(listed("", "", 10)).containsExactly("k");
    }

    @Test
    void putIfAbsentLeavesWhatIsThere() {
        assertThat(storage.putIfAbsent(key("log/1"), Payload.ofUtf8("first"), context))
                .isTrue();
        assertThat(storage.putIfAbsent(key("log/1"), Payload.ofUtf8("second"), context))
                .isFalse();

        assertThat(text("log/1")).isEqualTo("first");
    }

    @Test
    void putIfAbsentWorksAgainAfterADelete() {
        assertThat(storage.putIfAbsent(key("k"), Payload.ofUtf8("first"), context))
                .isTrue();
        storage.delete(key("k"), context);

        assertThat(storage.putIfAbsent(key("k"), Payload.ofUtf8("second"), context))
                .isTrue();
        assertThat(text("k")).isEqualTo("second");
    }

    @Test
    void ofRacingWritersExactlyOneWins() throws Exception {
        int writers = 16;
        int rounds = 12;
        CyclicBarrier barrier = new CyclicBarrier(writers);
        List<Storage> clients = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            clients.add(openAgain());
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
            won.add(client.putIfAbsent(key("race/" + round), Payload.ofUtf8(bigText(writer)), context));
        }
        return won;
    }

    private static String bigText(int writer) {
        return ("writer-" + writer + " ").repeat(500);
    }

    @Test
    void readersSeeAPutWholeOrNotAtAll() throws Exception {
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
    void deletes() {
        put("a/1", "x");
        put("a/2", "y");

        storage.delete(key("a/1"), context);
        storage.delete(key("a/1"), context);
        storage.delete(key("never/was"), context);

        assertThat(listed("", "", 10)).containsExactly("a/2");
        assertThatThrownBy(() -> storage.readAll(key("a/1"), context)).satisfies(hasCode(ErrorCode.NOT_FOUND));
    }

    @Test
    void readsManyInOrder() {
        byte[] big = new byte[BIG_BYTES];
        new Random(3).nextBytes(big);
        storage.put(key("big"), Payload.ofBytes(big), context);
        put("small", "0123456789");
        Random random = new Random(4);

        for (int count : new int[] {1, 3, 100}) {
            List<StorageRead> reads = new ArrayList<>();
            List<byte[]> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int start = random.nextInt(BIG_BYTES - 60_000);
                int end = start + random.nextInt(60_000);
                reads.add(read("big", start, end));
                expected.add(Arrays.copyOfRange(big, start, end));
                reads.add(read("small", 2, 5));
                expected.add("234".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(storage.readMany(reads, context)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void readsNothingOfNothing() {
        assertThat(storage.readMany(List.of(), context)).isEmpty();
        assertThat(context.counters().storageWaves()).isZero();
    }

    @Test
    void failsAWaveOfWhichOneReadFails() {
        put("k", "0123456789");

        assertThatThrownBy(() -> storage.readMany(List.of(read("k", 0, 5), read("k", 5, 11)), context))
                .satisfies(hasCode(ErrorCode.CORRUPTED));
    }

    @Test
    void listsByPrefixInTheOrderOfKeys() {
        List<String> keys = List.of("a", "a-b", "a.b", "b/", "b/1", "b/10", "b/2", "b0", "ba/x/y", "ba/x0", "c");
        keys.stream().filter(key -> !key.endsWith("/")).forEach(key -> put(key, key));

        assertThat(listed("", "", 100))
                .containsExactly("a", "a-b", "a.b", "b/1", "b/10", "b/2", "b0", "ba/x/y", "ba/x0", "c");
        assertThat(listed("b", "", 100)).containsExactly("b/1", "b/10", "b/2", "b0", "ba/x/y", "ba/x0");
        assertThat(listed("b/", "", 100)).containsExactly("b/1", "b/10", "b/2");
        assertThat(listed("b/1", "", 100)).containsExactly("b/1", "b/10");
        assertThat(listed("ba/x", "", 100)).containsExactly("ba/x/y", "ba/x0");
        assertThat(listed("nothing", "", 100)).isEmpty();
        assertThat(listed("c/", "", 100)).isEmpty();
        assertThat(listed("nothing/below", "", 100)).isEmpty();
        assertThat(listed("/", "", 100)).isEmpty();
        assertThat(listed("../", "", 100)).isEmpty();
    }

    @Test
    void listsAfterAKeyThatNeedNotBeThere() {
        List.of("a/1", "a/2", "b/1", "b/2", "c").forEach(key -> put(key, key));

        assertThat(listed("", "a/2", 100)).containsExactly("b/1", "b/2", "c");
        assertThat(listed("", "a/9", 100)).containsExactly("b/1", "b/2", "c");
        assertThat(listed("", "a", 100)).containsExactly("a/1", "a/2", "b/1", "b/2", "c");
        assertThat(listed("b/", "a/1", 100)).containsExactly("b/1", "b/2");
        assertThat(listed("b/", "b/1", 100)).containsExactly("b/2");
        assertThat(listed("b/", "c", 100)).isEmpty();
        assertThat(listed("", "z", 100)).isEmpty();
    }

    @Test
    void listsPageByPageWhatItListsAtOnce() {
        Random random = TestSeed.next("listsPageByPageWhatItListsAtOnce").random();
        for (int i = 0; i < 120; i++) {
            put(randomKey(random), "x");
        }
        List<String> all = listed("", "", 1_000);
        assertThat(all).isSortedAccordingTo(StorageKey::compare).doesNotHaveDuplicates();

        for (String prefix : List.of("", "a", "a/", "b/a", "folder/")) {
            List<String> expected =
                    all.stream().filter(key -> key.startsWith(prefix)).toList();
            for (int limit : new int[] {1, 7, 1_000}) {
                List<String> paged = new ArrayList<>();
                String after = "";
                for (List<String> page = listed(prefix, after, limit);
                        !page.isEmpty();
                        page = listed(prefix, after, limit)) {
                    assertThat(page).hasSizeLessThanOrEqualTo(limit);
                    paged.addAll(page);
                    after = page.getLast();
                }
                assertThat(paged).as("prefix `%s`, pages of %d", prefix, limit).isEqualTo(expected);
            }
        }
    }

    /// Files end in a dot and a letter, folders do not, so that no key is a folder of another.
    private static String randomKey(Random random) {
        String[] names = {"a", "b", "aa", "a-", "folder", "0"};
        StringBuilder key = new StringBuilder();
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            key.append(names[random.nextInt(names.length)]).append('/');
        }
        return key.append(names[random.nextInt(names.length)])
                .append(random.nextInt(5))
                .append(".x")
                .toString();
    }

    @Test
    void listsSizesAndTimes() {
        put("k", "12345");

        List<StorageObject> objects = storage.list("", "", 10, context);

        assertThat(objects).hasSize(1);
        assertThat(objects.getFirst().size()).isEqualTo(5);
        assertThat(objects.getFirst().lastModifiedMillis()).isGreaterThan(1_500_000_000_000L);
    }

    @Test
    void refusesAListingOfNothing() {
        assertThatThrownBy(() -> storage.list("", "", 0, context)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesOddKeys() {
        List<String> odd = new ArrayList<>(List.of(
                "with space",
                "percent%20%2F",
                "...",
                "..a/.b/c..",
                "-",
                "~*?[]{}",
                "quote'\"`",
                "a=b&c=d;e",
                "back\\slash",
                "colon:plus+at@",
                "UPPER/upper",
                "upper/UPPER",
                "deep/" + "x/".repeat(60) + "leaf",
                "long" + "g".repeat(200)));
        if (takesUnicode()) {
            odd.addAll(List.of("grüße/日本語", "emoji-😀", "\uFB01-ligature"));
        }
        odd.forEach(key -> put(key, key));

        for (String key : odd) {
            assertThat(text(key)).isEqualTo(key);
        }
        assertThat(listed("", "", 100))
                .containsExactlyElementsOf(
                        odd.stream().sorted(StorageKey::compare).collect(Collectors.toList()));
    }

    /// Whether keys may have characters outside of ASCII.
    protected boolean takesUnicode() {
        return true;
    }

    @Test
    void countsReadsOnTheContext() {
        put("k", "0123456789");
        assertThat(context.counters().storageRequests()).isZero();

        storage.read(key("k"), new ByteRange(0, 4), context);
        assertCounted(1, 1, 4);

        storage.readMany(List.of(read("k", 0, 1), read("k", 5, 10)), context);
        assertCounted(3, 2, 10);

        storage.readAll(key("k"), context);
        assertCounted(4, 3, 20);

        storage.size(key("k"), context);
        storage.list("", "", 10, context);
        assertCounted(6, 5, 20);
    }

    private void assertCounted(long requests, long waves, long bytes) {
        assertThat(context.counters().storageRequests()).isEqualTo(requests);
        assertThat(context.counters().storageWaves()).isEqualTo(waves);
        assertThat(context.counters().storageBytes()).isEqualTo(bytes);
    }

    @Test
    void doesNothingForACancelledRequest() {
        put("k", "before");
        RequestContext cancelled = RequestContext.background("cancelled");
        cancelled.cancel("client went away");

        assertRefuses(cancelled, ErrorCode.CANCELLED);
    }

    @Test
    void doesNothingForARequestPastItsDeadline() {
        put("k", "before");

        assertRefuses(RequestContext.interactive("late", Duration.ZERO), ErrorCode.TIMEOUT);
    }

    private void assertRefuses(RequestContext dead, ErrorCode code) {
        List<Runnable> calls = List.of(
                () -> storage.read(key("k"), new ByteRange(0, 1), dead),
                () -> storage.readAll(key("k"), dead),
                () -> storage.readMany(List.of(read("k", 0, 1)), dead),
                () -> storage.size(key("k"), dead),
                () -> storage.put(key("k"), Payload.ofUtf8("after"), dead),
                () -> storage.putIfAbsent(key("new"), Payload.ofUtf8("after"), dead),
                () -> storage.delete(key("k"), dead),
                () -> storage.list("", "", 1, dead));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run).satisfies(hasCode(code));
        }
        assertThat(text("k")).isEqualTo("before");
        assertThat(listed("", "", 10)).containsExactly("k");
    }

    protected final void put(String key, String text) {
        storage.put(key(key), Payload.ofUtf8(text), context);
    }

    protected final String text(String key) {
        return new String(storage.readAll(key(key), context), StandardCharsets.UTF_8);
    }

    protected final String range(String key, long start, long end) {
        return new String(storage.read(key(key), new ByteRange(start, end), context), StandardCharsets.UTF_8);
    }

    protected final List<String> listed(String prefix, String startAfter, int limit) {
        return storage.list(prefix, startAfter, limit, context).stream()
                .map(object -> object.key().value())
                .toList();
    }

    protected static StorageKey key(String value) {
        return new StorageKey(value);
    }

    protected static StorageRead read(String key, long start, long end) {
        return new StorageRead(key(key), new ByteRange(start, end));
    }

    protected static Consumer<Throwable> hasCode(ErrorCode code) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        TrawlException.class, it -> assertThat(it.code()).isEqualTo(code));
    }
}
