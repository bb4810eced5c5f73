package io.trawl.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Streamed answers over HTTP/2, seen frame by frame: a broken one does not look whole, and a reader that leaves is
/// noticed.
class StreamOverHttp2Test {
    private final AtomicReference<StreamedBody> body = new AtomicReference<>(out -> {});
    private final BlockingQueue<RequestContext> contexts = new LinkedBlockingQueue<>();
    private final HTTP2Client client = new HTTP2Client();
    private HttpServer server;
    private Session session;

    @BeforeEach
    void start() throws Exception {
        Router router = new Router();
        router.addAbandonable("GET", "/stream", Duration.ofSeconds(20), (request, context) -> {
            contexts.add(context);
            return ApiResponse.streamed("text/csv", body.get());
        });
        server = new HttpServer(
                new InetSocketAddress("127.0.0.1", 0),
                router,
                new IdGenerator(TimeSource.SYSTEM),
                (method, route, status, nanos) -> {});
        server.start();
        client.start();
        session = connect();
    }

    private Session connect() throws Exception {
        return client.connect(new InetSocketAddress("127.0.0.1", server.port()), new Session.Listener() {})
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        server.close();
    }

    /// What came of a stream, and how it ended.
    private static final class Heard implements Stream.Listener {
        final List<HttpFields> headers = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        final CompletableFuture<String> first = new CompletableFuture<>();
        final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void onHeaders(Stream stream, HeadersFrame frame) {
            headers.add(frame.getMetaData().getHttpFields());
            endIf(frame.isEndStream(), stream);
        }

        @Override
        public void onDataAvailable(Stream stream) {
            Stream.Data data = stream.readData();
            if (data == null) {
                stream.demand();
                return;
            }
            text.append(UTF_8.decode(data.frame().getByteBuffer()));
            boolean last = data.frame().isEndStream();
            data.release();
            first.complete(text.toString());
            endIf(last, stream);
        }

        private void endIf(boolean last, Stream stream) {
            if (last) {
                end.complete("end");
            } else {
                stream.demand();
            }
        }

        @Override
        public void onReset(Stream stream, ResetFrame frame, Callback callback) {
            end.complete("reset");
            callback.succeeded();
        }

        String end() throws Exception {
            return end.get(10, TimeUnit.SECONDS);
        }
    }

    private record Asked(Stream stream, Heard heard) {}

    private Asked ask(Session over, String te) throws Exception {
        HttpFields.Mutable fields = HttpFields.build();
        if (!te.isEmpty()) {
            fields.put("te", te);
        }
        Heard heard = new Heard();
        MetaData.Request request = new MetaData.Request(
                "GET", HttpURI.from("http://127.0.0.1:" + server.port() + "/stream"), HttpVersion.HTTP_2, fields);
        Stream stream =
                over.newStream(new HeadersFrame(request, null, true), heard).get(10, TimeUnit.SECONDS);
        return new Asked(stream, heard);
    }

    private static StreamedBody breaking(String message) {
        return out -> {
            out.write("1\n".getBytes(UTF_8));
            out.flush();
            throw new TrawlException(ErrorCode.INTERNAL, message);
        };
    }

    /// Writes a line, then waits until the request is cancelled. A reader that is quick to leave fails the flush
    /// already, which ends the body as well.
    ///
    /// @param end gets the time at which the body has ended
    private StreamedBody waiting(CompletableFuture<Long> end) {
        return out -> {
            try {
                out.write("1\n".getBytes(UTF_8));
                out.flush();
                RequestContext context = contexts.element();
                CompletableFuture<Void> cancelled = new CompletableFuture<>();
                context.onCancel(() -> cancelled.complete(null));
                cancelled.join();
                context.check();
            } finally {
                end.complete(TimeSource.SYSTEM.nanoTime());
            }
        };
    }

    @Test
    void aStreamThatBreaksIsReset() throws Exception {
        body.set(breaking("a split was lost"));

        Heard heard = ask(session, "").heard();

        assertThat(heard.end()).isEqualTo("reset");
        assertThat(heard.headers).hasSize(1);
    }

    @Test
    void whoAsksForTrailersIsToldWhyInOne() throws Exception {
        body.set(breaking("a split of `caf\u00e9`\nwas lost " + "x".repeat(100_000)));

        Heard heard = ask(session, "trailers").heard();

        assertThat(heard.end()).isEqualTo("end");
        assertThat(heard.text).asString().isEqualTo("1\n");
        assertThat(heard.headers).hasSize(2);
        assertThat(heard.headers.getLast().get("X-Stream-Error"))
                .startsWith("a split of `caf?`?was lost xxx")
                .hasSize(1_000);
    }

    @Test
    void theOtherStreamsOfTheConnectionGoOn() throws Exception {
        body.set(breaking("a split was lost"));
        assertThat(ask(session, "").heard().end()).isEqualTo("reset");
        assertThat(ask(session, "trailers").heard().end()).isEqualTo("end");

        body.set(out -> out.write("1\n2\n".getBytes(UTF_8)));
        for (String te : new String[] {"", "trailers"}) {
            Heard heard = ask(session, te).heard();
            assertThat(heard.end()).isEqualTo("end");
            assertThat(heard.text).asString().isEqualTo("1\n2\n");
            assertThat(heard.headers).noneMatch(fields -> fields.contains("X-Stream-Error"));
        }
    }

    @Test
    void aReaderThatResetsItsStreamIsNoticedThoughNothingIsWritten() throws Exception {
        CompletableFuture<Long> end = new CompletableFuture<>();
        body.set(waiting(end));
        Asked asked = ask(session, "");
        assertThat(asked.heard().first.get(10, TimeUnit.SECONDS)).isEqualTo("1\n");

        long left = TimeSource.SYSTEM.nanoTime();
        asked.stream()
                .reset(new ResetFrame(
                        asked.stream().getId(), org.eclipse.jetty.http2.ErrorCode.CANCEL_STREAM_ERROR.code));

        assertThat(Duration.ofNanos(end.get(10, TimeUnit.SECONDS) - left)).isLessThan(Duration.ofSeconds(1));
    }
}
