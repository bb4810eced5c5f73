package io.trawl.docmapper;

import java.util.ArrayList;
import java.util.List;

/// Encoded paths of json leaves: segments joined by U+0001, in terms followed by U+0000.
///
/// U+0000 and U+0001 inside a key become U+0002, so that no path is the beginning of another one's encoding by
/// accident.
public final class JsonPaths {
    static final char SEPARATOR = '\u0001';
    static final char END = '\u0000';
    private static final char REPLACEMENT = '\u0002';

    private JsonPaths() {}

    /// Encodes a path as queries write it: dots separate, a backslash makes the next character literal. With
    /// `expandDots` an escaped dot separates as well.
    public static String encode(String queryPath, boolean expandDots) {
        StringBuilder encoded = new StringBuilder(queryPath.length());
        for (int i = 0; i < queryPath.length(); i++) {
            char c = queryPath.charAt(i);
            if (c == '\\' && i + 1 < queryPath.length()) {
                char literal = queryPath.charAt(++i);
                encoded.append(literal == '.' && expandDots ? SEPARATOR : cleaned(literal));
            } else {
                encoded.append(c == '.' ? SEPARATOR : cleaned(c));
            }
        }
        return encoded.toString();
    }

    /// Adds the key of a document to an encoded path.
    static String append(String path, String key, boolean expandDots) {
        StringBuilder encoded = new StringBuilder(path.length() + key.length() + 1).append(path);
        if (!path.isEmpty()) {
            encoded.append(SEPARATOR);
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            encoded.append(c == '.' && expandDots ? SEPARATOR : cleaned(c));
        }
        return encoded.toString();
    }

    /// The path as queries write it: dots inside a segment are escaped.
    public static String decode(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split(String.valueOf(SEPARATOR), -1)) {
            segments.add(segment.replace("\\", "\\\\").replace(".", "\\."));
        }
        return String.join(".", segments);
    }

    private static char cleaned(char c) {
        return c <= SEPARATOR ? REPLACEMENT : c;
    }
}
