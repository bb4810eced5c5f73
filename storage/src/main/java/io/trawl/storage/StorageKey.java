package io.trawl.storage;

import java.nio.charset.StandardCharsets;

/// The name of an object below the root of a [Storage]: segments separated by `/`, as in `splits/01J….split`.
///
/// A key cannot leave its root: it has no leading slash, no empty segment, no `.` and no `..`. Keys sort as their
/// UTF-8 bytes do, which is the order of object stores and not that of [String].
public record StorageKey(String value) implements Comparable<StorageKey> {
    /// The longest key that every object store takes, in bytes of UTF-8.
    public static final int MAX_BYTES = 1024;

    public StorageKey {
        String problem = problemOf(value);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("storage key `" + shortened(value) + "` " + problem);
        }
    }

    public static StorageKey of(String value) {
        return new StorageKey(value);
    }

    /// Whether `value` can be a key.
    public static boolean isValid(String value) {
        return problemOf(value).isEmpty();
    }

    /// This key with `/` and `segment` behind it.
    public StorageKey child(String segment) {
        return new StorageKey(value + "/" + segment);
    }

    /// What follows the last dot of the last segment; empty if there is none. `split` for `a/01J.split`.
    public String suffix() {
        int name = value.lastIndexOf('/') + 1;
        int dot = value.lastIndexOf('.');
        return dot > name ? value.substring(dot + 1) : "";
    }

    /// Compares two keys, or parts of keys, as their UTF-8 bytes compare.
    public static int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l == r) {
                continue;
            }
            // Surrogates stand for code points above all that one char holds.
            if (Character.isSurrogate(l) != Character.isSurrogate(r)) {
                return Character.isSurrogate(l) ? 1 : -1;
            }
            return Character.compare(l, r);
        }
        return Integer.compare(left.length(), right.length());
    }

    @Override
    public int compareTo(StorageKey other) {
        return compare(value, other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    /// Empty if `value` is a key.
    private static String problemOf(String value) {
        if (value.isEmpty()) {
            return "must not be empty";
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            return "is not valid Unicode";
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "is longer than " + MAX_BYTES + " bytes";
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return "has a control character at " + i;
            }
        }
        for (int start = 0; start <= value.length(); ) {
            int slash = value.indexOf('/', start);
            int end = slash < 0 ? value.length() : slash;
            String segment = value.substring(start, end);
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "must stay below its root: no segment may be empty, `.` or `..`";
            }
            start = end + 1;
        }
        return "";
    }

    private static String shortened(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }
}
