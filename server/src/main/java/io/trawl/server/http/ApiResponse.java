package io.trawl.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// What a resource answers.
///
/// @param body whole; empty where there is a stream
/// @param headers beside `Content-Type` and `Content-Length`
/// @param stream a body that is written while it is made
public record ApiResponse(
        int status, String contentType, byte[] body, Map<String, String> headers, Optional<StreamedBody> stream) {
    public static final String JSON = "application/json";

    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    public ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, Optional.empty());
    }

    public static ApiResponse text(int status, String contentType, String text) {
        return new ApiResponse(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static ApiResponse json(int status, byte[] json) {
        return new ApiResponse(status, JSON, json, Map.of());
    }

    /// An answer of unknown length: 200, unless the body fails before its first byte.
    public static ApiResponse streamed(String contentType, StreamedBody body) {
        return new ApiResponse(200, contentType, new byte[0], Map.of(), Optional.of(body));
    }
}
