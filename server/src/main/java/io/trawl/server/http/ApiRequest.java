package io.trawl.server.http;

import io.trawl.common.DataSize;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One request, as a resource sees it.
public final class ApiRequest {
    private final String method;
    private final String path;
    private final Map<String, String> pathParameters;
    private final QueryParameters query;
    private final Headers headers;
    private final Body body;

    public ApiRequest(
            String method,
            String path,
            Map<String, String> pathParameters,
            QueryParameters query,
            Headers headers,
            Body body) {
        this.method = method;
        this.path = path;
        this.pathParameters = Map.copyOf(pathParameters);
        this.query = query;
        this.headers = headers;
        this.body = body;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /// The decoded value of `{name}` in the route's template.
    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("route has no parameter " + name);
        }
        return value;
    }

    public QueryParameters query() {
        return query;
    }

    public Optional<String> header(String name) {
        return headers.find(name);
    }

    public OptionalLong contentLength() {
        return body.declaredLength();
    }

    /// Reads the whole body as it was sent.
    ///
    /// @throws io.trawl.common.TrawlException TOO_LARGE if it has more than `limit` bytes
    public byte[] body(DataSize limit) {
        return body.read(limit);
    }

    /// Header look-up, not case-sensitive.
    @FunctionalInterface
    public interface Headers {
        Optional<String> find(String name);
    }

    /// The body's bytes, to be read once.
    public interface Body {
        OptionalLong declaredLength();

        byte[] read(DataSize limit);
    }
}
