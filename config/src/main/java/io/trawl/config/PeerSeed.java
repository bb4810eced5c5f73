package io.trawl.config;

/// Another node to ask for the way into the cluster.
///
/// @param host name or address
/// @param port its gossip port
public record PeerSeed(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /// Reads `host`, `host:port` or `[v6]:port`.
    ///
    /// @throws IllegalArgumentException if it is none of them
    public static PeerSeed parse(String text, int defaultPort) {
        String seed = text.strip();
        int bracket = seed.lastIndexOf(']');
        int colon = seed.lastIndexOf(':');
        boolean plainV6 = bracket < 0 && colon != seed.indexOf(':');
        if (colon < bracket || colon < 0 || plainV6) {
            return new PeerSeed(host(seed, text), defaultPort);
        }
        int port;
        try {
            port = Integer.parseInt(seed.substring(colon + 1));
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException(
                    "peer seed `" + text + "` has no valid port: write `host:port`", notNumber);
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("peer seed `" + text + "` needs a port from 1 to " + MAX_PORT);
        }
        return new PeerSeed(host(seed.substring(0, colon), text), port);
    }

    private static String host(String host, String text) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.isEmpty() || bare.chars().anyMatch(c -> Character.isWhitespace(c) || c == '/')) {
            throw new IllegalArgumentException("peer seed `" + text + "` names no host: write `host:port`");
        }
        return bare;
    }
}
