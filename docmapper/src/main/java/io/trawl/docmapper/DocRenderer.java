package io.trawl.docmapper;

import io.trawl.common.ErrorCode;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.DocMapping;
import io.trawl.config.FieldMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// From a stored line to the hit that clients see. Immutable and safe for concurrent use.
///
/// Declared fields are shown by their mapping; undeclared ones as they were sent if the mapping is dynamic and
/// stores them, and not at all otherwise. Nulls and empty arrays of declared fields are absent, and so are objects
/// that have nothing to show.
public final class DocRenderer {
    private final Members document;
    private final boolean storeSource;

    DocRenderer(DocMapping mapping, TimeSource clock) {
        boolean undeclaredStored = mapping.dynamicMapping()
                .map(dynamic -> dynamic.options().stored())
                .orElse(false);
        this.document = new Members(mapping.fieldMappings(), undeclaredStored, clock);
        this.storeSource = mapping.storeSource();
    }

    /// @param line as stored in [ColumnNames#SOURCE]
    /// @throws TrawlException CORRUPTED if the line is not a JSON object
    public ObjectNode render(byte[] line, int offset, int length) {
        JsonScanner json = new JsonScanner();
        try {
            json.start(line, offset, length);
            if (json.peek() != '{') {
                throw ParseAbort.MALFORMED;
            }
            ObjectNode hit = document.render(json);
            if (storeSource) {
                json.start(line, offset, length);
                hit.set(ColumnNames.SOURCE, Verbatim.read(json, false));
            }
            return hit;
        } catch (ParseAbort e) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED, "stored document of " + length + " bytes is not a JSON object", e);
        }
    }

    /// How the members of the document, or of an object in it, are shown.
    private static final class Members {
        private final Map<String, Field> fields = new HashMap<>();
        private final boolean undeclaredStored;

        Members(List<FieldMapping> mappings, boolean undeclaredStored, TimeSource clock) {
            this.undeclaredStored = undeclaredStored;
            for (FieldMapping mapping : mappings) {
                fields.put(mapping.name(), Field.of(mapping, undeclaredStored, clock));
            }
        }

        ObjectNode render(JsonScanner json) {
            ObjectNode shown = JsonNodeFactory.instance.objectNode();
            json.open();
            if (json.closes('}')) {
                return shown;
            }
            do {
                json.readString();
                String key = ScalarParser.string(json);
                json.colon();
                JsonNode value = render(json, key);
                if (value == null) {
                    // Of a key given twice the last value counts, also if it shows nothing.
                    shown.remove(key);
                } else {
                    shown.set(key, value);
                }
            } while (json.more('}'));
            return shown;
        }

        private @Nullable JsonNode render(JsonScanner json, String key) {
            Field field = fields.get(key);
            if (field != null) {
                return field.render(json);
            }
            if (undeclaredStored) {
                return ValueRenderer.verbatim(json);
            }
            json.skipValue();
            return null;
        }
    }

    /// One declared field.
    private sealed interface Field {
        @Nullable
        JsonNode render(JsonScanner json);

        static Field of(FieldMapping mapping, boolean undeclaredStored, TimeSource clock) {
            if (mapping instanceof FieldMapping.ObjectField object) {
                return new Inner(new Members(object.fieldMappings(), undeclaredStored, clock));
            }
            return isShown(mapping) ? new Leaf(ValueRenderer.of(mapping, clock), mapping.array()) : new Hidden();
        }

        private static boolean isShown(FieldMapping mapping) {
            // Quickwit does not show a declared name with a dot, and answers are compared with its own.
            return mapping.name().indexOf('.') < 0 && isStored(mapping);
        }

        private static boolean isStored(FieldMapping mapping) {
            return switch (mapping) {
                case FieldMapping.Text text -> text.stored();
                case FieldMapping.Number number -> number.stored();
                case FieldMapping.Bool bool -> bool.stored();
                case FieldMapping.Ip ip -> ip.stored();
                case FieldMapping.Datetime time -> time.stored();
                case FieldMapping.Bytes bytes -> bytes.stored();
                case FieldMapping.Json json -> json.options().stored();
                case FieldMapping.ObjectField _, FieldMapping.Concatenate _ -> false;
            };
        }

        record Hidden() implements Field {
            @Override
            public @Nullable JsonNode render(JsonScanner json) {
                json.skipValue();
                return null;
            }
        }

        record Inner(Members members) implements Field {
            @Override
            public @Nullable JsonNode render(JsonScanner json) {
                if (json.peek() != '{') {
                    json.skipValue();
                    return null;
                }
                ObjectNode shown = members.render(json);
                return shown.isEmpty() ? null : shown;
            }
        }

        record Leaf(ValueRenderer values, boolean array) implements Field {
            @Override
            public @Nullable JsonNode render(JsonScanner json) {
                byte first = json.peek();
                if (first == 'n') {
                    json.readNull();
                    return null;
                }
                if (!array) {
                    return values.render(json);
                }
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                if (first == '[') {
                    renderAll(json, list);
                } else {
                    add(list, values.render(json));
                }
                return list.isEmpty() ? null : list;
            }

            private void renderAll(JsonScanner json, ArrayNode list) {
                json.open();
                if (json.closes(']')) {
                    return;
                }
                do {
                    if (json.peek() == 'n') {
                        json.readNull();
                    } else {
                        add(list, values.render(json));
                    }
                } while (json.more(']'));
            }

            private static void add(ArrayNode list, @Nullable JsonNode value) {
                if (value != null) {
                    list.add(value);
                }
            }
        }
    }
}
