package io.trawl.search;

import io.trawl.docmapper.IpAddresses;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A field of a random mapping, and the values that documents may have in it. A value is what JSON has: text, number
/// or truth value.
///
/// @param digits of a second that the column of times keeps: 0, 3, 6 or 9
record PlainField(String name, Kind kind, boolean array, boolean fast, boolean indexed, int digits) {
    enum Kind {
        RAW,
        LOWER,
        WORDS,
        POSITIONS,
        U64,
        I64,
        F64,
        BOOL,
        DATETIME,
        IP,
        BYTES,
        DYNAMIC;

        boolean isText() {
            return this == RAW || this == LOWER || isWords();
        }

        boolean isWords() {
            return this == WORDS || this == POSITIONS;
        }
    }

    private static final String[] TEXTS = {
        "INFO", "error", "Error", "web-1", "web-3", "é", "É", "жук", "日本", "a b", "42", "x*y", "🍰 pie", "errand"
    };
    private static final String[] WORDS = {
        "error", "Timeout", "connection", "closed", "by", "peer", "é", "Жук", "42", "007", "a", "errand"
    };
    private static final String[] ADDRESSES = {
        "10.0.0.1", "10.0.0.2", "10.1.0.1", "192.168.0.1", "::1", "2001:db8::1", "2001:db8::ffff", "255.255.255.255"
    };

    /// Whether values are in an order that ranges and sorts know.
    boolean isOrdered() {
        return kind != Kind.BOOL && !kind.isWords() && (fast || !kind.isText());
    }

    boolean isSortable() {
        return fast && !kind.isWords() && !name.equals("d2");
    }

    String mapping() {
        String type = switch (kind) {
            case RAW, LOWER, WORDS, POSITIONS -> "text";
            case DYNAMIC -> throw new IllegalStateException(name);
            case U64, I64, F64, BOOL, DATETIME, IP, BYTES -> kind.name().toLowerCase(Locale.ROOT);
        };
        String text = switch (kind) {
            case RAW -> indexed ? ", \"tokenizer\": \"raw\"" : "";
            case LOWER -> ", \"tokenizer\": \"lowercase\"";
            case POSITIONS -> ", \"record\": \"position\"";
            case DATETIME -> ", \"fast_precision\": \"%s\"".formatted(precision());
            case WORDS, U64, I64, F64, BOOL, IP, BYTES, DYNAMIC -> "";
        };
        return "{\"name\": \"%s\", \"type\": \"%s\", \"fast\": %s, \"indexed\": %s%s}"
                .formatted(
                        name.substring(name.indexOf('.') + 1),
                        array ? "array<" + type + ">" : type,
                        fast,
                        indexed,
                        text);
    }

    private String precision() {
        return switch (digits) {
            case 0 -> "seconds";
            case 3 -> "milliseconds";
            case 6 -> "microseconds";
            default -> "nanoseconds";
        };
    }

    List<Object> values(Random random) {
        List<Object> values = new ArrayList<>();
        int count = array ? random.nextInt(4) : random.nextInt(4) == 0 ? 0 : 1;
        for (int i = 0; i < count; i++) {
            values.add(value(random));
        }
        return values;
    }

