package io.trawl.server.http;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the handler of a path: a tree of segments, where a literal segment goes before a parameter.
///
/// Templates look like `/api/v1/{index}/search`. Built once, then only read.
public final class Router {
    /// Longer paths cannot be a route and are not looked at.
    private static final int MAX_SEGMENTS = 32;

    /// No route has it, so that a search for it looks at all routes.
    private static final String NO_METHOD = "";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final Node root = new Node();
    private final List<Route> routes = new ArrayList<>();

    /// A route as it was added.
    ///
    /// @param timeout how long a request may take
    /// @param abandonable whether a request is cancelled when its client goes away
    public record Route(String method, String template, Duration timeout, boolean abandonable, RouteHandler handler) {}

    /// A route that fits a request, with the values of its parameters.
    public record Match(Route route, Map<String, String> parameters) {}

    /// A route with the default timeout.
    public Router add(String method, String template, RouteHandler handler) {
        return add(method, template, DEFAULT_TIMEOUT, handler);
    }

    public Router add(String method, String template, Duration timeout, RouteHandler handler) {
        return add(new Route(method, template, timeout, false, handler));
    }

    /// A route that only reads: its requests are cancelled when their clients go away.
    public Router addAbandonable(String method, String template, Duration timeout, RouteHandler handler) {
        return add(new Route(method, template, timeout, true, handler));
    }

    private Router add(Route route) {
        String method = route.method();
        String template = route.template();
        Node node = root;
        for (String segment : segments(template)) {
            boolean parameter = segment.startsWith("{");
            node = parameter ? node.parameterChild() : node.literals.computeIfAbsent(segment, ignored -> new Node());
        }
        if (node.routes.put(method, route) != null) {
            throw new IllegalArgumentException(method + " " + template + " is routed twice");
        }
        routes.add(route);
        return this;
    }

    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// @throws TrawlException NOT_FOUND if no route has this path, METHOD_NOT_ALLOWED if none has this method
    public Match match(String method, String rawPath) {
        List<String> path = decoded(rawPath);
        Set<String> methods = new TreeSet<>();
        Route route = find(root, path, 0, method, methods);
        if (route != null) {
            return new Match(route, parameters(route.template, path));
        }
        if (methods.isEmpty()) {
            throw notFound();
        }
        throw new TrawlException(
                ErrorCode.METHOD_NOT_ALLOWED,
                "HTTP method not allowed: this path takes " + String.join(", ", methods) + ", not " + method);
    }

    /// The methods that a path takes, sorted; empty if no route has it.
    public Set<String> methods(String rawPath) {
        Set<String> methods = new TreeSet<>();
        find(root, decoded(rawPath), 0, NO_METHOD, methods);
        return methods;
    }

    private static List<String> decoded(String rawPath) {
        List<String> path = segments(rawPath);
        if (path.size() > MAX_SEGMENTS) {
            throw notFound();
        }
        List<String> decoded = new ArrayList<>(path.size());
        for (String segment : path) {
            decoded.add(QueryParameters.decode(segment, false));
        }
        return decoded;
    }

    private static TrawlException notFound() {
        return TrawlException.notFound("Route not found");
    }

    private static @Nullable Route find(Node node, List<String> path, int depth, String method, Set<String> methods) {
        if (depth == path.size()) {
            methods.addAll(node.routes.keySet());
            return node.routes.get(method);
        }
        String segment = path.get(depth);
        Node literal = node.literals.get(segment);
        Route route = literal == null ? null : find(literal, path, depth + 1, method, methods);
        // Nothing is no value: an empty name in a path is a mistake of whoever put the path together.
        if (route != null || node.parameter == null || segment.isEmpty()) {
            return route;
        }
        return find(node.parameter, path, depth + 1, method, methods);
    }

    private static Map<String, String> parameters(String template, List<String> path) {
        Map<String, String> parameters = new HashMap<>();
        List<String> names = segments(template);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.startsWith("{")) {
                parameters.put(name.substring(1, name.length() - 1), path.get(i));
            }
        }
        return parameters;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            // A slash at the end makes no further segment.
            if (end > start || slash >= 0) {
                segments.add(path.substring(start, end));
            }
            if (segments.size() > MAX_SEGMENTS) {
                break;
            }
            start = end + 1;
        }
        return segments;
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<String, Route> routes = new TreeMap<>();

        @Nullable
        Node parameter;

        Node parameterChild() {
            if (parameter == null) {
                parameter = new Node();
            }
            return parameter;
        }
    }
}
