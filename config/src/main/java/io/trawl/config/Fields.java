package io.trawl.config;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.HumanDuration;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes an object of a config apart, key by key.
///
/// Each key that is asked for is remembered; [#done] then refuses the others and names the ones that were asked for, in
/// that order. A key with the value null counts as absent. All complaints are [TrawlException]s with BAD_REQUEST and
/// without the file's name, which the caller adds.
final class Fields {
    private static final int SHOWN_CHARS = 200;
    /// Keys whose values are not shown, even if they are of the wrong type.
    private static final Set<String> SECRETS =
            Set.of("access_key_id", "secret_access_key", "access_key", "token", "metastore_uri");

    private final ObjectNode object;
    private final String path;
    private final boolean namesNearest;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> silent = new LinkedHashSet<>();

    private Fields(ObjectNode object, String path, boolean namesNearest) {
        this.object = object;
        this.path = path;
        this.namesNearest = namesNearest;
    }

    /// Complaints about unknown keys have Quickwit's wording, without the path.
    static Fields of(JsonNode node, String path) {
        return new Fields(requireObject(node, path), path, false);
    }

    /// Complaints about unknown keys name the path and the nearest known key.
    static Fields withHints(JsonNode node, String path) {
        return new Fields(requireObject(node, path), path, true);
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /// True if the key is there and not null; does not count as asking for it.
    boolean has(String key) {
        JsonNode value = object.get(key);
        return value != null && !value.isNull();
    }

    /// Accepts a key, without naming it among those expected.
    Optional<JsonNode> takeSilently(String key) {
        silent.add(key);
        return has(key) ? Optional.of(object.get(key)) : Optional.empty();
    }

    /// The value under the key or one of its other spellings.
    Optional<JsonNode> take(String key, String... aliases) {
        Optional<JsonNode> found = Optional.empty();
        List<String> spellings = new ArrayList<>(List.of(aliases));
        spellings.add(key);
        for (String spelling : spellings) {
            known.add(spelling);
            if (has(spelling)) {
                if (found.isPresent()) {
                    throw TrawlException.badRequest(
                            "duplicate field `" + key + "`: it is also given under another name");
                }
                found = Optional.of(object.get(spelling));
            }
        }
        return found;
    }

    Optional<String> optionalText(String key, String... aliases) {
        return take(key, aliases).map(node -> text(node, path(key)));
    }

    String text(String key, String absent) {
        return optionalText(key).orElse(absent);
    }

    String requiredText(String key) {
        return optionalText(key).orElseThrow(() -> missing(key));
    }

    boolean bool(String key, boolean absent, String... aliases) {
        return take(key, aliases)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrongType(node, "a boolean", path(key));
                    }
                    return node.booleanValue();
                })
                .orElse(absent);
    }

    int integer(String key, int absent, int min, int max) {
        return optionalInteger(key, min, max).map(Math::toIntExact).orElse(absent);
    }

    Optional<Long> optionalInteger(String key, long min, long max, String... aliases) {
        return take(key, aliases).map(node -> integer(node, path(key), min, max));
    }

    int nonzero(String key, int absent) {
        return Math.toIntExact(nonzero(key, absent, Integer.MAX_VALUE));
    }

    /// A whole number above 0, with Quickwit's words for one that is not.
    long nonzero(String key, long absent, long max) {
        return take(key)
                .map(node -> {
                    if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() == 0) {
                        throw TrawlException.badRequest("invalid value: integer `0`, expected a nonzero u32");
                    }
                    return integer(node, path(key), 1, max);
                })
                .orElse(absent);
    }

    double number(String key, double absent) {
        return take(key)
                .map(node -> {
                    if (!node.isNumber()) {
                        throw wrongType(node, "a number", path(key));
                    }
                    return node.doubleValue();
                })
                .orElse(absent);
    }

    Optional<DataSize> optionalSize(String key, String... aliases) {
        return take(key, aliases).map(node -> size(node, path(key)));
    }

    DataSize size(String key, DataSize absent) {
        return optionalSize(key).orElse(absent);
    }

    Optional<Duration> optionalDuration(String key) {
        return take(key).map(node -> parse(path(key), text(node, path(key)), HumanDuration::parse));
    }

    Duration duration(String key, Duration absent) {
        return optionalDuration(key).orElse(absent);
    }

    /// One of the constants, written in lower case.
    <E extends Enum<E>> E oneOf(String key, Class<E> type, E absent, String... aliases) {
        return take(key, aliases)
                .map(node -> constant(type, text(node, path(key))))
                .orElse(absent);
    }

    static <E extends Enum<E>> E constant(Class<E> type, String written) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(written)) {
                return constant;
            }
        }
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        throw unknownVariant(written, names);
    }

    List<String> texts(String key) {
        return list(key, Fields::text);
    }

    /// A list of texts, or one text with commas.
    List<String> textsOrCommas(String key) {
        if (object.get(key) instanceof JsonNode value && value.isString()) {
            known.add(key);
            return Arrays.stream(value.stringValue().split(","))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .toList();
        }
        return texts(key);
    }

    /// The elements of a list, each read with its path; empty where the key is absent.
    <T> List<T> list(String key, BiFunction<JsonNode, String, T> reader) {
        List<T> values = new ArrayList<>();
        take(key).ifPresent(node -> {
            if (!(node instanceof ArrayNode array)) {
                throw wrongType(node, "a sequence", path(key));
            }
            for (int i = 0; i < array.size(); i++) {
                values.add(reader.apply(array.get(i), path(key) + "[" + i + "]"));
            }
        });
        return values;
    }

    /// A section; absent reads as empty, so that every default of the section is in one place.
    Fields section(String key) {
        return optionalSection(key).orElseGet(() -> new Fields(object.objectNode(), path(key), namesNearest));
    }

    Optional<Fields> optionalSection(String key) {
        return take(key).map(node -> new Fields(requireObject(node, path(key)), path(key), namesNearest));
    }

    /// Each key with its value; for sections whose keys are the operator's own.
    ObjectNode all() {
        object.propertyNames().forEach(silent::add);
        return object;
    }

    /// Refuses what nobody asked for.
    /// Accepts every other key, whatever it says.
    void ignoreOthers() {
        silent.addAll(object.propertyNames());
    }

    void done() {
        for (String key : object.propertyNames()) {
            if (!known.contains(key) && !silent.contains(key)) {
                throw unknown(key);
            }
        }
    }

    TrawlException missing(String key) {
        return TrawlException.badRequest("missing field `" + key + "`" + (path.isEmpty() ? "" : " in `" + path + "`"));
    }

    /// Reads a value that has a syntax of its own, and puts its place before a complaint.
    static <T> T parse(String path, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST, "`" + path + "`: " + TrawlException.describe(refused), refused);
        }
    }

    static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw wrongType(node, "a string", path);
        }
        return node.stringValue();
    }

    static long integer(JsonNode node, String path, long min, long max) {
        if (!node.isIntegralNumber()) {
            throw wrongType(node, "an integer", path);
        }
        if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw TrawlException.badRequest("`" + path + "`: invalid value: " + describe(node)
                    + ", expected an integer from " + min + " to " + max);
        }
        return node.longValue();
    }

    static DataSize size(JsonNode node, String path) {
        if (node.isIntegralNumber()) {
            return DataSize.ofBytes(integer(node, path, 0, Long.MAX_VALUE));
        }
        if (!node.isString()) {
            throw wrongType(node, "a size such as `10MiB`", path);
        }
        return parse(path, node.stringValue(), DataSize::parse);
    }

    static TrawlException unknownVariant(String written, List<String> names) {
        return TrawlException.badRequest("unknown variant `" + abbreviated(written) + "`, " + expected(names));
    }

    static TrawlException wrongType(JsonNode node, String expected, String path) {
        boolean secret = SECRETS.contains(path.substring(path.lastIndexOf('.') + 1));
        String found = secret ? node.getNodeType().name().toLowerCase(Locale.ROOT) : describe(node);
        return TrawlException.badRequest("`" + path + "`: invalid type: " + found + ", expected " + expected);
    }

    /// A value in the words of Quickwit's parser.
    static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "string " + abbreviated(node.toString());
            case NUMBER -> (node.isIntegralNumber() ? "integer `" : "floating point `") + node + "`";
            case BOOLEAN -> "boolean `" + node + "`";
            case ARRAY -> "sequence";
            case OBJECT -> "map";
            default -> "null";
        };
    }

    /// A complaint stays one line, whatever it complains about.
    static String abbreviated(String text) {
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
    }

    private static ObjectNode requireObject(JsonNode node, String path) {
        if (node instanceof ObjectNode objectNode) {
            return objectNode;
        }
        throw path.isEmpty()
                ? TrawlException.badRequest("invalid type: " + describe(node) + ", expected a map")
                : wrongType(node, "a map", path);
    }

    private TrawlException unknown(String key) {
        List<String> names = List.copyOf(known);
        if (!namesNearest) {
            return TrawlException.badRequest("unknown field `" + abbreviated(key) + "`, " + expected(names));
        }
        String hint = NearestName.of(key, names)
                .map(nearest -> "did you mean `" + path(nearest) + "`?")
                .orElseGet(() -> expected(names));
        return TrawlException.badRequest("unknown key `" + path(abbreviated(key)) + "`: " + hint);
    }

    private static String expected(List<String> names) {
        List<String> quoted = names.stream().map(name -> "`" + name + "`").toList();
        return switch (quoted.size()) {
            case 0 -> "there are no fields";
            case 1 -> "expected " + quoted.getFirst();
            case 2 -> "expected " + quoted.getFirst() + " or " + quoted.getLast();
            default -> quoted.stream().collect(Collectors.joining(", ", "expected one of ", ""));
        };
    }
}
