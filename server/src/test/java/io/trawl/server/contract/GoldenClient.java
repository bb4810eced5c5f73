package io.trawl.server.contract;

import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Sends the steps of one golden file, in order, and remembers what they save for later ones.
final class GoldenClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");
    private static final String PLAIN_IN_PATH = "/%:,*-_.~@!$&'()+;=?";

    private final HttpClient http;
    private final String base;
    private final Map<String, String> saved = new HashMap<>();

    /// @param base where the node answers, without a slash at the end
    GoldenClient(HttpClient http, String base) {
        this.http = http;
        this.base = base;
    }

    /// What came back.
    ///
    /// @param json missing if the body is not JSON
    record Answer(int status, JsonNode json, String text) {
        boolean isJson() {
            return !json.isMissingNode();
        }
    }

    /// A step that waits for a value is repeated until it is there. Recorded pauses are not kept: a change that was
    /// answered has its effect at once.
    Answer send(JsonNode step) {
        JsonNode wanted = step.path("repeat_until");
        AtomicReference<Answer> last = new AtomicReference<>(call(step));
        if (!wanted.isMissingNode()) {
            String path = wanted.path("path").stringValue("");
            Eventually.isTrue(
                    step.path("id").stringValue("") + " reaches " + wanted,
                    Duration.ofSeconds(wanted.path("seconds").asLong(30)),
                    () -> {
                        boolean there = GoldenComparison.at(last.get().json(), path)
                                .map(value -> GoldenComparison.same(value, wanted.path("equals")))
                                .orElse(false);
                        if (!there) {
                            last.set(call(step));
                        }
                        return there;
                    });
        }
        for (Map.Entry<String, JsonNode> name : step.path("save").properties()) {
            GoldenComparison.at(last.get().json(), name.getValue().stringValue(""))
                    .ifPresent(value ->
                            saved.put(name.getKey(), value.isString() ? value.stringValue() : value.toString()));
        }
        return last.get();
    }

    private Answer call(JsonNode template) {
        JsonNode step = JSON.readTree(fill(template.toString()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + address(step))).timeout(Duration.ofSeconds(60));
        byte[] body = body(step);
        String contentType = "";
        if (body != null) {
            contentType = step.has("json") || step.has("ndjson")
                    ? "application/json"
                    // What the recording client sent with a body that named no type.
                    : "application/x-www-form-urlencoded";
        }
        for (Map.Entry<String, JsonNode> header : step.path("headers").properties()) {
            if (header.getKey().equalsIgnoreCase("content-type")) {
                contentType = header.getValue().stringValue("");
            } else {
                request.header(header.getKey(), header.getValue().stringValue(""));
            }
        }
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        request.method(
                step.path("method").stringValue(""),
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(), parse(response.body()), new String(response.body(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    private String fill(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(name -> Matcher.quoteReplacement(saved.getOrDefault(name.group(1), name.group())));
    }

    private static String address(JsonNode step) {
        StringBuilder path = new StringBuilder();
        for (byte b : step.path("path").stringValue("").getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || PLAIN_IN_PATH.indexOf(c) >= 0);
            path.append(plain ? Character.toString(c) : "%%%02X".formatted((int) c));
        }
        StringJoiner query = new StringJoiner("&");
        for (Map.Entry<String, JsonNode> parameter : step.path("params").properties()) {
            JsonNode value = parameter.getValue();
            query.add(encode(parameter.getKey()) + "="
                    + encode(value.isString() ? value.stringValue() : value.toString()));
        }
        if (query.length() == 0) {
            return path.toString();
        }
        return path + (path.indexOf("?") >= 0 ? "&" : "?") + query;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte @org.jspecify.annotations.Nullable [] body(JsonNode step) {
        if (step.has("json")) {
            return JSON.writeValueAsBytes(step.path("json"));
        }
        if (step.has("ndjson")) {
            StringBuilder lines = new StringBuilder();
            step.path("ndjson")
                    .forEach(line -> lines.append(line.isString() ? line.stringValue() : line.toString())
                            .append('\n'));
            return lines.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (step.has("text")) {
            return step.path("text").stringValue("").getBytes(StandardCharsets.UTF_8);
        }
        if (step.has("base64")) {
            return Base64.getDecoder().decode(step.path("base64").stringValue(""));
        }
        return null;
    }
}
