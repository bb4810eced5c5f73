package io.trawl.docmapper;

import io.trawl.common.TrawlException;
import io.trawl.config.DocMapping;
import io.trawl.config.FieldMapping;
import io.trawl.config.JsonOptions;
import io.trawl.config.NumberType;
import io.trawl.config.RecordOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the [IndexSchema] of a doc mapping.
final class SchemaBuilder {
    private final Tokenizers tokenizers;
    private final List<FieldEntry> entries = new ArrayList<>();

    private SchemaBuilder(Tokenizers tokenizers) {
        this.tokenizers = tokenizers;
    }

    static IndexSchema schemaOf(DocMapping mapping, Tokenizers tokenizers) {
        SchemaBuilder builder = new SchemaBuilder(tokenizers);
        builder.addAll("", mapping.fieldMappings());
        if (mapping.storeDocumentSize()) {
            builder.entries.add(FieldEntry.plain(ColumnNames.DOC_LENGTH, ValueType.U64, false, false, false, true));
        }
        Optional<FieldEntry> dynamicRoot =
                mapping.dynamicMapping().map(dynamic -> builder.json(ColumnNames.DYNAMIC, false, dynamic.options()));
        return new IndexSchema(
                mapping.mode(), builder.entries, dynamicRoot, mapping.timestampField(), mapping.indexFieldPresence());
    }

    /// The path of the field `name` below `parent`, as queries write it.
    static String path(String parent, String name) {
        String escaped = name.replace(".", "\\.");
        return parent.isEmpty() ? escaped : parent + "." + escaped;
    }

    private void addAll(String parent, List<FieldMapping> mappings) {
        for (FieldMapping mapping : mappings) {
            String path = path(parent, mapping.name());
            switch (mapping) {
                case FieldMapping.ObjectField object -> addAll(path, object.fieldMappings());
                case FieldMapping.Concatenate concatenate -> entries.add(concatenate(path, concatenate));
                case FieldMapping.Text text -> entries.add(text(path, text));
                case FieldMapping.Number number ->
                    entries.add(FieldEntry.plain(
                            path,
                            valueType(number.type()),
                            number.array(),
                            number.stored(),
                            number.indexed(),
                            number.fast()));
                case FieldMapping.Bool bool ->
                    entries.add(FieldEntry.plain(
                            path, ValueType.BOOL, bool.array(), bool.stored(), bool.indexed(), bool.fast()));
                case FieldMapping.Ip ip ->
                    entries.add(FieldEntry.plain(path, ValueType.IP, ip.array(), ip.stored(), ip.indexed(), ip.fast()));
                case FieldMapping.Datetime time ->
                    entries.add(FieldEntry.plain(
                                    path, ValueType.DATETIME, time.array(), time.stored(), time.indexed(), time.fast())
                            .withPrecision(time.fastPrecision()));
                case FieldMapping.Bytes bytes ->
                    entries.add(FieldEntry.plain(
                                    path, ValueType.BYTES, bytes.array(), bytes.stored(), bytes.indexed(), bytes.fast())
                            .withBinaryFormat(bytes.inputFormat()));
                case FieldMapping.Json json -> entries.add(json(path, json.array(), json.options()));
            }
        }
    }

    private FieldEntry text(String path, FieldMapping.Text text) {
        Optional<TextTokenizer> tokenizer =
                text.indexed() ? Optional.of(tokenizer(text.tokenizer(), text.name())) : Optional.empty();
        RecordOption record = text.indexed() ? text.recordOption() : RecordOption.BASIC;
        return FieldEntry.plain(
                        path,
                        ValueType.TEXT,
                        text.array(),
                        text.stored(),
                        text.indexed(),
                        text.fast().isPresent())
                .withText(text.fast(), record, text.indexed() && text.fieldnorms(), tokenizer);
    }

    private FieldEntry concatenate(String path, FieldMapping.Concatenate concatenate) {
        return FieldEntry.plain(path, ValueType.CONCATENATE, false, false, true, false)
                .withText(
                        Optional.empty(),
                        concatenate.recordOption(),
                        false,
                        Optional.of(tokenizer(concatenate.tokenizer(), path)));
    }

    private FieldEntry json(String path, boolean array, JsonOptions options) {
        Optional<TextTokenizer> tokenizer =
                options.indexed() ? Optional.of(tokenizer(options.tokenizer(), path)) : Optional.empty();
        RecordOption record = options.indexed() ? options.recordOption() : RecordOption.BASIC;
        return FieldEntry.plain(
                        path,
                        ValueType.JSON,
                        array,
                        options.stored(),
                        options.indexed(),
                        options.fast().isPresent())
                .withText(options.fast(), record, false, tokenizer)
                .withExpandDots(options.expandDots());
    }

    private TextTokenizer tokenizer(String name, String field) {
        return tokenizers
                .find(name)
                .orElseThrow(() -> TrawlException.badRequest(
                        "tokenizer `" + name + "` of field `" + field + "` is unknown or not supported yet"));
    }

    private static ValueType valueType(NumberType type) {
        return switch (type) {
            case U64 -> ValueType.U64;
            case I64 -> ValueType.I64;
            case F64 -> ValueType.F64;
        };
    }
}
