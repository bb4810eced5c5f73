package io.trawl.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ContentEncodingTest {
    private static final byte[] PLAIN = "{\"a\": 1}\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    private static final DataSize LIMIT = DataSize.ofMebibytes(1);

    @Test
    void undoesEveryEncodingThatIsNamed() throws IOException {
        for (String name : new String[] {"gzip", "x-gzip", "GZIP"}) {
            assertThat(ContentEncoding.decode(name, gzip(PLAIN), LIMIT)).isEqualTo(PLAIN);
        }
        for (String name : new String[] {"deflate", "x-deflate"}) {
            assertThat(ContentEncoding.decode(name, deflate(PLAIN), LIMIT)).isEqualTo(PLAIN);
        }
        assertThat(ContentEncoding.decode("zstd", Zstd.compress(PLAIN), LIMIT)).isEqualTo(PLAIN);
        assertThat(ContentEncoding.decode("identity", PLAIN, LIMIT)).isSameAs(PLAIN);
    }

    @Test
    void theLimitCountsWhatComesOut() throws IOException {
        byte[] bomb = gzip(new byte[2 << 20]);

        assertCode(ErrorCode.TOO_LARGE, () -> ContentEncoding.decode("gzip", bomb, LIMIT));
    }

    @Test
    void damagedDataIsABadRequest() throws IOException {
        byte[] cut = Arrays.copyOf(gzip(PLAIN), 20);

        assertCode(ErrorCode.BAD_REQUEST, () -> ContentEncoding.decode("gzip", cut, LIMIT));
        assertCode(ErrorCode.BAD_REQUEST, () -> ContentEncoding.decode("zstd", PLAIN, LIMIT));
    }

    @Test
    void anUnknownEncodingIsNamed() {
        assertCode(ErrorCode.UNSUPPORTED_MEDIA_TYPE, () -> ContentEncoding.decode("br", PLAIN, LIMIT));
        assertThatThrownBy(() -> ContentEncoding.decode("br", PLAIN, LIMIT)).hasMessageContaining("br");
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(plain);
        }
        return out.toByteArray();
    }
}
