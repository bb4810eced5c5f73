package io.trawl.testkit.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One connection of a client, kept alive between requests. Owned by one thread; [#close] may come from any.
final class HttpConnection implements AutoCloseable {
    /// Written at once; small enough for an even pace at a few MB/s.
    private static final int PACE_BYTES = 16 << 10;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        out = socket.getOutputStream();
    }

    /// @return null when the client has closed the connection
    @Nullable
    HttpRequest next() throws IOException {
        String requestLine = line();
        if (requestLine == null) {
            return null;
        }
        String[] parts = requestLine.split(" ");
        if (parts.length != 3) {
            throw new IOException("not a request line: `" + requestLine + "`");
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); header != null && !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        String target = withoutHost(parts[1]);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        return new HttpRequest(parts[0], path, query, headers, body(headers));
    }

    /// Clients that take this server for a proxy write the whole URI; the host is in a header all the same.
    private static String withoutHost(String target) {
        if (!target.startsWith("http://")) {
            return target;
        }
        int slash = target.indexOf('/', "http://".length());
        return slash < 0 ? "/" : target.substring(slash);
    }

    /// Sends the answer, its body at most this fast.
    void send(HttpResponse response, boolean withBody, long bytesPerSecond) throws IOException {
        sendHead(response);
        if (withBody) {
            sendBody(response, response.length(), bytesPerSecond);
        }
    }

    /// Promises the whole body and sends half of it.
    void sendHalf(HttpResponse response) throws IOException {
        sendHead(response);
        sendBody(response, response.length() / 2, Long.MAX_VALUE);
    }

    /// Closes so that the client sees an error rather than the end of the stream.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /// Waits until the client gives up.
    void awaitClose() {
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (IOException closed) {
            // What was waited for.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Nothing to be saved.
        }
    }

    private void sendHead(HttpResponse response) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " -\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        boolean hasLength = response.headers().containsKey("Content-Length");
        if (!hasLength && response.status() != 204 && response.status() != 304) {
            head.append("Content-Length: ").append(response.length()).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void sendBody(HttpResponse response, int length, long bytesPerSecond) throws IOException {
        if (bytesPerSecond == Long.MAX_VALUE) {
            out.write(response.array(), response.offset(), length);
            return;
        }
        long start = System.nanoTime();
        for (int sent = 0; sent < length; ) {
            int next = Math.min(PACE_BYTES, length - sent);
            out.write(response.array(), response.offset() + sent, next);
            sent += next;
            long due = start + (long) (sent * 1e9 / bytesPerSecond);
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunkedBody();
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return exactly(length);
    }

    private byte[] chunkedBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(requireLine().split(";")[0].strip(), 16);
            if (length == 0) {
                while (!requireLine().isEmpty()) {
                    continue;
                }
                return body.toByteArray();
            }
            body.writeBytes(exactly(length));
            requireLine();
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("body ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String requireLine() throws IOException {
        String line = line();
        if (line == null) {
            throw new EOFException("connection closed within a body");
        }
        return line;
    }

    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
