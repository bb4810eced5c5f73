package io.trawl.storage.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/// What a store over [HttpTransport] does when its server or the way to it fails.
public abstract class RemoteFaultTest {
    private static final StorageKey KEY = new StorageKey("a/key");

    /// A silent server is given up after this; the machine may be busy, so it is not shorter.
    protected static final RemoteSettings IMPATIENT =
            TestSettings.impatient(TestSettings.SETTINGS, Duration.ofMillis(700), 10_000_000);

    private final RequestContext context = RequestContext.background("faults");
    private final byte[] bytes = new byte[300_000];

    /// The server, with a bucket `logs`.
    protected abstract S3TestServer server();

    /// The storage below a prefix of the bucket.
    protected abstract Storage storage();

    /// The storage of a bucket that is not there.
    protected abstract Storage storageOfNoBucket();

    /// A storage whose credentials the server refuses.
    protected abstract Storage strangersStorage();

    @BeforeEach
    void putOne() {
        new Random(5).nextBytes(bytes);
        storage().put(KEY, Payload.ofBytes(bytes), context);
        server().ledger().clear();
    }

    @AfterEach
    void forgetFaults() {
        server().faults().clear();
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"SLOW_DOWN", "INTERNAL_ERROR", "RESET", "TRUNCATED_BODY", "SILENCE"})
    void readsRangesInSpiteOfAFault(S3Fault fault) {
        server().faults().next(S3RequestKind.GET, fault);

        byte[] read = storage().read(KEY, new ByteRange(1_000, 290_000), context);

        assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, 1_000, 290_000));
        assertThat(server().ledger().requests(S3RequestKind.GET)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"SLOW_DOWN", "INTERNAL_ERROR", "RESET", "TRUNCATED_BODY", "WRONG_BYTES", "SILENCE"})
    void readsWholeObjectsInSpiteOfAFault(S3Fault fault) {
        server().faults().next(S3RequestKind.GET, fault);

        assertThat(storage().readAll(KEY, context)).isEqualTo(bytes);

        assertThat(server().ledger().requests(S3RequestKind.GET)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {
                "SLOW_DOWN",
                "INTERNAL_ERROR",
                "RESET",
                "SILENCE",
                "APPLIED_THEN_SILENCE",
                "APPLIED_THEN_RESET",
                "APPLIED_THEN_ERROR"
            })
    void putsInSpiteOfAFault(S3Fault fault) {
        server().faults().next(S3RequestKind.PUT, fault);

        storage().put(KEY, Payload.ofUtf8("second"), context);

        assertThat(text()).isEqualTo("second");
        assertThat(server().ledger().requests(S3RequestKind.PUT)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"INTERNAL_ERROR", "RESET", "SILENCE", "SLOW_DOWN"})
    void winsAConditionalPutThatWasNotApplied(S3Fault fault) {
        storage().delete(KEY, context);
        server().faults().next(S3RequestKind.PUT, fault);

        assertThat(storage().putIfAbsent(KEY, Payload.ofUtf8("ours"), context)).isTrue();

        assertThat(text()).isEqualTo("ours");
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"APPLIED_THEN_SILENCE", "APPLIED_THEN_RESET", "APPLIED_THEN_ERROR"})
    void saysThatItIsOpenWhoWonAConditionalPut(S3Fault fault) {
        storage().delete(KEY, context);
        server().faults().next(S3RequestKind.PUT, fault);

        assertThatThrownBy(() -> storage().putIfAbsent(KEY, Payload.ofUtf8("ours"), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("read it to see who put it");

        assertThat(text()).isEqualTo("ours");
    }

    @ParameterizedTest
    @EnumSource(
            value = S3Fault.class,
            names = {"INTERNAL_ERROR", "RESET", "APPLIED_THEN_RESET", "APPLIED_THEN_ERROR"})
    void putsBigObjectsInSpiteOfFaults(S3Fault fault) {
        server().faults().next(S3RequestKind.CREATE_UPLOAD, S3Fault.INTERNAL_ERROR);
        server().faults().next(S3RequestKind.UPLOAD_PART, fault, 3);
        server().faults().next(S3RequestKind.COMPLETE_UPLOAD, fault);
        byte[] big = new byte[2_500_000];
        new Random(6).nextBytes(big);

        storage().put(KEY, Payload.ofBytes(big), context);

        server().faults().clear();
        assertThat(storage().readAll(KEY, context)).isEqualTo(big);
    }

    @Test
    void triesListingsSizesAndDeletesAgain() {
        for (S3RequestKind kind : List.of(S3RequestKind.HEAD, S3RequestKind.LIST, S3RequestKind.DELETE)) {
            server().faults().next(kind, S3Fault.INTERNAL_ERROR);
            server().faults().next(kind, S3Fault.RESET);
        }

        assertThat(storage().size(KEY, context)).isEqualTo(bytes.length);
        assertThat(storage().list("", "", 10, context)).hasSize(1);
        storage().delete(KEY, context);

        assertThat(storage().list("", "", 10, context)).isEmpty();
        assertThat(server().faults().pending()).isZero();
    }

    @Test
    void stopsWaitingWhenTheRequestIsCancelled() throws Exception {
        server().faults().next(S3RequestKind.GET, S3Fault.SILENCE);
        RequestContext mine = RequestContext.background("cancelled");
        try (ExecutorService executor = Threads.virtual("reader")) {
            Future<byte[]> read = executor.submit(() -> storage().readAll(KEY, mine));
            Eventually.isTrue("it is asked for", () -> server().ledger().requests(S3RequestKind.GET) == 1);
            long start = System.nanoTime();

            mine.cancel("client went away");

            assertThatThrownBy(read::get)
                    .hasCauseInstanceOf(TrawlException.class)
                    .satisfies(failure -> assertThat(failure.getCause()).satisfies(hasCode(ErrorCode.CANCELLED)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
        }
    }

    @Test
    void gathersAListingFromSmallPages() {
        for (int i = 0; i < 9; i++) {
            storage().put(new StorageKey("k" + i), Payload.ofUtf8("x"), context);
        }
        server().faults().listPageMax(2);
        try {
            assertThat(storage().list("k", "k1", 6, context))
                    .extracting(object -> object.key().value())
                    .containsExactly("k2", "k3", "k4", "k5", "k6", "k7");
            assertThat(storage().list("k", "k6", 6, context))
                    .extracting(object -> object.key().value())
                    .containsExactly("k7", "k8");
        } finally {
            server().faults().listPageMax(1000);
        }
    }

    @Test
    void saysWhatIsWrongWithTheBucketOrTheKeys() {
        assertThatThrownBy(() -> storageOfNoBucket().list("", "", 1, context))
                .satisfies(hasCode(ErrorCode.INTERNAL))
                .hasMessageContaining("create it first");
        assertThatThrownBy(() -> storageOfNoBucket().readAll(KEY, context))
                .satisfies(hasCode(ErrorCode.INTERNAL))
                .hasMessageContaining("create it first");
        assertThatThrownBy(() -> strangersStorage().readAll(KEY, context))
                .satisfies(failure -> assertThat(failure).isInstanceOf(TrawlException.class))
                .hasMessageMatching("(?s).*(check the credentials|access token).*");
    }

    private String text() {
        return new String(storage().readAll(KEY, context), StandardCharsets.UTF_8);
    }

    private static Consumer<Throwable> hasCode(ErrorCode code) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        TrawlException.class, it -> assertThat(it.code()).isEqualTo(code));
    }
}
