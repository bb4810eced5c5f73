package io.trawl.server.rest;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.server.http.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A JSON object in a request's body, read strictly: unknown keys and wrong types are errors that name them. `null`
/// means absent.
final class JsonBody {
    private static final DataSize LIMIT = DataSize.ofMebibytes(1);
    /// Deeper JSON is refused before it can exhaust a stack.
    private static final int MAX_NESTING = 200;

    /// What the reader says to those who wrote the program, not to those who wrote the JSON.
    private static final Pattern READERS_ADVICE = Pattern.compile(
            "[:,]? ?\\(?(maybe a \\(non-standard\\)|not recognized as one since|from `Stream|enable `Json).*");

    private static final Pattern HALF_CHARACTER = Pattern.compile("\\p{Cs}");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode body;

    private JsonBody(ObjectNode body) {
        this.body = body;
    }

    /// @throws TrawlException UNSUPPORTED_MEDIA_TYPE if the body says that it is something else
    static JsonBody of(ApiRequest request, Set<String> known) {
        checkMediaType(request.header("Content-Type").orElse("application/json"));
        JsonNode tree;
        try {
            tree = MAPPER.readTree(request.body(LIMIT));
        } catch (JacksonException notJson) {
            throw wrong(
                    READERS_ADVICE.matcher(notJson.getOriginalMessage()).replaceAll("") + place(notJson.getLocation()));
        }
        if (tree == null || tree.isMissingNode()) {
            throw wrong("EOF while parsing a value at line 1 column 0");
        }
        if (!(tree instanceof ObjectNode object)) {
            throw wrong("invalid type: " + kind(tree) + ", expected an object");
        }
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw wrong("unknown field `" + name + "`, expected one of `"
                        + String.join(
                                "`, `", new ArrayList<>(known).stream().sorted().toList()) + "`");
            }
        }
        checkCharacters(object);
        return new JsonBody(object);
    }

    /// JSON can write half a character, which no text has: nothing could be found by it. In names the reader refuses
    /// it.
    private static void checkCharacters(JsonNode tree) {
        if (tree.isString()) {
            checkCharacters(tree.stringValue());
        }
        for (JsonNode child : tree) {
            checkCharacters(child);
        }
    }

    private static void checkCharacters(String text) {
        if (HALF_CHARACTER.matcher(text).find()) {
            throw wrong("lone surrogate in `" + HALF_CHARACTER.matcher(text).replaceAll("?")
                    + "`: write the character itself, or both its halves");
        }
    }

    /// Where the reader was, which it does not know of everything that it refuses.
    private static String place(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + " column " + location.getColumnNr();
    }

    private static void checkMediaType(String contentType) {
        String mediaType = contentType.split(";", 2)[0].strip();
        if (!mediaType.equalsIgnoreCase("application/json")) {
            throw new TrawlException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The request's content-type is not supported: send `application/json`, not `" + mediaType + "`");
        }
    }

    private static TrawlException wrong(String detail) {
        return new TrawlException(ErrorCode.BAD_REQUEST, "Request body deserialize error: " + detail);
    }

    private static TrawlException wrongType(String name, JsonNode value, String expected) {
        return wrong("`" + name + "`: invalid type: " + kind(value) + ", expected " + expected);
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "sequence";
            case OBJECT -> "map";
            case STRING -> "string \"" + value.stringValue() + "\"";
            case NUMBER -> "number `" + value + "`";
            case BOOLEAN -> "boolean `" + value + "`";
            case NULL -> "null";
            default -> "unknown";
        };
    }

    Optional<JsonNode> node(String name) {
        JsonNode value = body.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    Optional<String> text(String name) {
        return node(name).map(value -> {
            if (!value.isString()) {
                throw wrongType(name, value, "a string");
            }
            return value.stringValue();
        });
    }

    /// The value under `name` or, where that is absent, under `alias`.
    Optional<String> text(String name, String alias) {
        Optional<String> value = text(name);
        Optional<String> other = text(alias);
        if (value.isPresent() && other.isPresent()) {
            throw wrong("duplicate field `" + name + "`: `" + alias + "` is the same, give one");
        }
        return value.or(() -> other);
    }

    String require(String name) {
        return text(name).orElseThrow(() -> wrong("missing field `" + name + "`"));
    }

    OptionalLong integer(String name) {
        Optional<JsonNode> value = node(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!value.get().isIntegralNumber() || !value.get().canConvertToLong()) {
            throw wrongType(name, value.get(), "an integer");
        }
        return OptionalLong.of(value.get().longValue());
    }

    long unsigned(String name, long absent) {
        long value = integer(name).orElse(absent);
        if (value < 0) {
            throw wrong("`" + name + "`: invalid value: integer `" + value + "`, expected u64");
        }
        return value;
    }

    boolean flag(String name, boolean absent) {
        return node(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw wrongType(name, value, "a boolean");
                    }
                    return value.booleanValue();
                })
                .orElse(absent);
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        JsonNode list = node(name).orElseThrow(() -> wrong("missing field `" + name + "`"));
        if (!list.isArray()) {
            throw wrongType(name, list, "a sequence");
        }
        for (JsonNode element : list) {
            if (!element.isString()) {
                throw wrongType(name, element, "a string");
            }
            texts.add(element.stringValue());
        }
        return texts;
    }
}
