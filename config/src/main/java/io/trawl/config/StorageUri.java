package io.trawl.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// Where objects live: `file:///data/x`, `s3://bucket/prefix`, `ram:///x`, `gs://…`, `azure://account/container/…`.
///
/// A plain path means the local file system and is made absolute. There is never a `..`, an empty segment in the middle
/// or a slash at the end, so that [#child] cannot leave its parent.
///
/// @param scheme one of `file ram s3 gs azure`
/// @param path what follows `scheme://`; absolute for `file`, bucket or container first for the others
public record StorageUri(String scheme, String path) {
    private static final Set<String> SCHEMES = Set.of("file", "ram", "s3", "gs", "azure");
    private static final String SEPARATOR = "://";

    public StorageUri {
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException("unknown URI protocol `" + scheme + "`");
        }
        path = clean(scheme, path);
    }

    /// Reads a URI, or a local path relative to the working directory.
    ///
    /// @throws IllegalArgumentException if the scheme is unknown, the path is empty or holds `..`
    public static StorageUri parse(String text) {
        String stripped = text.strip();
        int separator = stripped.indexOf(SEPARATOR);
        if (separator >= 0) {
            String scheme = stripped.substring(0, separator).toLowerCase(Locale.ROOT);
            return new StorageUri(scheme, stripped.substring(separator + SEPARATOR.length()));
        }
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException(
                    "a storage URI must not be empty: write a path, or `s3://bucket/prefix`");
        }
        refuseDotDot(stripped);
        return new StorageUri("file", stripped.startsWith("/") ? stripped : absolute(Path.of(stripped)));
    }

    /// The local folder `path`, made absolute.
    public static StorageUri ofFile(Path path) {
        return new StorageUri("file", absolute(path));
    }

    /// The URI of something below this one; `name` may have several segments, but no `..`.
    public StorageUri child(String name) {
        return new StorageUri(scheme, path + "/" + name);
    }

    public boolean isFile() {
        return scheme.equals("file");
    }

    /// The folder on this machine; only for scheme `file`.
    public Path localPath() {
        if (!isFile()) {
            throw new IllegalStateException("`" + this + "` is not a local path");
        }
        return Path.of(path);
    }

    @Override
    public String toString() {
        return scheme + SEPARATOR + path;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private static String clean(String scheme, String path) {
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a storage URI must not hold a NUL character");
        }
        refuseDotDot(path);
        StringBuilder out = new StringBuilder(path.length());
        boolean absolute = path.startsWith("/");
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                out.append(out.isEmpty() && !absolute ? "" : "/").append(segment);
            }
        }
        if (absolute && out.isEmpty()) {
            out.append('/');
        }
        if (scheme.equals("file") && !absolute) {
            throw new IllegalArgumentException(
                    "`file://" + path + "` is not an absolute path: write `file:///" + path + "`");
        }
        if (out.isEmpty()) {
            throw new IllegalArgumentException("`" + scheme + SEPARATOR + path + "` names nothing: add a path");
        }
        return out.toString();
    }

    private static void refuseDotDot(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                throw new IllegalArgumentException("`" + path + "` must not contain `..`: write the whole path");
            }
        }
    }
}
