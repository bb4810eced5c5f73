package io.trawl.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.testkit.Proves;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What client commands make of a node that is busy, slow or elsewhere, and how documents are cut into requests.
class ClientOptionsTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    /// How many requests are answered 503 before the others are answered.
    private final AtomicInteger busy = new AtomicInteger();
    /// Answers wait for it.
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Threads.virtual("client-options"));
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        gate.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestURI() + " " + body.length());
        try {
            gate.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        boolean refuses = busy.getAndDecrement() > 0;
        String path = exchange.getRequestURI().getPath();
        String good = path.endsWith("/ingest")
                ? "{\"num_docs_for_processing\": 1, \"num_ingested_docs\": 1, \"num_rejected_docs\": 0}"
                : "[{\"index_config\": {\"index_id\": \"app\", \"index_uri\": \"ram:///app\"}}]";
        byte[] answer = (refuses ? "{\"message\": \"busy\"}" : good).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(refuses ? 503 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private record Result(int code, String out, String err) {}

    private Result trawl(String input, String... words) {
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
        try {
            List<String> command = new ArrayList<>(List.of(words));
            boolean asks = !command.contains("--help") && !command.contains("--version");
            if (asks && !command.contains("--endpoint")) {
                command.addAll(List.of(
                        "--endpoint", "http://127.0.0.1:" + server.getAddress().getPort()));
            }
            int code = TrawlCommand.run(command.toArray(String[]::new));
            return new Result(
                    code, capturedOut.toString(StandardCharsets.UTF_8), capturedErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    @Proves("CLI-03")
    void aBusyNodeIsAskedAgainAsOftenAsTheCommandSays() {
        busy.set(2);
        assertThat(trawl("", "index", "list").err()).contains("busy");
        assertThat(requests).hasSize(1);

        requests.clear();
        busy.set(2);
        assertThat(trawl("", "index", "list", "--retries", "1").code()).isEqualTo(1);
        assertThat(requests).hasSize(2);

        requests.clear();
        busy.set(2);
        assertThat(trawl("", "index", "list", "--retries", "2").code()).isZero();
        assertThat(requests).hasSize(3);
    }

    @Test
    @Proves("CLI-03")
    void aSlowNodeIsGivenUpAfterTheTimeThatTheCommandSays() {
        gate = new CountDownLatch(1);
        long start = TimeSource.SYSTEM.nanoTime();

        Result late = trawl("", "index", "list", "--timeout", "1s");

        assertThat(late.code()).isEqualTo(1);
        assertThat(late.err()).contains("did not answer within 1 s", "--timeout");
        assertThat(Duration.ofNanos(TimeSource.SYSTEM.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        gate.countDown();
        assertThat(trawl("", "index", "list", "--timeout", "none", "--connect-timeout", "2s")
                        .code())
                .isZero();
        assertThat(trawl("", "index", "list", "--timeout", "soon").err()).contains("soon");
        assertThat(trawl("", "index", "list", "--connect-timeout", "soon").err())
                .contains("soon");
        assertThat(trawl("", "index", "list", "--endpoint", "http://127.0.0.1:1")
                        .err())
                .contains("no node answers at http://127.0.0.1:1", "TRAWL_CLUSTER_ENDPOINT");
    }

    @Test
    @Proves("CLI-10")
    void documentsComeFromStandardInputInRequestsOfTheSizeAsked() {
        String line = "{\"n\": 1}\n";
        String lines = line.repeat(10);

        assertThat(trawl(lines, "index", "ingest", "--index", "app").code()).isZero();
        assertThat(requests).containsExactly("/api/v1/app/ingest " + lines.length());

        requests.clear();
        String limit = Integer.toString(3 * line.length() + 1);
        assertThat(trawl(lines, "index", "ingest", "--index", "app", "--batch-size-limit", limit, "--force")
                        .code())
                .isZero();
        assertThat(requests)
                .containsExactly(
                        "/api/v1/app/ingest 27",
                        "/api/v1/app/ingest 27",
                        "/api/v1/app/ingest 27",
                        "/api/v1/app/ingest?commit=force 9");
    }

    @Test
    @Proves("CLI-10")
    void whatTheLastRequestWaitsForIsTheCommandsChoice() {
        assertThat(trawl("{}\n", "index", "ingest", "--index", "app", "-w").code())
                .isZero();
        assertThat(requests).containsExactly("/api/v1/app/ingest?commit=wait_for 3");
        Result both = trawl("{}\n", "index", "ingest", "--index", "app", "-w", "-f");
        assertThat(both.code()).isEqualTo(1);
        assertThat(both.err()).contains("--wait and --force exclude each other");

        gate = new CountDownLatch(1);
        Result late = trawl("{}\n", "index", "ingest", "--index", "app", "-f", "--commit-timeout", "1s");
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.err()).contains("did not answer within 1 s");
        assertThat(trawl("{}\n", "index", "ingest", "--index", "app", "--input-path", "nowhere.json")
                        .err())
                .contains("nowhere.json");
    }

    @Test
    @Proves("CLI-02")
    void everyCommandHasHelpAndPlainTextAndYes() throws IOException {
        assertThat(trawl("", "--version").out()).contains(TrawlCommand.VERSION);
        for (String[] command : List.of(
                new String[] {"--help"},
                new String[] {"run", "--help"},
                new String[] {"index", "create", "--help"},
                new String[] {"split", "list", "--help"},
                new String[] {"tool", "extract-split", "--help"})) {
            Result help = trawl("", command);
            assertThat(help.code()).as(help.err()).isZero();
            assertThat(help.out()).contains("--help", "--no-color", "--yes");
        }
        System.setProperty("trawl.terminal", "true");
        try {
            assertThat(trawl("", "index", "list").out()).contains("\u001b[1m");
            assertThat(trawl("", "index", "list", "--no-color").out())
                    .contains("INDEX")
                    .doesNotContain("\u001b");
        } finally {
            System.clearProperty("trawl.terminal");
        }
        requests.clear();
        assertThat(trawl("no\n", "index", "clear", "--index", "app").code()).isEqualTo(1);
        assertThat(requests).isEmpty();
        assertThat(trawl("", "index", "clear", "--index", "app", "--yes").code())
                .isZero();
        assertThat(requests).hasSize(1);
    }
}
