package io.trawl.config;

import io.trawl.common.TrawlException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// Text of a config, whatever its format, as one kind of tree. Bounded in depth and size; a key given twice is an
/// error.
final class ConfigTree {
    /// Configs are a few levels deep; beyond this something generated them by mistake.
    static final int MAX_DEPTH = 100;
    /// No honest config comes near; a larger one is the wrong file.
    static final int MAX_CHARS = 10_000_000;

    /// Values of one config, keys not counted; a thousand fields of twenty options are a tenth of it.
    static final int MAX_VALUES = 200_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(3L * MAX_VALUES)
                            .maxDocumentLength(4L * MAX_CHARS)
                            .maxStringLength(MAX_CHARS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /// What the parser says of its own options, which nobody who writes a config can set.
    private static final Pattern PARSER_OPTIONS = Pattern.compile(
            ", from `[^`]*`|: enable `[^`]*` to allow| \\(not recognized as one since Feature [^)]*\\)");

    private static final TomlMapper TOML = new TomlMapper();

    private ConfigTree() {}

    /// Reads an object.
    ///
    /// @throws TrawlException BAD_REQUEST with the parser's complaint and its place
    static ObjectNode read(String text, ConfigFormat format) {
        if (text.length() > MAX_CHARS) {
            throw TrawlException.badRequest("a config of " + text.length() + " characters is over the limit of "
                    + MAX_CHARS + ": is it the right file?");
        }
        JsonNode root = switch (format) {
            case JSON -> readJson(text);
            case YAML -> YamlTree.read(text);
            case TOML -> readToml(text);
        };
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw TrawlException.badRequest(
                "failed to parse " + format + " file: invalid type: " + Fields.describe(root) + ", expected a map");
    }

    private static JsonNode readJson(String text) {
        if (text.isBlank()) {
            throw TrawlException.badRequest("EOF while parsing a value" + endOf(text));
        }
        try {
            return JSON.readTree(text);
        } catch (JacksonException malformed) {
            String message = firstLine(malformed);
            if (message.startsWith("Duplicate Object property")) {
                throw TrawlException.badRequest(
                        "failed to parse JSON file: duplicate field " + backquoted(message) + place(malformed));
            }
            if (message.startsWith("Unexpected end-of-input")) {
                throw TrawlException.badRequest("EOF while parsing " + openContainer(text) + endOf(text));
            }
            throw TrawlException.badRequest(decapitalized(message) + place(malformed));
        }
    }

    private static JsonNode readToml(String text) {
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return TOML.readTree(text);
        } catch (JacksonException malformed) {
            throw TrawlException.badRequest(
                    "failed to parse TOML file: " + decapitalized(firstLine(malformed)) + place(malformed));
        } catch (StackOverflowError tooDeep) {
            throw TrawlException.badRequest("failed to parse TOML file: nested too deeply");
        }
    }

    private static String firstLine(JacksonException malformed) {
        String message = malformed.getOriginalMessage();
        String line =
                message == null ? "malformed text" : message.lines().findFirst().orElse("malformed text");
        return PARSER_OPTIONS.matcher(line).replaceAll("");
    }

    private static String decapitalized(String message) {
        return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    private static String backquoted(String message) {
        int first = message.indexOf('"');
        int last = message.lastIndexOf('"');
        return first < 0 || first == last ? "" : "`" + message.substring(first + 1, last) + "`";
    }

    private static String place(JacksonException malformed) {
        TokenStreamLocation at = malformed.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " at line " + at.getLineNr() + " column " + Math.max(0, at.getColumnNr() - 1);
    }

    private static String endOf(String text) {
        long lines = text.chars().filter(c -> c == '\n').count();
        return " at line " + (lines + 1) + " column " + (text.length() - 1 - text.lastIndexOf('\n'));
    }

    /// What was open when the text ended.
    private static String openContainer(String text) {
        Deque<Character> open = new ArrayDeque<>();
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                open.push(c);
            } else if ((c == '}' || c == ']') && !open.isEmpty()) {
                open.pop();
            }
        }
        if (inString) {
            return "a string";
        }
        if (open.isEmpty()) {
            return "a value";
        }
        return open.peek() == '{' ? "an object" : "a list";
    }
}
