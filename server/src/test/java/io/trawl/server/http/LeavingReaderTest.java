package io.trawl.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A reader that leaves a streamed answer is noticed though nothing is written to it, and one that stays is not
/// disturbed.
class LeavingReaderTest {
    private static final String GET = "GET /stream HTTP/1.1\r\nHost: here\r\n\r\n";
    private static final String POST = "POST /stream HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello";
    private static final String BEGUN = "GET /begun HTTP/1.1\r\nHost: here\r\n\r\n";

    private final BlockingQueue<Running> running = new LinkedBlockingQueue<>();
    private HttpServer server;

    private record Running(CompletableFuture<Void> mayEnd, CompletableFuture<Long> cancelled) {}

    @BeforeEach
    void start() {
        Router router = new Router();
        router.addAbandonable("GET", "/stream", Duration.ofSeconds(20), (request, context) -> waiting("", context))
                .addAbandonable("GET", "/begun", Duration.ofSeconds(20), (request, context) -> waiting("a", context))
                .addAbandonable("POST", "/stream", Duration.ofSeconds(20), (request, context) -> {
                    request.body(DataSize.ofKibibytes(1));
                    return waiting("", context);
                });
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                router,
                new IdGenerator(TimeSource.SYSTEM),
                (method, route, status, nanos) -> {});
        server.start();
    }

    @AfterEach
    void stop() {
        running.forEach(one -> one.mayEnd.complete(null));
        server.close();
    }

    /// A body that writes `first`, then nothing until it is told to, then its end.
    private ApiResponse waiting(String first, RequestContext context) {
        return ApiResponse.streamed("text/csv", out -> {
            write(out, first);
            Running one = new Running(new CompletableFuture<>(), new CompletableFuture<>());
            context.onCancel(() -> {
                one.cancelled.complete(TimeSource.SYSTEM.nanoTime());
                one.mayEnd.complete(null);
            });
            running.add(one);
            one.mayEnd.join();
            context.check();
            write(out, "z");
        });
    }

    private static void write(OutputStream out, String text) throws IOException {
        if (!text.isEmpty()) {
            out.write(text.getBytes(UTF_8));
            out.flush();
        }
    }

    private Socket connect(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(UTF_8));
        return socket;
    }

    private Running nextRunning() throws InterruptedException {
        Running one = running.poll(10, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
        return one;
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, POST, BEGUN})
    void aStreamIsCancelledSoonAfterItsReaderLeft(String request) throws Exception {
        Socket reader = connect(request);
        Running one = nextRunning();
        assertThat(one.cancelled).isNotDone();

        long left = TimeSource.SYSTEM.nanoTime();
        reader.close();

        long noticed = one.cancelled.get(10, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(noticed - left)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aReaderThatStaysGetsTheEnd() throws Exception {
        try (Socket staying = connect(BEGUN)) {
            Running stays = nextRunning();
            Socket leaving = connect(GET);
            Running leaves = nextRunning();
            leaving.close();
            // So that all readers have been looked at.
            leaves.cancelled.get(10, TimeUnit.SECONDS);

            stays.mayEnd.complete(null);

            readToLastChunk(staying.getInputStream());
            assertThat(stays.cancelled).isNotDone();
        }
    }

    @Test
    void manyStreamsOverOneConnectionAreWatchedOneAfterTheOther() throws Exception {
        try (Socket reader = connect("")) {
            for (int i = 0; i < 100; i++) {
                reader.getOutputStream().write((i % 2 == 0 ? BEGUN : POST).getBytes(UTF_8));
                Running one = nextRunning();
                one.mayEnd.complete(null);
                readToLastChunk(reader.getInputStream());
                assertThat(one.cancelled).isNotDone();
            }
        }
    }

    private static void readToLastChunk(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("z\r\n0\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("end after %s", text).isNotNegative();
            text.append((char) next);
        }
    }
}
