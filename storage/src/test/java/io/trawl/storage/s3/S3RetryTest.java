package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.FirstByteLatency;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the storage does when a server or the way to it fails.
class S3RetryTest {
    private static final StorageKey KEY = new StorageKey("a/key");

    /// A silent server is given up after this; the machine may be busy, so it is not shorter.
    private static final Duration TIMEOUT = Duration.ofMillis(700);

    private final S3TestServer server = S3TestServer.start(7).createBucket("logs");
    private final S3StorageFactory factory = factory(TestSettings.SETTINGS);
    private final Storage storage = factory.open(S3TestClient.ROOT);
    private final RequestContext context = RequestContext.background("retry");
    private final byte[] bytes = new byte[300_000];

    private S3StorageFactory factory(RemoteSettings like) {
        return new S3StorageFactory(
                S3TestClient.config(server, Checksum.CRC32C, false, false),
                TestSettings.impatient(like, TIMEOUT, 10_000_000),
                TimeSource.SYSTEM);
    }

    @BeforeEach
    void putOne() {
        new Random(5).nextBytes(bytes);
        storage.put(KEY, Payload.ofBytes(bytes), context);
        server.ledger().clear();
    }

    @AfterEach
    void stop() {
        factory.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"SLOW_DOWN", "INTERNAL_ERROR", "RESET", "TRUNCATED_BODY", "SILENCE"})
    void readsRangesInSpiteOfAFault(S3Fault fault) {
        server.faults().next(S3RequestKind.GET, fault);

        byte[] read = storage.read(KEY, new ByteRange(1_000, 290_000), context);

        assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, 1_000, 290_000));
        assertThat(server.ledger().requests(S3RequestKind.GET)).isEqualTo(2);
        assertThat(factory.statistics().retries()).isEqualTo(1);
        assertThat(context.counters().storageRequests()).isEqualTo(2);
        assertThat(context.counters().storageWaves()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"SLOW_DOWN", "INTERNAL_ERROR", "RESET", "TRUNCATED_BODY", "WRONG_BYTES", "SILENCE"})
    void readsWholeObjectsInSpiteOfAFault(S3Fault fault) {
        server.faults().next(S3RequestKind.GET, fault);

        assertThat(storage.readAll(KEY, context)).isEqualTo(bytes);

        assertThat(server.ledger().requests(S3RequestKind.GET)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {
                "SLOW_DOWN",
                "INTERNAL_ERROR",
                "CONFLICT",
                "RESET",
                "SILENCE",
                "APPLIED_THEN_SILENCE",
                "APPLIED_THEN_RESET",
                "APPLIED_THEN_ERROR"
            })
    void putsInSpiteOfAFault(S3Fault fault) {
        server.faults().next(S3RequestKind.PUT, fault);

        storage.put(KEY, Payload.ofUtf8("second"), context);

        assertThat(text()).isEqualTo("second");
        assertThat(server.ledger().requests(S3RequestKind.PUT)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"SLOW_DOWN", "INTERNAL_ERROR", "CONFLICT", "RESET", "SILENCE"})
    void winsAConditionalPutThatWasNotApplied(S3Fault fault) {
        storage.delete(KEY, context);
        server.faults().next(S3RequestKind.PUT, fault);

        assertThat(storage.putIfAbsent(KEY, Payload.ofUtf8("ours"), context)).isTrue();

        assertThat(text()).isEqualTo("ours");
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"APPLIED_THEN_SILENCE", "APPLIED_THEN_RESET", "APPLIED_THEN_ERROR"})
    void saysThatItIsOpenWhoWonAConditionalPut(S3Fault fault) {
        storage.delete(KEY, context);
        server.faults().next(S3RequestKind.PUT, fault);

        assertThatThrownBy(() -> storage.putIfAbsent(KEY, Payload.ofUtf8("ours"), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("read it to see who put it");

        assertThat(text()).isEqualTo("ours");
    }

    @Test
    void losesAConditionalPutThatNeverReachedTheServerClearly() {
        server.faults().next(S3RequestKind.PUT, S3Fault.SLOW_DOWN, 2);

        assertThat(storage.putIfAbsent(KEY, Payload.ofUtf8("late"), context)).isFalse();

        assertThat(factory.statistics().throttled()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = S3RequestKind.class,
            names = {"HEAD", "DELETE", "DELETE_MANY", "LIST", "CREATE_UPLOAD", "UPLOAD_PART", "COMPLETE_UPLOAD"})
    void triesEveryKindOfRequestAgain(S3RequestKind kind) {
        server.faults().next(kind, S3Fault.INTERNAL_ERROR);
        server.faults().next(kind, S3Fault.RESET);
        byte[] big = new byte[2_500_000];
        new Random(6).nextBytes(big);
        StorageKey bigKey = new StorageKey("big");

        storage.put(bigKey, Payload.ofBytes(big), context);
        assertThat(storage.size(bigKey, context)).isEqualTo(big.length);
        assertThat(storage.list("", "", 10, context)).hasSize(2);
        assertThat(storage.readAll(bigKey, context)).isEqualTo(big);
        storage.deleteMany(List.of(bigKey, new StorageKey("other")), context);
        storage.delete(KEY, context);

        assertThat(storage.list("", "", 10, context)).isEmpty();
        assertThat(server.faults().pending()).isZero();
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        server.faults().next(S3RequestKind.GET, S3Fault.INTERNAL_ERROR, 5);

        assertThatThrownBy(() -> storage.readAll(KEY, context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("500 InternalError")
                .hasMessageContaining("a/key");

        assertThat(server.ledger().requests(S3RequestKind.GET)).isEqualTo(5);
    }

    @Test
    void doesNotRetryAtAllOnceTheBudgetIsSpent() {
        server.faults().rate(S3Fault.INTERNAL_ERROR, 1);
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> storage.size(KEY, context)).satisfies(hasCode(ErrorCode.UNAVAILABLE));
        }
        server.ledger().clear();

        assertThatThrownBy(() -> storage.size(KEY, context)).satisfies(hasCode(ErrorCode.UNAVAILABLE));

        assertThat(server.ledger().requests()).isEqualTo(1);
    }

    @Test
    void uploadsAgainWhenItIsOpenWhetherTheFirstUploadWasCompleted() {
        server.faults().next(S3RequestKind.COMPLETE_UPLOAD, S3Fault.APPLIED_THEN_RESET);
        byte[] big = new byte[2_500_000];
        new Random(9).nextBytes(big);

        storage.put(KEY, Payload.ofBytes(big), context);

        assertThat(storage.readAll(KEY, context)).isEqualTo(big);
        assertThat(server.ledger().requests(S3RequestKind.CREATE_UPLOAD)).isEqualTo(2);
        assertThat(server.openUploads("logs")).isZero();
    }

    @Test
    void throwsThePartsOfAFailedUploadAway() {
        server.faults().next(S3RequestKind.UPLOAD_PART, S3Fault.INTERNAL_ERROR, 40);

        assertThatThrownBy(() -> storage.put(KEY, Payload.ofBytes(new byte[3_000_000]), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE));

        assertThat(server.openUploads("logs")).isZero();
        assertThat(storage.readAll(KEY, context)).isEqualTo(bytes);
    }

    @Test
    void stopsWaitingWhenTheRequestIsCancelled() throws Exception {
        server.faults().next(S3RequestKind.GET, S3Fault.SILENCE, 2);
        RequestContext mine = RequestContext.background("cancelled");
        List<StorageRead> reads =
                List.of(new StorageRead(KEY, new ByteRange(0, 10)), new StorageRead(KEY, new ByteRange(20, 30)));
        try (ExecutorService executor = Threads.virtual("reader")) {
            Future<List<byte[]>> read = executor.submit(() -> storage.readMany(reads, mine));
            Eventually.isTrue("both are asked for", () -> server.ledger().requests(S3RequestKind.GET) == 2);
            long start = System.nanoTime();

            mine.cancel("client went away");

            assertThatThrownBy(read::get)
                    .hasCauseInstanceOf(TrawlException.class)
                    .satisfies(failure -> assertThat(failure.getCause()).satisfies(hasCode(ErrorCode.CANCELLED)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
        }
    }

    @Test
    void leavesNoPermitBehindWhenCancelled() {
        try (S3StorageFactory narrow = factory(TestSettings.SETTINGS.withMaxConcurrentRequests(2))) {
            Storage narrowStorage = narrow.open(S3TestClient.ROOT);
            server.faults().latency(FirstByteLatency.fixed(Duration.ofMillis(300)));
            for (int i = 0; i < 20; i++) {
                RequestContext mine = RequestContext.interactive("short", Duration.ofMillis(10));
                assertThatThrownBy(() -> narrowStorage.readAll(KEY, mine)).satisfies(hasCode(ErrorCode.TIMEOUT));
            }

            assertThat(narrowStorage.readAll(KEY, context)).isEqualTo(bytes);
        }
    }

    @Test
    void keepsToTheDeadlineOfTheRequest() {
        server.faults().next(S3RequestKind.GET, S3Fault.SILENCE);
        long start = System.nanoTime();

        assertThatThrownBy(() -> storage.readAll(KEY, RequestContext.interactive("r", Duration.ofMillis(100))))
                .satisfies(hasCode(ErrorCode.TIMEOUT));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(400));
    }

    @Test
    void asksForNoMoreAtOnceThanItsCap() {
        try (S3StorageFactory narrow = factory(TestSettings.SETTINGS.withMaxConcurrentRequests(4))) {
            Storage narrowStorage = narrow.open(S3TestClient.ROOT);
            server.faults().latency(FirstByteLatency.fixed(Duration.ofMillis(20)));
            List<StorageRead> reads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                reads.add(new StorageRead(KEY, new ByteRange(i, i + 1)));
            }
            long start = System.nanoTime();

            narrowStorage.readMany(reads, context);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(server.ledger().requests(S3RequestKind.GET)).isEqualTo(20);
        }
    }

    @Test
    void racingWritersAgreeUnderFaults() throws Exception {
        TestSeed seed = TestSeed.next("racingWritersAgreeUnderFaults");
        server.faults().rate(S3Fault.APPLIED_THEN_RESET, 0.1);
        server.faults().rate(S3Fault.SLOW_DOWN, 0.1);
        server.faults().rate(S3Fault.INTERNAL_ERROR, 0.1);
        int writers = 8;
        for (int round = 0; round < 20; round++) {
            StorageKey key = new StorageKey("race/" + seed.value() + "-" + round);
            List<Future<String>> futures = new ArrayList<>();
            try (ExecutorService executor = Threads.virtual("writer")) {
                for (int writer = 0; writer < writers; writer++) {
                    String name = "writer-" + writer;
                    futures.add(executor.submit(() -> outcome(key, name)));
                }
            }
            List<String> outcomes = futures.stream().map(Future::resultNow).toList();
            server.faults().clear();
            String stored = new String(storage.readAll(key, context), StandardCharsets.UTF_8);
            server.faults().rate(S3Fault.APPLIED_THEN_RESET, 0.1);
            server.faults().rate(S3Fault.SLOW_DOWN, 0.1);

            int winner = Integer.parseInt(stored.substring("writer-".length()));
            assertThat(outcomes.get(winner)).isIn("won", "open");
            for (int writer = 0; writer < writers; writer++) {
                if (writer != winner) {
                    assertThat(outcomes.get(writer)).isIn("lost", "open");
                }
            }
        }
    }

    private String outcome(StorageKey key, String name) {
        try {
            return storage.putIfAbsent(key, Payload.ofUtf8(name), context) ? "won" : "lost";
        } catch (TrawlException failure) {
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            return "open";
        }
    }

    @Test
    void saysWhatIsWrongWithTheBucketOrTheKeys() {
        Storage noBucket = factory.open(StorageUri.parse("s3://absent/x"));
        assertThatThrownBy(() -> noBucket.readAll(KEY, context))
                .satisfies(hasCode(ErrorCode.INTERNAL))
                .hasMessageContaining("create it first");

        try (S3StorageFactory stranger = new S3StorageFactory(
                S3TestClient.config(server.endpoint().toString(), "wrong", Checksum.CRC32C, false, false),
                TestSettings.SETTINGS,
                TimeSource.SYSTEM)) {
            Storage refused = stranger.open(S3TestClient.ROOT);
            assertThatThrownBy(() -> refused.readAll(KEY, context))
                    .satisfies(hasCode(ErrorCode.INTERNAL))
                    .hasMessageContaining("403 SignatureDoesNotMatch")
                    .hasMessageContaining("check the credentials");
            assertThat(stranger.statistics().requests()).isEqualTo(1);
        }
    }

    @Test
    void triesAgainWhereNobodyListens() {
        server.close();

        assertThatThrownBy(() -> storage.putIfAbsent(KEY, Payload.ofUtf8("x"), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE));

        assertThat(factory.statistics().retries()).isEqualTo(4);
    }

    private String text() {
        return new String(storage.readAll(KEY, context), StandardCharsets.UTF_8);
    }

    private static Consumer<Throwable> hasCode(ErrorCode code) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        TrawlException.class, it -> assertThat(it.code()).isEqualTo(code));
    }
}
