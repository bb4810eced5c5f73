package io.trawl.config;

import java.util.regex.Pattern;

/// The rule for node ids: short hostnames as of RFC 1123.
final class NodeIdentity {
    private static final Pattern SHORT_HOSTNAME = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");

    private NodeIdentity() {}

    static boolean isValid(String nodeId) {
        return SHORT_HOSTNAME.matcher(nodeId).matches();
    }

    static void check(String nodeId) {
        if (!isValid(nodeId)) {
            throw new IllegalArgumentException(
                    "node ID `" + nodeId
                            + "` is invalid: it must be a short hostname (RFC 1123), up to 63 letters, digits and inner hyphens");
        }
    }
}
