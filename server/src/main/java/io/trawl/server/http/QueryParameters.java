package io.trawl.server.http;

import io.trawl.common.TrawlException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The parameters of a query string. A repeated, unknown or unreadable parameter is an error that names it.
public final class QueryParameters {
    /// A query string with more parameters than this is refused.
    private static final int MAX_PARAMETERS = 1_000;

    private static final char NO_CHARACTER = '\ufffd';

    private final Map<String, String> values;
    private final @Nullable String repeated;

    private QueryParameters(Map<String, String> values, @Nullable String repeated) {
        this.values = values;
        this.repeated = repeated;
    }

    /// Reads what stands behind the `?`.
    ///
    /// @throws TrawlException BAD_REQUEST if percent-encoding or UTF-8 does not hold
    public static QueryParameters parse(@Nullable String raw) {
        Map<String, String> values = new LinkedHashMap<>();
        String repeated = null;
        if (raw != null && !raw.isEmpty()) {
            // The server has put this sign in the place of bytes that are no character.
            if (raw.indexOf(NO_CHARACTER) >= 0) {
                throw invalid("`" + raw + "` is not UTF-8");
            }
            String[] pairs = raw.split("&", MAX_PARAMETERS + 1);
            if (pairs.length > MAX_PARAMETERS) {
                throw invalid("more than " + MAX_PARAMETERS + " parameters");
            }
            for (String pair : pairs) {
                if (pair.isEmpty()) {
                    continue;
                }
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
                if (values.put(name, value) != null) {
                    repeated = name;
                }
            }
        }
        return new QueryParameters(values, repeated);
    }

    /// Undoes percent-encoding, strictly.
    static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
                int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw invalid("`" + text + "` is not percent-encoded");
                }
                out.put((byte) (high << 4 | low));
                i += 2;
            } else {
                out.put(in[i] == '+' && plusIsSpace ? (byte) ' ' : in[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw invalid("`" + text + "` is not UTF-8");
        }
    }

    private static TrawlException invalid(String detail) {
        return TrawlException.badRequest("Invalid query string: " + detail);
    }

    /// Refuses every parameter that is not one of `known`, and repeated ones.
    public QueryParameters allowOnly(Set<String> known) {
        if (repeated != null) {
            throw invalid("parameter `" + repeated + "` is given more than once");
        }
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw invalid("unknown parameter `" + name + "`, expected one of "
                        + String.join(", ", new TreeMap<>(asMap(known)).keySet()));
            }
        }
        return this;
    }

    private static Map<String, String> asMap(Set<String> names) {
        Map<String, String> map = new TreeMap<>();
        for (String name : names) {
            map.put("`" + name + "`", name);
        }
        return map;
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// The value under `name` or, where that is absent, under `alias`.
    public Optional<String> text(String name, String alias) {
        if (values.containsKey(name) && values.containsKey(alias)) {
            throw invalid("`" + name + "` and `" + alias + "` are the same parameter, give one");
        }
        return text(name).or(() -> text(alias));
    }

    public String require(String name) {
        return text(name).orElseThrow(() -> invalid("parameter `" + name + "` is missing"));
    }

    public boolean flag(String name, boolean absent) {
        String value = values.get(name);
        if (value == null) {
            return absent;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("parameter `" + name + "` must be `true` or `false`, got `" + value + "`");
        };
    }

    public OptionalLong integer(String name) {
        String value = values.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException notNumber) {
            throw invalid("parameter `" + name + "` must be an integer, got `" + value + "`");
        }
    }

    public long unsigned(String name, long absent) {
        long value = integer(name).orElse(absent);
        if (value < 0) {
            throw invalid("parameter `" + name + "` must not be negative, got `" + value + "`");
        }
        return value;
    }
}
