package io.trawl.config;

import io.trawl.common.TrawlException;
import java.math.BigInteger;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// YAML 1.2 with anchors resolved, which Jackson's own reader does not do.
///
/// An alias is copied where it stands; copies are counted, so that a few lines of nested aliases cannot fill the
/// memory,
/// and one that leads to itself is an error.
final class YamlTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int nodes;

    private YamlTree() {}

    /// @throws TrawlException BAD_REQUEST "failed to parse YAML file: …"
    static JsonNode read(String text) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setCodePointLimit(ConfigTree.MAX_CHARS)
                    .setSchema(new CoreSchema())
                    .setAllowRecursiveKeys(false)
                    // Copies are counted here instead, which a few honest aliases of one list pass.
                    .setMaxAliasesForCollections(Integer.MAX_VALUE)
                    // Refused below, where the place is known.
                    .setAllowNonScalarKeys(true)
                    .build();
            checkBrackets(text);
            countEvents(text, settings);
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isEmpty() ? NODES.objectNode() : new YamlTree().convert(root.get(), 0);
        } catch (MarkedYamlEngineException malformed) {
            throw failure(sentence(malformed), malformed.getProblemMark());
        } catch (YamlEngineException malformed) {
            throw failure(TrawlException.describe(malformed).lines().findFirst().orElse(""), Optional.empty());
        } catch (StackOverflowError tooDeep) {
            throw failure("nested too deeply", Optional.empty());
        }
    }

    /// The scanner's time grows with the square of the brackets that are open, and more: 20 KB of them take minutes.
    /// Those in texts and comments count too, which no honest config notices.
    private static void checkBrackets(String text) {
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == '{') {
                open++;
            } else if (open > 0 && (c == ']' || c == '}')) {
                open--;
            }
            if (open > ConfigTree.MAX_DEPTH) {
                throw failure("more than " + ConfigTree.MAX_DEPTH + " brackets are open", Optional.empty());
            }
        }
    }

    /// Composing keeps every node with its marks, a hundred times the text; what has too many is refused before.
    private static void countEvents(String text, LoadSettings settings) {
        int events = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            // A collection has two events, and the stream and the document have four.
            if (++events > 2 * ConfigTree.MAX_VALUES) {
                throw failure("more than " + ConfigTree.MAX_VALUES + " values", event.getStartMark());
            }
        }
    }

    private JsonNode convert(Node node, int depth) {
        if (++nodes > ConfigTree.MAX_VALUES) {
            throw failure(
                    "more than " + ConfigTree.MAX_VALUES + " values, aliases counted where they stand",
                    node.getStartMark());
        }
        if (depth > ConfigTree.MAX_DEPTH) {
            throw failure(
                    node.isRecursive()
                            ? "an alias leads back to its own anchor"
                            : "nested deeper than " + ConfigTree.MAX_DEPTH + " levels",
                    node.getStartMark());
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                ArrayNode array = NODES.arrayNode();
                for (Node element : sequence.getValue()) {
                    array.add(convert(element, depth + 1));
                }
                yield array;
            }
            case MappingNode mapping -> mapping(mapping, depth);
            default -> throw failure("unexpected " + node.getNodeType(), node.getStartMark());
        };
    }

    private ObjectNode mapping(MappingNode mapping, int depth) {
        ObjectNode object = NODES.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            Node keyNode = entry.getKeyNode();
            if (!(keyNode instanceof ScalarNode key)) {
                throw failure("a key must be a plain text", keyNode.getStartMark());
            }
            if (object.has(key.getValue())) {
                throw failure("duplicate field `" + key.getValue() + "`", key.getStartMark());
            }
            object.set(key.getValue(), convert(entry.getValueNode(), depth + 1));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode node) {
        String value = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        try {
            if (tag.equals(Tag.BOOL)) {
                return NODES.booleanNode(Boolean.parseBoolean(value));
            }
            if (tag.equals(Tag.INT)) {
                return integer(value);
            }
            if (tag.equals(Tag.FLOAT)) {
                return NODES.numberNode(Double.parseDouble(value));
            }
        } catch (NumberFormatException notFinite) {
            return NODES.stringNode(value);
        }
        return NODES.stringNode(value);
    }

    private static JsonNode integer(String text) {
        BigInteger value;
        if (text.startsWith("0x")) {
            value = new BigInteger(text.substring(2), 16);
        } else if (text.startsWith("0o")) {
            value = new BigInteger(text.substring(2), 8);
        } else {
            value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
        }
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    private static String sentence(MarkedYamlEngineException malformed) {
        String problem = malformed.getProblem();
        String context = malformed.getContext();
        String text =
                problem == null ? "malformed text" : problem.lines().findFirst().orElse("malformed text");
        return context == null || context.isBlank()
                ? text
                : text + ", " + context.lines().findFirst().orElse("");
    }

    private static TrawlException failure(String problem, Optional<Mark> place) {
        String at = place.map(mark -> " at line " + (mark.getLine() + 1) + " column " + (mark.getColumn() + 1))
                .orElse("");
        return TrawlException.badRequest("failed to parse YAML file: " + problem + at);
    }
}
