package io.trawl.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A body that is written while it is made waits for its reader, and never ends well when it fails.
class StreamedBodyTest {
    private static final int CHUNK_BYTES = 64 << 10;

    private final AtomicReference<StreamedBody> body = new AtomicReference<>(out -> {});
    private final HttpServer server = start();
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpServer start() {
        Router router = new Router();
        router.add("GET", "/broken", (request, context) -> {
            throw new LinkageError("innards");
        });
        router.add("GET", "/stream", (request, context) -> ApiResponse.streamed("text/csv", body.get()));
        HttpServer started = new HttpServer(
                new InetSocketAddress("127.0.0.1", 0),
                router,
                new IdGenerator(TimeSource.SYSTEM),
                (method, route, status, nanos) -> {});
        started.start();
        return started;
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private HttpResponse<String> get(HttpClient.Version version) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/stream"))
                .version(version)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aWholeBodyArrivesWhole() throws Exception {
        body.set(out -> {
            out.write("1\n2\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            out.write("3\n".getBytes(StandardCharsets.UTF_8));
        });

        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version == HttpClient.Version.HTTP_1_1 || version == HttpClient.Version.HTTP_2) {
                HttpResponse<String> answer = get(version);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv");
                assertThat(answer.body()).isEqualTo("1\n2\n3\n");
            }
        }
        body.set(out -> {});
        assertThat(get(HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
        assertThat(get(HttpClient.Version.HTTP_1_1).body()).isEmpty();
    }

    @Test
    void aFailureBeforeTheFirstByteIsAnAnswerOfItsOwn() throws Exception {
        body.set(out -> {
            throw TrawlException.badRequest("no such column");
        });

        HttpResponse<String> answer = get(HttpClient.Version.HTTP_1_1);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("no such column");
    }

    @Test
    void aFailureInMidStreamBreaksTheConnectionOff() throws Exception {
        body.set(out -> {
            out.write("1\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new TrawlException(ErrorCode.INTERNAL, "a split was lost");
        });

        assertThatThrownBy(() -> get(HttpClient.Version.HTTP_1_1)).isInstanceOf(IOException.class);
        assertThat(raw("GET /stream HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"))
                .contains("1\n")
                .doesNotEndWith("0\r\n\r\n");
        assertThatThrownBy(() -> raw("GET /stream HTTP/1.0\r\n\r\n")).isInstanceOf(SocketException.class);
    }

    @Test
    void aWholeBodyEndsWellWhateverBecomesOfTheConnection() throws Exception {
        body.set(out -> out.write("1\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(raw("GET /stream HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"))
                .endsWith("\r\n\r\n2\r\n1\n\r\n0\r\n\r\n");
        assertThat(raw("GET /stream HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\n1\n");
        assertThat(raw("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
                .endsWith("\r\n\r\n1\n");
    }

    @Test
    void whatTheServerCannotEvenReportIsNotToldToClients() throws Exception {
        assertThat(raw("GET /broken HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 500 ")
                .contains("\"internal server error\"")
                .doesNotContain("innards");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aReaderThatIsSlowHoldsTheBodyBackAndOneThatLeavesEndsIt() throws Exception {
        AtomicLong written = new AtomicLong();
        AtomicReference<@Nullable Thread> writer = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
        body.set(out -> {
            writer.set(Thread.currentThread());
            byte[] chunk = new byte[CHUNK_BYTES];
            try {
                while (written.get() < 1L << 32) {
                    out.write(chunk);
                    written.addAndGet(chunk.length);
                }
            } catch (IOException gone) {
                ended.set(gone);
                throw gone;
            }
        });

        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
            Eventually.isTrue("the writer waits for the reader", () -> {
                Thread thread = writer.get();
                return thread != null && thread.getState() == Thread.State.WAITING;
            });
            assertThat(written.get()).isLessThan(64L << 20);
            assertThat(ended.get()).isNull();
        }
        Eventually.isTrue("the writer hears that the reader left", () -> ended.get() != null);
    }
}
