package io.trawl.storage.remote;

import io.trawl.common.ErrorCode;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends one HTTP request and waits for the whole answer, or until the time is up or the thread is interrupted.
///
/// The JDK's client is asked for a future rather than for an answer: its own timeout ends with the head of an answer,
/// and a body that stalls would be waited for without end.
public final class HttpTransport implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient client;
    private final ExecutorService executor;

    /// @param name of the threads
    public HttpTransport(String name) {
        executor = Threads.virtual(name + "-http");
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(executor)
                .build();
    }

    /// What a request carries: bytes that can be read more than once.
    public interface Body {
        long length();

        InputStream open();

        static Body ofUtf8(String text) {
            return PayloadSection.whole(io.trawl.storage.Payload.ofUtf8(text));
        }
    }

    /// A request.
    ///
    /// @param uri with everything percent-encoded that has to be
    public record Ask(String method, URI uri, Map<String, String> headers, Optional<Body> body) {
        public Ask {
            headers = Map.copyOf(headers);
        }

        public static Ask get(URI uri, Map<String, String> headers) {
            return new Ask("GET", uri, headers, Optional.empty());
        }
    }

    /// An answer, whatever its status.
    @SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
    public record Answer(int status, java.net.http.HttpHeaders headers, byte[] body) {
        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /// @throws HttpTimeoutException if there is no whole answer in time
    public Answer send(Ask ask, Duration timeout) throws IOException, InterruptedException {
        Revocable stream = new Revocable();
        CompletableFuture<HttpResponse<byte[]>> future =
                client.sendAsync(request(ask, stream), info -> subscriber(info, ask));
        try {
            HttpResponse<byte[]> response = future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failure) {
            throw rethrow(failure.getCause() == null ? failure : failure.getCause());
        } finally {
            // The caller may reuse the bytes of the body from now on.
            stream.revoke();
            boolean unused = future.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        executor.shutdownNow();
    }

    private static HttpRequest request(Ask ask, Revocable stream) {
        HttpRequest.BodyPublisher publisher = ask.body()
                .filter(body -> body.length() > 0)
                .map(body -> HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> stream.over(body.open())), body.length()))
                .orElse(HttpRequest.BodyPublishers.noBody());
        HttpRequest.Builder builder = HttpRequest.newBuilder(ask.uri()).method(ask.method(), publisher);
        ask.headers().forEach(builder::setHeader);
        return builder.build();
    }

    private static HttpResponse.BodySubscriber<byte[]> subscriber(HttpResponse.ResponseInfo info, Ask ask) {
        long length = info.headers().firstValueAsLong("Content-Length").orElse(0);
        if (length > RemoteStorage.MAX_ARRAY_LENGTH && !ask.method().equals("HEAD")) {
            throw new TrawlException(
                    ErrorCode.TOO_LARGE,
                    "cannot read " + length + " bytes of `" + ask.uri().getPath()
                            + "` at once: read it in parts of at most " + RemoteStorage.MAX_ARRAY_LENGTH);
        }
        return HttpResponse.BodySubscribers.ofByteArray();
    }

    private static IOException rethrow(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof TrawlException own) {
                throw own;
            }
        }
        return cause instanceof IOException io ? io : new IOException(TrawlException.describe(cause), cause);
    }

    /// Hands out the bytes of a body until it is revoked; then a late reader gets an error rather than other bytes.
    private static final class Revocable {
        /// Guarded by this.
        private boolean isRevoked;

        InputStream over(InputStream in) {
            return new FilterInputStream(in) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    synchronized (Revocable.this) {
                        if (isRevoked) {
                            throw new IOException("the request is over");
                        }
                        return in.read(buffer, offset, length);
                    }
                }
            };
        }

        synchronized void revoke() {
            isRevoked = true;
        }
    }
}
