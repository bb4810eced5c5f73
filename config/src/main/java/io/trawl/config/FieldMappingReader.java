package io.trawl.config;

import io.trawl.common.TrawlException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads `field_mappings`.
final class FieldMappingReader {
    private static final Set<String> RESERVED =
            new TreeSet<>(Set.of("_doc_length", "_dynamic", "_field_presence", "_source"));
    private static final Pattern NAME = Pattern.compile("[@$_\\-a-zA-Z][@$_/.\\-a-zA-Z0-9]{0,254}");
    private static final int MAX_NAME_LENGTH = 255;
    private static final List<String> DEFAULT_INPUT_FORMATS = List.of("rfc3339", "unix_timestamp");
    private static final Set<String> INPUT_FORMATS = Set.of("rfc3339", "iso8601", "rfc2822", "unix_timestamp");
    private static final Set<String> OUTPUT_FORMATS = Set.of(
            "rfc3339",
            "iso8601",
            "rfc2822",
            "unix_timestamp_secs",
            "unix_timestamp_millis",
            "unix_timestamp_micros",
            "unix_timestamp_nanos");

    private FieldMappingReader() {}

    static FieldMapping read(JsonNode node, String path) {
        Fields fields = Fields.of(node, path);
        String name = fields.takeSilently("name")
                .map(value -> Fields.text(value, fields.path("name")))
                .orElseThrow(() -> fields.missing("name"));
        checkName(name);
        String type = fields.takeSilently("type")
                .map(value -> Fields.text(value, fields.path("type")))
                .orElseThrow(() -> fields.missing("type"));
        try {
            FieldMapping mapping = read(name, type, fields);
            fields.done();
            return mapping;
        } catch (TrawlException refused) {
            if (refused.getMessage() instanceof String text && text.startsWith("field `" + name + "` has an unknown")) {
                throw refused;
            }
            throw TrawlException.badRequest(
                    "error while parsing field `" + name + "`: " + TrawlException.describe(refused));
        }
    }

    private static FieldMapping read(String name, String type, Fields fields) {
        boolean array = type.startsWith("array<") && type.endsWith(">");
        String scalar = array ? type.substring("array<".length(), type.length() - 1) : type;
        Optional<String> description = fields.optionalText("description");
        return switch (scalar) {
            case "text" -> text(name, description, array, fields);
            case "u64" -> number(name, description, array, NumberType.U64, fields);
            case "i64" -> number(name, description, array, NumberType.I64, fields);
            case "f64" -> number(name, description, array, NumberType.F64, fields);
            case "bool" -> {
                Storage storage = Storage.read(fields);
                yield new FieldMapping.Bool(name, description, array, storage.stored, storage.indexed, storage.fast);
            }
            case "ip" -> {
                Storage storage = Storage.read(fields);
                yield new FieldMapping.Ip(name, description, array, storage.stored, storage.indexed, storage.fast);
            }
            case "datetime" -> datetime(name, description, array, fields);
            case "bytes" -> bytes(name, description, array, fields);
            case "json" -> new FieldMapping.Json(name, description, array, jsonOptions(fields, JsonOptions.DEFAULT));
            case "object" -> {
                requireScalar(array, "object");
                yield object(name, description, fields);
            }
            case "concatenate" -> {
                requireScalar(array, "concatenate");
                yield concatenate(name, description, fields);
            }
            default ->
                throw TrawlException.badRequest(
                        "field `" + name + "` has an unknown type: `" + Fields.abbreviated(type) + "`");
        };
    }

    private static FieldMapping text(String name, Optional<String> description, boolean array, Fields fields) {
        boolean indexed = fields.bool("indexed", true);
        Optional<String> tokenizer = fields.optionalText("tokenizer");
        Optional<String> record = fields.optionalText("record");
        boolean fieldnorms = fields.bool("fieldnorms", false);
        boolean stored = fields.bool("stored", true);
        Optional<FastNormalizer> fast = fast(fields, Optional.empty());
        if (!indexed && (tokenizer.isPresent() || record.isPresent() || fieldnorms)) {
            throw TrawlException.badRequest(
                    "`record`, `tokenizer`, and `fieldnorms` parameters are allowed only if indexed is true");
        }
        return new FieldMapping.Text(
                name,
                description,
                array,
                stored,
                indexed,
                tokenizer.orElse("default"),
                record(record, RecordOption.BASIC),
                fieldnorms,
                fast);
    }

    private static FieldMapping number(
            String name, Optional<String> description, boolean array, NumberType type, Fields fields) {
        Storage storage = Storage.read(fields);
        boolean coerce = fields.bool("coerce", true);
        NumberOutput output = fields.oneOf("output_format", NumberOutput.class, NumberOutput.NUMBER);
        return new FieldMapping.Number(
                name, description, array, type, storage.stored, storage.indexed, storage.fast, coerce, output);
    }

    private static FieldMapping datetime(String name, Optional<String> description, boolean array, Fields fields) {
        List<String> inputFormats =
                fields.list("input_formats", (node, path) -> inputFormat(Fields.text(node, path))).stream()
                        .distinct()
                        .toList();
        String outputFormat = outputFormat(fields.text("output_format", "rfc3339"));
        FastPrecision precision =
                fields.oneOf("fast_precision", FastPrecision.class, FastPrecision.SECONDS, "precision");
        Storage storage = Storage.read(fields);
        return new FieldMapping.Datetime(
                name,
                description,
                array,
                inputFormats.isEmpty() ? DEFAULT_INPUT_FORMATS : inputFormats,
                outputFormat,
                precision,
                storage.stored,
                storage.indexed,
                storage.fast);
    }

