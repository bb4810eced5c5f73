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
    private final S3Operations operations;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService executor = Threads.virtual("s3-test-server");

    private S3TestServer(ServerSocket socket, long seed) {
        this.socket = socket;
        this.faults = new S3Faults(seed);
        this.operations = new S3Operations(faults);
    }

    /// @param seed of all chance in latencies and faults
    public static S3TestServer start(long seed) {
        try {
            S3TestServer server = new S3TestServer(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), seed);
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
            target = S3Target.of(request, HOST_SUFFIX);
        } catch (S3Failure unknown) {
            connection.send(unknown.toResponse(), true, Long.MAX_VALUE);
            return true;
        }
        Optional<S3Fault> fault = faults.draw(target.kind());
        LockSupport.parkNanos(faults.drawLatency().toNanos());
        boolean isDone = fault.isEmpty()
                || fault.get().isApplied()
                || fault.get().needsBody()
                || (fault.get() == S3Fault.RESET && target.kind() == S3RequestKind.GET);
        HttpResponse response = isDone ? perform(target, request) : null;
        return send(connection, target, request, response, fault);
    }

    private HttpResponse perform(S3Target target, HttpRequest request) {
        try {
            SignatureV4 signature = SignatureV4.check(request, ACCESS_KEY, SECRET_KEY);
            HttpRequest decoded = request;
            if (AwsChunkedBody.isUsedBy(request)) {
                decoded = AwsChunkedBody.decode(request, signature);
            } else {
                signature.checkBody();
            }
            Checksums.check(decoded);
            return operations.answer(target, decoded, bucket(target.bucket()));
        } catch (S3Failure failure) {
            return failure.toResponse();
        }
    }

    private boolean send(
            HttpConnection connection,
            S3Target target,
            HttpRequest request,
            @Nullable HttpResponse response,
            Optional<S3Fault> fault)
            throws IOException {
        HttpResponse answer = response == null ? HttpResponse.empty(0) : response;
        if (fault.isPresent()) {
            switch (fault.get()) {
                case SLOW_DOWN -> answer = new S3Failure(503, "SlowDown", "reduce your request rate").toResponse();
                case CONFLICT ->
                    answer = new S3Failure(409, "ConditionalRequestConflict", "a conflicting operation is under way")
                            .toResponse();
                case INTERNAL_ERROR, APPLIED_THEN_ERROR ->
                    answer = new S3Failure(500, "InternalError", "try again").toResponse();
                case WRONG_BYTES -> {
                    if (answer.length() > 0) {
                        answer = answer.damaged(faults.drawPosition(answer.length()));
                    }
                }
                case TRUNCATED_BODY -> {
                    record(target, request, answer.status(), answer.length(), fault);
                    connection.sendHalf(answer);
                    return false;
                }
                case RESET, APPLIED_THEN_RESET -> {
                    record(target, request, 0, answer.length(), fault);
                    if (fault.get() == S3Fault.RESET && answer.length() > 0) {
                        connection.sendHalf(answer);
                    }
                    connection.reset();
                    return false;
                }
                case SILENCE, APPLIED_THEN_SILENCE -> {
                    record(target, request, 0, 0, fault);
                    connection.awaitClose();
                    return false;
                }
            }
        }
        record(target, request, answer.status(), answer.length(), fault);
        connection.send(answer, !request.method().equals("HEAD"), faults.bytesPerSecond());
        return true;
    }

    private void record(S3Target target, HttpRequest request, int status, long bytesOut, Optional<S3Fault> fault) {
        ledger.add(new S3Ledger.Entry(
                target.kind(),
                target.bucket(),
                target.key(),
                request.header("range"),
                request.body().length,
                bytesOut,
                status,
                fault));
    }

    private Bucket bucket(String name) {
        Bucket bucket = buckets.get(name);
        if (bucket == null) {
            throw new S3Failure(404, "NoSuchBucket", "there is no bucket `" + name + "`");
        }
        return bucket;
    }
}
