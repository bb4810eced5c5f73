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
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// From a stored line to the hit that clients see. Immutable and safe for concurrent use.
///
/// Declared fields are shown by their mapping; undeclared ones as they were sent if the mapping is dynamic and
/// stores them, and not at all otherwise. Nulls and empty arrays of declared fields are absent, and so are objects
/// that have nothing to show.
public final class DocRenderer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Members document;
    private final boolean storeSource;
    /// What is shown in place of the line, where another mapping stored it.
    private final @Nullable Members older;

    private DocRenderer(Members document, boolean storeSource, @Nullable Members older) {
        this.document = document;
        this.storeSource = storeSource;
        this.older = older;
    }

    static DocRenderer of(DocMapping mapping, TimeSource clock) {
        Values values = field -> ValueRenderer.of(field, clock);
        Members document = new Members(mapping.fieldMappings(), storesUndeclared(mapping), values, false);
        return new DocRenderer(document, mapping.storeSource(), null);
    }

    /// Shows documents that were stored under `older` as `today` wants them: only what was stored, converted to the
    /// types of today where that makes sense, and left out where it does not.
    static DocRenderer converting(DocMapping older, DocMapping today, TimeSource clock) {
        Values values = field -> ValueRenderer.of(field, clock);
        Members stored = new Members(OlderMapping.plainFields(older, today), storesUndeclared(older), values, false);
        Values converted = field -> ConvertedValue.of(field, clock);
        Members document = new Members(today.fieldMappings(), storesUndeclared(today), converted, true);
        return new DocRenderer(document, older.storeSource() && today.storeSource(), stored);
    }

    private static boolean storesUndeclared(DocMapping mapping) {
        return mapping.dynamicMapping()
                .map(dynamic -> dynamic.options().stored())
                .orElse(false);
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
            ObjectNode hit = older == null ? document.render(json) : convert(older.render(json));
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

    private ObjectNode convert(ObjectNode stored) {
        byte[] line = JSON.writeValueAsBytes(stored);
        JsonScanner json = new JsonScanner();
        json.start(line, 0, line.length);
        json.peek();
        return document.render(json);
    }

    /// Makes the renderer of a field's values.
    private interface Values {
        ValueRenderer of(FieldMapping field);
    }

    /// How the members of the document, or of an object in it, are shown.
    private static final class Members {
        private final Map<String, Field> fields = new HashMap<>();
        private final boolean undeclaredStored;

        /// @param converting whether a list may stand where one value is wanted
        Members(List<FieldMapping> mappings, boolean undeclaredStored, Values values, boolean converting) {
            this.undeclaredStored = undeclaredStored;
            for (FieldMapping mapping : mappings) {
                fields.put(mapping.name(), Field.of(mapping, undeclaredStored, values, converting));
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

        static Field of(FieldMapping mapping, boolean undeclaredStored, Values values, boolean converting) {
            if (mapping instanceof FieldMapping.ObjectField object) {
                return new Inner(new Members(object.fieldMappings(), undeclaredStored, values, converting));
            }
            if (!isStored(mapping)) {
                return new Hidden();
            }
            ValueRenderer renderer = values.of(mapping);
            return mapping.array() || !converting ? new Leaf(renderer, mapping.array()) : new First(renderer);
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

        /// One value, or the first of a list that can be shown.
        record First(ValueRenderer values) implements Field {
            @Override
            public @Nullable JsonNode render(JsonScanner json) {
                byte first = json.peek();
                if (first == 'n') {
                    json.readNull();
                    return null;
                }
                if (first != '[') {
                    return values.render(json);
                }
                JsonNode list = new Leaf(values, true).render(json);
                return list == null ? null : list.get(0);
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
