package io.trawl.storage.remote;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Answers every request as it is told, and remembers what was asked: stands for identity services.
public final class AnswerServer implements AutoCloseable {
    private final HttpServer server;
    /// Guarded by itself.
    private final List<Asked> asked = new ArrayList<>();

    /// @param header gives the first value of a header; empty without one
    public record Asked(String method, String path, String body, Function<String, String> header) {}

    public AnswerServer(Function<Asked, String> answer) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Asked one = new Asked(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), body, name -> {
                        String value = exchange.getRequestHeaders().getFirst(name);
                        return value == null ? "" : value;
                    });
            synchronized (asked) {
                asked.add(one);
            }
            byte[] bytes = answer.apply(one).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
