package io.trawl.storage.remote;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Percent-encoding: all but letters, digits and `-_.~`, as UTF-8, in upper case.
public final class UriText {
    private static final String HEX = "0123456789ABCDEF";

    private UriText() {}

    /// A path whose slashes separate.
    public static String path(String text) {
        return encode(text, true);
    }

    /// One segment of a path, or a value.
    public static String segment(String text) {
        return encode(text, false);
    }

    /// `?a=b&c=d`, or nothing for no parameters.
    public static String query(Map<String, String> parameters) {
        StringBuilder out = new StringBuilder();
        parameters.forEach((name, value) -> out.append(out.isEmpty() ? '?' : '&')
                .append(segment(name))
                .append('=')
                .append(segment(value)));
        return out.toString();
    }

    private static String encode(String text, boolean keepsSlash) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xff;
            boolean isPlain = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "-_.~".indexOf(c) >= 0
                    || keepsSlash && c == '/';
            if (isPlain) {
                out.append((char) c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }
}
