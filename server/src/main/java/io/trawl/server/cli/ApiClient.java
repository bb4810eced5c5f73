package io.trawl.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Calls a node's REST API.
///
/// Uses the JDK's oldest HTTP client on purpose: it costs a client command the fewest classes (about a third of a
/// second of CPU less than
/// `java.net.http`).
final class ApiClient {
    static final ObjectMapper JSON = JsonMapper.shared();
    /// Waits between retries grow from here, doubling.
    private static final Duration RETRY_BASE = Duration.ofMillis(250);
    /// A server may ask for a longer pause than ours, up to this.
    private static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(60);

    private final URI endpoint;
    private final Duration connectTimeout;
    private final Duration timeout;
    private final int retries;

    ApiClient(URI endpoint, Duration connectTimeout, Duration timeout, int retries) {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        this.timeout = timeout;
        this.retries = retries;
    }

    /// The server's answer to a call that failed.
    static final class ApiFailure extends RuntimeException {
        final int status;

        ApiFailure(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /// What a node answered.
    record Answer(JsonNode json, Map<String, List<String>> headers) {
        /// A header that holds JSON; null JSON if it is absent.
        JsonNode headerJson(String name) {
            for (Map.Entry<String, List<String>> header : headers.entrySet()) {
                if (name.equalsIgnoreCase(header.getKey())) {
                    return JSON.readTree(header.getValue().getFirst());
                }
            }
            return JSON.nullNode();
        }
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String query(Map<String, String> parameters) {
        StringBuilder out = new StringBuilder();
        parameters.forEach((name, value) -> out.append(out.isEmpty() ? '?' : '&')
                .append(segment(name))
                .append('=')
                .append(segment(value)));
        return out.toString();
    }

    JsonNode get(String path) {
        return call("GET", path, null, null, 0).json();
    }

    JsonNode put(String path) {
        return call("PUT", path, "application/json", new byte[0], 0).json();
    }

    JsonNode delete(String path) {
        return call("DELETE", path, null, null, 0).json();
    }

    JsonNode post(String path, String contentType, byte[] body) {
        return post(path, contentType, body, body.length).json();
    }

    Answer post(String path, String contentType, byte[] body, int length) {
        return call("POST", path, contentType, body, length);
    }

    private Answer call(String method, String path, @Nullable String contentType, byte @Nullable [] body, int length) {
        for (int attempt = 0; ; attempt++) {
            try {
                return once(method, path, contentType, body, length);
            } catch (ApiFailure failure) {
                boolean transientFailure = failure.status == 0 || failure.status == 429 || failure.status == 503;
                if (attempt >= retries || !transientFailure) {
                    throw failure;
                }
                pause(Duration.ofMillis(RETRY_BASE.toMillis() << Math.min(attempt, 8)));
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.compareTo(RETRY_AFTER_MAX) < 0 ? duration : RETRY_AFTER_MAX);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ApiFailure(0, "interrupted");
        }
    }

    private Answer once(String method, String path, @Nullable String contentType, byte @Nullable [] body, int length) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout((int) connectTimeout.toMillis());
            connection.setReadTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
            if (contentType != null) {
                connection.setRequestProperty("Content-Type", contentType);
            }
            if (body != null) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(length);
                connection.getOutputStream().write(body, 0, length);
            }
            return read(connection);
        } catch (ConnectException refused) {
            throw new ApiFailure(
                    0,
                    "no node answers at " + endpoint
                            + ": start one with `trawl run`, or name another with --endpoint or TRAWL_CLUSTER_ENDPOINT");
        } catch (SocketTimeoutException late) {
            throw new ApiFailure(0, endpoint + " did not answer within " + timeout.toSeconds() + " s: raise --timeout");
        } catch (IOException broken) {
            throw new ApiFailure(0, "talking to " + endpoint + " failed: " + broken.getMessage());
        }
    }

    /// Copies an answer of any length as it comes.
    void copy(String path, OutputStream out) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
            connection.setConnectTimeout((int) connectTimeout.toMillis());
            connection.setReadTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
            if (connection.getResponseCode() >= 400) {
                read(connection);
            }
            try (InputStream in = connection.getInputStream()) {
                in.transferTo(out);
            }
        } catch (IOException broken) {
            throw new ApiFailure(0, "talking to " + endpoint + " failed: " + broken.getMessage());
        }
    }

    private static Answer read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] answer = in == null ? new byte[0] : in.readAllBytes();
            if (status >= 400) {
                throw new ApiFailure(status, message(status, answer));
            }
            return new Answer(
                    answer.length == 0 ? JSON.nullNode() : JSON.readTree(answer), connection.getHeaderFields());
        }
    }

    private static String message(int status, byte[] answer) {
        try {
            JsonNode message = JSON.readTree(answer).path("message");
            if (message.isString()) {
                return message.stringValue();
            }
        } catch (RuntimeException notJson) {
            // Perhaps a plain text, as search streams answer with.
        }
        String text = new String(answer, StandardCharsets.UTF_8).strip();
        return text.isEmpty() || text.startsWith("{") ? "the server answered with status " + status : text;
    }
}