    Object value(Random random) {
        return switch (kind) {
            case RAW, LOWER -> pick(TEXTS, random);
            case WORDS, POSITIONS -> sentence(random, 6);
            case U64 ->
                switch (random.nextInt(6)) {
                    case 0 -> new BigDecimal("18446744073709551615");
                    case 1 -> new BigDecimal("9223372036854775808");
                    default -> BigDecimal.valueOf(random.nextInt(12));
                };
            case I64 ->
                switch (random.nextInt(6)) {
                    case 0 -> BigDecimal.valueOf(Long.MIN_VALUE);
                    case 1 -> BigDecimal.valueOf(Long.MAX_VALUE);
                    default -> BigDecimal.valueOf(random.nextInt(12) - 6L);
                };
            case F64 ->
                switch (random.nextInt(8)) {
                    case 0 -> new BigDecimal("1e308");
                    case 1 -> new BigDecimal("-1e308");
                    case 2 -> new BigDecimal(Double.MIN_VALUE);
                    default -> BigDecimal.valueOf((random.nextInt(40) - 20) / 4.0);
                };
            case BOOL -> random.nextBoolean();
            case DATETIME -> time(random);
            case IP -> pick(ADDRESSES, random);
            case BYTES -> {
                byte[] bytes = new byte[1 + random.nextInt(2)];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (random.nextInt(3) * 100);
                }
                yield Base64.getEncoder().encodeToString(bytes);
            }
            case DYNAMIC ->
                switch (random.nextInt(6)) {
                    case 0 -> random.nextBoolean();
                    case 1 -> BigDecimal.valueOf(random.nextInt(9) - 4L);
                    case 2 -> BigDecimal.valueOf((random.nextInt(20) - 10) / 4.0);
                    case 3 -> time(random);
                    default -> pick(TEXTS, random);
                };
        };
    }

    static String sentence(Random random, int most) {
        List<String> words = new ArrayList<>();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            words.add(pick(WORDS, random));
        }
        return String.join(random.nextInt(5) == 0 ? ", " : " ", words);
    }

    private static String time(Random random) {
        if (random.nextInt(12) == 0) {
            return random.nextBoolean() ? "1973-01-01T00:00:00Z" : "2200-12-31T23:59:59.999999999Z";
        }
        String fraction = switch (random.nextInt(4)) {
            case 0 -> ".5";
            case 1 -> ".500001";
            case 2 -> ".123456789";
            default -> "";
        };
        return "2024-05-01T10:%02d:%02d%sZ".formatted(random.nextInt(3), random.nextInt(4) * 15, fraction);
    }

    static <T> T pick(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    /// How a query writes a value.
    String queryText(Object value) {
        return switch (kind) {
            case F64 -> Double.toString(((BigDecimal) value).doubleValue());
            case BYTES -> HexFormat.of().formatHex(Base64.getDecoder().decode((String) value));
            case RAW, LOWER, WORDS, POSITIONS, U64, I64, BOOL, DATETIME, IP, DYNAMIC ->
                value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        };
    }

    /// What ranges and sorts compare: of a field that has a column by its column, else by its terms.
    Comparable<?> key(Object value) {
        return switch (kind) {
            case U64, I64 -> (BigDecimal) value;
            // As a double sees it.
            case F64 -> new BigDecimal(((BigDecimal) value).doubleValue() + 0.0);
            case BOOL -> (Boolean) value;
            case DATETIME -> cut(nanos((String) value), fast ? digits : 0);
            case IP -> new Bytes(IpAddresses.parse((String) value).orElseThrow());
            case BYTES -> new Bytes(Base64.getDecoder().decode((String) value));
            case RAW, LOWER, WORDS, POSITIONS -> new Bytes(((String) value).getBytes(StandardCharsets.UTF_8));
            case DYNAMIC -> throw new IllegalStateException(name);
        };
    }

    static long nanos(String time) {
        OffsetDateTime parsed = OffsetDateTime.parse(time);
        return parsed.toEpochSecond() * 1_000_000_000L + parsed.getNano();
    }

    static @Nullable Long nanosIfTime(String text) {
        return text.length() >= 20 && text.charAt(10) == 'T' ? nanos(text) : null;
    }

    static long cut(long nanos, int digits) {
        long unit = (long) Math.pow(10, 9 - digits);
        return nanos - nanos % unit;
    }

    /// Bytes in their unsigned order.
    record Bytes(byte[] bytes) implements Comparable<Bytes> {
        @Override
        public int compareTo(Bytes other) {
            return Arrays.compareUnsigned(bytes, other.bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes it && Arrays.equals(bytes, it.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