    private static FieldMapping bytes(String name, Optional<String> description, boolean array, Fields fields) {
        BinaryFormat input = fields.oneOf("input_format", BinaryFormat.class, BinaryFormat.BASE64);
        BinaryFormat output = fields.oneOf("output_format", BinaryFormat.class, BinaryFormat.BASE64);
        Storage storage = Storage.read(fields);
        if (array && storage.fast) {
            throw TrawlException.badRequest("fast field is not allowed for array<bytes>");
        }
        return new FieldMapping.Bytes(
                name, description, array, input, output, storage.stored, storage.indexed, storage.fast);
    }

    private static FieldMapping object(String name, Optional<String> description, Fields fields) {
        List<FieldMapping> inner = fields.list("field_mappings", FieldMappingReader::read);
        // Quickwit passes over whatever else an object has, such as `stored`, and configs have it.
        fields.ignoreOthers();
        if (inner.isEmpty()) {
            throw TrawlException.badRequest("object type must have at least one field mapping");
        }
        return new FieldMapping.ObjectField(name, description, inner);
    }

    private static FieldMapping concatenate(String name, Optional<String> description, Fields fields) {
        List<String> sources = fields.texts("concatenate_fields");
        boolean includeDynamic = fields.bool("include_dynamic_fields", false);
        String tokenizer = fields.text("tokenizer", "default");
        RecordOption record = record(fields.optionalText("record"), RecordOption.BASIC);
        if (sources.isEmpty() && !includeDynamic) {
            throw TrawlException.badRequest("concatenate type must have at least one sub-field");
        }
        return new FieldMapping.Concatenate(name, description, sources, includeDynamic, tokenizer, record);
    }

    /// The options of a `json` field or of the dynamic mapping.
    static JsonOptions jsonOptions(Fields fields, JsonOptions absent) {
        boolean indexed = fields.bool("indexed", absent.indexed());
        Optional<String> tokenizer = fields.optionalText("tokenizer");
        Optional<String> record = fields.optionalText("record");
        boolean stored = fields.bool("stored", absent.stored());
        boolean expandDots = fields.bool("expand_dots", absent.expandDots());
        Optional<FastNormalizer> fast = fast(fields, absent.fast());
        if (!indexed && (tokenizer.isPresent() || record.isPresent())) {
            throw TrawlException.badRequest("`record` and `tokenizer` parameters are allowed only if indexed is true");
        }
        return new JsonOptions(
                stored,
                indexed,
                tokenizer.orElse(absent.tokenizer()),
                record(record, absent.recordOption()),
                expandDots,
                fast);
    }

    /// `false`, `true`, or `{"normalizer": …}`.
    private static Optional<FastNormalizer> fast(Fields fields, Optional<FastNormalizer> absent) {
        Optional<JsonNode> given = fields.take("fast");
        if (given.isEmpty()) {
            return absent;
        }
        JsonNode value = given.get();
        if (value.isBoolean()) {
            return value.booleanValue() ? Optional.of(FastNormalizer.RAW) : Optional.empty();
        }
        if (value.isObject() && value.size() == 1 && value.get("normalizer") instanceof JsonNode normalizer) {
            for (FastNormalizer known : FastNormalizer.values()) {
                if (normalizer.isString() && normalizer.stringValue().equals(known.configName())) {
                    return Optional.of(known);
                }
            }
        }
        throw TrawlException.badRequest(
                "data did not match any variant of untagged enum FastFieldOptionsForSerialization");
    }

    private static RecordOption record(Optional<String> written, RecordOption absent) {
        return written.map(text -> Fields.constant(RecordOption.class, text)).orElse(absent);
    }

    private static String inputFormat(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        return INPUT_FORMATS.contains(lower) ? lower : pattern(written, "input");
    }

    private static String outputFormat(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        return OUTPUT_FORMATS.contains(lower) ? lower : pattern(written, "output");
    }

    private static String pattern(String written, String direction) {
        if (DatetimePattern.isPattern(written)) {
            // What cannot be understood is refused here, where the field's name is known.
            try {
                DatetimePattern.parse(written);
            } catch (IllegalArgumentException unknown) {
                throw TrawlException.badRequest(TrawlException.describe(unknown));
            }
            return written;
        }
        throw TrawlException.badRequest("unknown " + direction + " format: `" + Fields.abbreviated(written)
                + "`. a custom date time format must contain at least one `strftime` special characters");
    }

    private static void requireScalar(boolean array, String type) {
        if (array) {
            throw TrawlException.badRequest(type + " type cannot be used in an array");
        }
    }

    private static void checkName(String name) {
        if (RESERVED.contains(name)) {
            throw TrawlException.badRequest("field name `" + name
                    + "` is reserved. the following fields are reserved for Quickwit internal usage: "
                    + String.join(", ", RESERVED));
        }
        if (name.isEmpty()) {
            throw TrawlException.badRequest("field name is empty");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw TrawlException.badRequest(
                    "field name `" + Fields.abbreviated(name) + "` is too long. the maximum length is 255 characters");
        }
        if (!NAME.matcher(name).matches()) {
            boolean badStart = !NAME.matcher(name.substring(0, 1)).matches();
            throw TrawlException.badRequest("field name `" + name + "` "
                    + (badStart && NAME.matcher("a" + name.substring(1)).matches()
                            ? "has an illegal first character. field names must start with a letter, `_`, `-`, `@` or `$`"
                            : "contains illegal characters. field names must only contain uppercase and lowercase ASCII"
                                    + " letters, digits, hyphens `-`, periods `.`, and underscores `_`"));
        }
    }

    /// The three flags that most types share.
    private record Storage(boolean stored, boolean indexed, boolean fast) {
        static Storage read(Fields fields) {
            return new Storage(fields.bool("stored", true), fields.bool("indexed", true), fields.bool("fast", false));
        }
    }
}
