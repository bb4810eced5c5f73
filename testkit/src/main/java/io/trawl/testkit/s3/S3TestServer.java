package io.trawl.testkit.s3;

import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An S3 server on a free port of the loopback interface, with its objects in memory.
///
/// ```java
/// try (S3TestServer server = S3TestServer.start(seed)) {
///     server.createBucket("logs");
///     server.faults().next(S3RequestKind.GET, S3Fault.RESET);
///     …
///     assertThat(server.ledger().requests(S3RequestKind.GET)).isEqualTo(2);
/// }
/// ```
public final class S3TestServer implements AutoCloseable {
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    /// Hosts below it are buckets: `http://logs.localhost:port/key`.
    private static final String HOST_SUFFIX = ".localhost";

    private final ServerSocket socket;
    private final S3Faults faults;
    private final S3Ledger ledger = new S3Ledger();
    private final ObjectProtocol protocol;
    private volatile Consumer<HttpRequest> observer = request -> {};
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService executor = Threads.virtual("s3-test-server");

    private S3TestServer(ServerSocket socket, S3Faults faults, ObjectProtocol protocol) {
        this.socket = socket;
        this.faults = faults;
        this.protocol = protocol;
    }

    /// @param seed of all chance in latencies and faults
    public static S3TestServer start(long seed) {
        return start(seed, faults -> new S3Protocol(faults, HOST_SUFFIX, ACCESS_KEY, SECRET_KEY));
    }

    /// Starts a server that speaks another protocol, with the same faults and the same ledger.
    public static S3TestServer start(long seed, Function<S3Faults, ObjectProtocol> protocol) {
        try {
            S3Faults faults = new S3Faults(seed);
            S3TestServer server = new S3TestServer(
                    new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), faults, protocol.apply(faults));
            Threads.startPlatform("s3-test-server-accept", server::acceptAll);
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    public S3TestServer createBucket(String name) {
        buckets.putIfAbsent(name, new Bucket(TimeSource.SYSTEM));
        return this;
    }

    public S3Faults faults() {
        return faults;
    }

    /// Shows every request as it comes, with its headers.
    public void observe(Consumer<HttpRequest> seen) {
        observer = seen;
    }

    public S3Ledger ledger() {
        return ledger;
    }

    /// Stores an object that no client of ours would, without a request.
    public void put(String bucket, String key, byte[] bytes) {
        bucket(bucket).put(key, bytes.clone(), new Bucket.Conditions("", ""));
    }

    /// Uploads that were neither completed nor aborted.
    public int openUploads(String bucket) {
        return bucket(bucket).openUploads();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            connections.forEach(HttpConnection::close);
            executor.shutdownNow();
        }
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                executor.execute(() -> serve(client));
            } catch (IOException | java.util.concurrent.RejectedExecutionException closed) {
                // The server was closed, or the client went away before it was served.
            }
        }
    }

    private void serve(Socket client) {
        try (HttpConnection connection = new HttpConnection(client)) {
            connections.add(connection);
            try {
                for (HttpRequest request = connection.next(); request != null; request = connection.next()) {
                    if (!answer(connection, request)) {
                        return;
                    }
                }
            } finally {
                connections.remove(connection);
            }
        } catch (IOException gone) {
            // Clients that give up are part of the tests.
        }
    }

    /// @return whether the connection can be used again
    private boolean answer(HttpConnection connection, HttpRequest request) throws IOException {
        S3Target target;
        try {
            target = protocol.target(request);
        } catch (S3Failure unknown) {
            connection.send(protocol.failure(unknown), true, Long.MAX_VALUE);
            return true;
        }
        observer.accept(request);
        long start = System.nanoTime();
        Optional<S3Fault> fault = faults.draw(target.kind());
        LockSupport.parkNanos(faults.drawLatency().toNanos());
        boolean isDone = fault.isEmpty()
                || fault.get().isApplied()
                || fault.get().needsBody()
                || (fault.get() == S3Fault.RESET && target.kind() == S3RequestKind.GET);
        HttpResponse response = isDone ? perform(target, request, fault) : null;
        return send(connection, new Arrival(target, request, start), response, fault);
    }

    private record Arrival(S3Target target, HttpRequest request, long startNanos) {}

    private HttpResponse perform(S3Target asked, HttpRequest request, Optional<S3Fault> fault) {
        try {
            Bucket bucket = bucket(asked.bucket());
            S3Target target = fault.equals(Optional.of(S3Fault.SWAPPED_OBJECT))
                    ? new S3Target(
                            asked.kind(),
                            asked.bucket(),
                            bucket.other(asked.key()).orElse(asked.key()))
                    : asked;
            return protocol.perform(target, request, bucket);
        } catch (S3Failure failure) {
            return protocol.failure(failure);
        }
    }

    private boolean send(
            HttpConnection connection, Arrival arrival, @Nullable HttpResponse response, Optional<S3Fault> fault)
            throws IOException {
        HttpResponse answer = response == null ? HttpResponse.empty(0) : response;
        if (fault.isPresent()) {
            switch (fault.get()) {
                case SLOW_DOWN -> {
                    answer = protocol.failure(new S3Failure(503, "SlowDown", "reduce your request rate"));
                    if (faults.retryAfter().isPositive()) {
                        answer.with(
                                "Retry-After", Long.toString(faults.retryAfter().toSeconds()));
                    }
                }
                case CONFLICT ->
                    answer = protocol.failure(
                            new S3Failure(409, "ConditionalRequestConflict", "a conflicting operation is under way"));
                case INTERNAL_ERROR, APPLIED_THEN_ERROR ->
                    answer = protocol.failure(new S3Failure(500, "InternalError", "try again"));
                case SWAPPED_OBJECT -> {
                    // Done already, when the answer was made.
                }
                case WRONG_BYTES -> {
                    if (answer.length() > 0) {
                        answer = answer.damaged(faults.drawPosition(answer.length()));
                    }
                }
                case TRUNCATED_BODY -> {
                    record(arrival, answer.status(), answer.length(), fault);
                    connection.sendHalf(answer);
                    return false;
                }
                case RESET, APPLIED_THEN_RESET -> {
                    record(arrival, 0, answer.length(), fault);
                    if (fault.get() == S3Fault.RESET && answer.length() > 0) {
                        connection.sendHalf(answer);
                    }
                    connection.reset();
                    return false;
                }
                case SILENCE, APPLIED_THEN_SILENCE -> {
                    record(arrival, 0, 0, fault);
                    connection.awaitClose();
                    return false;
                }
            }
        }
        record(arrival, answer.status(), answer.length(), fault);
        connection.send(answer, !arrival.request().method().equals("HEAD"), faults.bytesPerSecond());
        return true;
    }

    private void record(Arrival arrival, int status, long bytesOut, Optional<S3Fault> fault) {
        ledger.add(new S3Ledger.Entry(
                arrival.target().kind(),
                arrival.target().bucket(),
                arrival.target().key(),
                arrival.request().header("range"),
                arrival.request().body().length,
                bytesOut,
                status,
                fault,
                arrival.startNanos(),
                System.nanoTime()));
    }

    private Bucket bucket(String name) {
        Bucket bucket = buckets.get(name);
        if (bucket == null) {
            throw new S3Failure(404, "NoSuchBucket", "there is no bucket `" + name + "`");
        }
        return bucket;
    }
}
