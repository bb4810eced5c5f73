package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import io.trawl.testkit.s3.FirstByteLatency;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the tests' server promises to the tests.
class FaultServerTest {
    private final S3TestServer server = S3TestServer.start(1).createBucket("logs");
    private final S3StorageFactory factory = S3TestClient.factory(server);
    private final Storage storage = factory.open(S3TestClient.ROOT);
    private final RequestContext context = RequestContext.background("server");

    @AfterEach
    void stop() {
        factory.close();
        server.close();
    }

    private StorageKey put(String key) {
        storage.put(new StorageKey(key), Payload.ofUtf8("bytes of " + key), context);
        return new StorageKey(key);
    }

    @Test
    void answersWithTheBytesOfAnotherObject() {
        StorageKey one = put("one");
        put("two");
        server.faults().next(S3RequestKind.GET, S3Fault.SWAPPED_OBJECT);

        assertThat(read(one, 0, 12)).isEqualTo("bytes of two");
        assertThat(read(one, 0, 12)).isEqualTo("bytes of one");
    }

    private String read(StorageKey key, long start, long end) {
        return new String(storage.read(key, new ByteRange(start, end), context), StandardCharsets.UTF_8);
    }

    @Test
    void countsWavesOfRequestsThatMayDependOnEachOther() {
        StorageKey key = put("one");
        server.ledger().clear();
        server.faults().latency(FirstByteLatency.fixed(Duration.ofMillis(100)));

        read(key, 0, 3);
        storage.readMany(
                List.of(
                        new StorageRead(key, new ByteRange(0, 3)),
                        new StorageRead(key, new ByteRange(3, 5)),
                        new StorageRead(key, new ByteRange(5, 6))),
                context);
        read(key, 0, 3);

        assertThat(server.ledger().waves()).isEqualTo(3);
        assertThat(server.ledger().requests()).isEqualTo(5);
        assertThat(server.ledger().bytesOut()).isEqualTo(12);
    }

    @Test
    void carriesNoMoreThanItsBandwidth() {
        StorageKey key = new StorageKey("big");
        storage.put(key, Payload.ofBytes(new byte[400_000]), context);
        server.faults().bandwidth(2_000_000);
        long start = System.nanoTime();

        assertThat(storage.read(key, new ByteRange(0, 400_000), context)).hasSize(400_000);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
    }
}
