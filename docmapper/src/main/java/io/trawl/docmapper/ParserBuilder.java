package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.config.DocMapping;
import io.trawl.config.FieldMapping;
import io.trawl.config.FieldPaths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.jspecify.annotations.Nullable;

/// Makes the tree of [FieldParser]s of a doc mapping.
final class ParserBuilder {
    private final DocMapping mapping;
    private final Set<String> tagFields;
    private final IndexSchema schema;
    private final JsonColumns columns;
    private final TimeSource clock;
    private final Map<String, List<Concatenation>> concatenations = new HashMap<>();
    private final List<Concatenation> dynamicConcatenations = new ArrayList<>();
    private final @Nullable JsonRoot dynamic;
    private final @Nullable FieldPresence presence;

    /// All roots made, for accounting.
    final List<JsonRoot> roots = new ArrayList<>();

    final List<JsonFieldParser> jsonFields = new ArrayList<>();

    ParserBuilder(DocMapping mapping, IndexSchema schema, JsonColumns columns, TimeSource clock) {
        this.clock = clock;
        this.mapping = mapping;
        this.tagFields = Set.copyOf(mapping.allTagFields());
        this.schema = schema;
        this.columns = columns;
        this.presence = mapping.indexFieldPresence() ? new FieldPresence() : null;
        addConcatenations("", mapping.fieldMappings());
        this.dynamic = schema.dynamicRoot()
                .map(entry -> root(entry, dynamicConcatenations.toArray(Concatenation[]::new)))
                .orElse(null);
    }

    private void addConcatenations(String parent, List<FieldMapping> fields) {
        for (FieldMapping field : fields) {
            String path = SchemaBuilder.path(parent, field.name());
            if (field instanceof FieldMapping.ObjectField object) {
                addConcatenations(path, object.fieldMappings());
            } else if (field instanceof FieldMapping.Concatenate concatenate) {
                schema.entry(path)
                        .flatMap(Concatenation::of)
                        .ifPresent(concatenation -> addConcatenation(parent, fields, concatenate, concatenation));
            }
        }
    }

    /// Sources are looked for beside the concatenate field, then from the document's root.
    private void addConcatenation(
            String parent, List<FieldMapping> level, FieldMapping.Concatenate field, Concatenation concatenation) {
        for (String source : new LinkedHashSet<>(field.concatenateFields())) {
            boolean beside = !parent.isEmpty() && FieldPaths.find(level, source).isPresent();
            String path = FieldPaths.canonical(source);
            concatenations
                    .computeIfAbsent(beside ? parent + "." + path : path, _ -> new ArrayList<>())
                    .add(concatenation);
        }
        if (field.includeDynamicFields()) {
            dynamicConcatenations.add(concatenation);
        }
    }

    private Concatenation[] concatenationsOf(String path) {
        List<Concatenation> takers = concatenations.get(path);
        return takers == null ? Concatenation.NONE : takers.toArray(Concatenation[]::new);
    }

    ObjectParser build() {
        return object("", "", "", mapping.fieldMappings());
    }

    private ObjectParser object(String path, String messagePath, String jsonPath, List<FieldMapping> fields) {
        ObjectParser parser =
                new ObjectParser(messagePath, mapping.mode() == DocMapping.Mode.STRICT, dynamic, jsonPath);
        for (FieldMapping field : fields) {
            if (field instanceof FieldMapping.Concatenate) {
                continue;
            }
            byte[] key = field.name().getBytes(StandardCharsets.UTF_8);
            parser.keys.add(key, field(path, messagePath, jsonPath, field));
        }
        return parser;
    }

    private FieldParser field(String parent, String parentMessagePath, String parentJsonPath, FieldMapping field) {
        String path = SchemaBuilder.path(parent, field.name());
        String messagePath = parentMessagePath.isEmpty() ? field.name() : parentMessagePath + "." + field.name();
        if (field instanceof FieldMapping.ObjectField object) {
            boolean expandDots =
                    schema.dynamicRoot().map(FieldEntry::expandDots).orElse(false);
            String jsonPath = JsonPaths.append(parentJsonPath, field.name(), expandDots);
            return object(path, messagePath, jsonPath, object.fieldMappings());
        }
        FieldEntry entry = schema.entry(path).orElseThrow();
        FieldParser parser = leaf(path, messagePath, entry, field);
        if (parser instanceof ScalarParser scalar) {
            FieldPresence.Note note = note(entry);
            if (note != null) {
                scalar.noteIn(note);
            }
            scalar.concatenations = concatenationsOf(path);
        }
        return parser;
    }

    private FieldPresence.@Nullable Note note(FieldEntry entry) {
        return presence == null ? null : presence.of(entry);
    }

    private FieldParser leaf(String path, String messagePath, FieldEntry entry, FieldMapping field) {
        boolean tag = tagFields.contains(path);
        return switch (field) {
            case FieldMapping.Text _ -> new TextParser(messagePath, entry, pool(entry), tag);
            case FieldMapping.Number number ->
                new NumberParser(messagePath, entry, number.type(), number.coerce(), pool(entry), tag);
            case FieldMapping.Bool _ -> new BoolParser(messagePath, entry.array(), pool(entry));
            case FieldMapping.Ip _ -> new IpParser(messagePath, entry.array(), pool(entry));
            case FieldMapping.Datetime time -> {
                boolean timestamp = mapping.timestampField().equals(Optional.of(path));
                DatetimeReader reader = new DatetimeReader(time.inputFormats(), clock);
                yield new DatetimeParser(messagePath, entry, reader, pool(entry), timestamp);
            }
            case FieldMapping.Bytes bytes ->
                new BytesParser(messagePath, entry.array(), bytes.inputFormat(), pool(entry));
            case FieldMapping.Json _ -> {
                JsonFieldParser json = new JsonFieldParser(
                        messagePath, entry.array(), root(entry, concatenationsOf(path)), note(entry));
                jsonFields.add(json);
                yield json;
            }
            case FieldMapping.ObjectField _, FieldMapping.Concatenate _ ->
                throw new IllegalStateException("field `" + path + "` has no values of its own");
        };
    }

    private JsonRoot root(FieldEntry entry, Concatenation[] takers) {
        JsonRoot root = new JsonRoot(entry, columns, takers);
        roots.add(root);
        return root;
    }

    /// Null if the field is neither searchable nor in a column.
    private static @Nullable FieldPool pool(FieldEntry entry) {
        if (!entry.indexed() && !entry.fast()) {
            return null;
        }
        IndexOptions options = DocField.indexOptions(entry);
        FieldType type = DocField.type(options, docValues(entry), entry.fieldnorms());
        return new FieldPool(entry.luceneField(), type, stream(entry));
    }

    private static DocValuesType docValues(FieldEntry entry) {
        if (!entry.fast()) {
            return DocValuesType.NONE;
        }
        boolean bytes =
                entry.type() == ValueType.TEXT || entry.type() == ValueType.IP || entry.type() == ValueType.BYTES;
        if (bytes) {
            return entry.array() ? DocValuesType.SORTED_SET : DocValuesType.SORTED;
        }
        return entry.array() ? DocValuesType.SORTED_NUMERIC : DocValuesType.NUMERIC;
    }

    /// Texts are split; of bytes only those too long for a term go through a stream, which gives none.
    private static @Nullable TextStream stream(FieldEntry entry) {
        return switch (entry.type()) {
            case TEXT ->
                entry.tokenizer()
                        .map(tokenizer -> new TextStream(tokenizer.newCursor()))
                        .orElse(null);
            case BYTES -> new TextStream(Tokenizers.RAW.newCursor());
            default -> null;
        };
    }
}
