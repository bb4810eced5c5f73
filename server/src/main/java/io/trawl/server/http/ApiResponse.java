package io.trawl.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a resource answers.
///
/// @param headers beside `Content-Type` and `Content-Length`
public record ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
    public static final String JSON = "application/json";

    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    public static ApiResponse text(int status, String contentType, String text) {
        return new ApiResponse(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static ApiResponse json(int status, byte[] json) {
        return new ApiResponse(status, JSON, json, Map.of());
    }
}
