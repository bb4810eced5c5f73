package io.trawl.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that goes away is noticed while its request is worked on, and one that stays is not disturbed.
class ClientGoneTest {
    private static final String POST = "POST /slow HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "POST /slow HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    private static final String GET = "GET /slow HTTP/1.1\r\nHost: here\r\n\r\n";

    private final BlockingQueue<Running> running = new LinkedBlockingQueue<>();
    private HttpServer server;

    private record Running(RequestContext context, CompletableFuture<Void> mayEnd, CompletableFuture<Long> cancelled) {}

    @BeforeEach
    void start() {
        Router router = new Router();
        router.addAbandonable("GET", "/slow", Duration.ofSeconds(20), this::slow)
                .addAbandonable("POST", "/slow", Duration.ofSeconds(20), this::slow)
                .add("POST", "/lasting", Duration.ofSeconds(20), this::slow)
                .add("GET", "/quick", (request, context) -> answer("quick"));
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

    private ApiResponse slow(ApiRequest request, RequestContext context) {
        if (request.method().equals("POST")) {
            assertThat(request.body(DataSize.ofKibibytes(1))).asString().isEqualTo("hello");
        }
        Running one = new Running(context, new CompletableFuture<>(), new CompletableFuture<>());
        context.onCancel(() -> {
            one.cancelled.complete(TimeSource.SYSTEM.nanoTime());
            one.mayEnd.complete(null);
        });
        running.add(one);
        one.mayEnd.join();
        return answer("slow");
    }

    private static ApiResponse answer(String text) {
        return new ApiResponse(200, "text/plain", text.getBytes(UTF_8), Map.of());
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private Running nextRunning() throws InterruptedException {
        Running one = running.poll(10, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
        return one;
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, POST, CHUNKED})
    void aRequestIsCancelledSoonAfterItsClientLeft(String request) throws Exception {
        Socket client = connect();
        client.getOutputStream().write(request.getBytes(UTF_8));
        Running one = nextRunning();
        assertThat(one.context.isCancelled()).isFalse();

        long left = TimeSource.SYSTEM.nanoTime();
        client.close();

        long noticed = one.cancelled.get(10, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(noticed - left)).isLessThan(Duration.ofMillis(150));
    }

    @Test
    void aRequestThatChangesSomethingRunsOn() throws Exception {
        Socket client = connect();
        client.getOutputStream().write(POST.replace("/slow", "/lasting").getBytes(UTF_8));
        Running lasting = nextRunning();
        client.close();
        Socket other = connect();
        other.getOutputStream().write(GET.getBytes(UTF_8));
        Running watched = nextRunning();
        other.close();
        watched.cancelled.get(10, TimeUnit.SECONDS);

        assertThat(lasting.context.isCancelled()).isFalse();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderAndWhole() throws Exception {
        try (Socket client = connect()) {
            client.setSoTimeout(10_000);
            String more = "GET /quick?" + "x".repeat(3_000) + " HTTP/1.1\r\nHost: here\r\n\r\n";
            client.getOutputStream().write((POST + more + GET).getBytes(UTF_8));
            Running first = nextRunning();
            // Long enough for the watch to read ahead of the request: another client's leaving takes a whole period.
            Socket other = connect();
            other.getOutputStream().write(GET.getBytes(UTF_8));
            Running gone = nextRunning();
            other.close();
            gone.cancelled.get(10, TimeUnit.SECONDS);

            first.mayEnd.complete(null);
            nextRunning().mayEnd.complete(null);

            assertThat(read(client.getInputStream(), 3)).containsSubsequence("slow", "quick", "slow");
            assertThat(first.context.isCancelled()).isFalse();
        }
    }

    @Test
    void aConnectionServesManyRequestsWhileItIsWatched() throws Exception {
        try (Socket client = connect()) {
            client.setSoTimeout(10_000);
            for (int i = 0; i < 200; i++) {
                client.getOutputStream().write((i % 2 == 0 ? GET : POST).getBytes(UTF_8));
                nextRunning().mayEnd.complete(null);
                assertThat(read(client.getInputStream(), 1)).contains("slow");
            }
        }
    }

    /// Reads until so many answers have come, each with a body of four or five letters.
    private static String read(InputStream in, int answers) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.toString().split("\r\n\r\n(slow|quick)", -1).length <= answers) {
            int next = in.read();
            assertThat(next).as("end after %s", text).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }
}
