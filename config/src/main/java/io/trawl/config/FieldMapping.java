package io.trawl.config;

import java.util.List;
import java.util.Optional;

/// One declared field of a doc mapping.
///
/// `array` means that a document may give a list of values. `stored` fields come back in hits, `indexed` ones can be
/// searched by value, `fast` ones have a column for sorts and aggregations.
public sealed interface FieldMapping {
    /// The name as written, dots included; below an object it is the part after the object's own path.
    String name();

    Optional<String> description();

    /// True if documents may give a list of values; never for objects and concatenate fields.
    default boolean array() {
        return false;
    }

    /// As configs write it: `text`, `array<u64>`, `object` …
    default String typeName() {
        return array() ? "array<" + scalarTypeName() + ">" : scalarTypeName();
    }

    private String scalarTypeName() {
        return switch (this) {
            case Text _ -> "text";
            case Number number -> number.type().configName();
            case Bool _ -> "bool";
            case Ip _ -> "ip";
            case Datetime _ -> "datetime";
            case Bytes _ -> "bytes";
            case Json _ -> "json";
            case ObjectField _ -> "object";
            case Concatenate _ -> "concatenate";
        };
    }

    /// @param tokenizer name of a built-in or custom tokenizer; of no meaning unless `indexed`, like `recordOption` and
    /// `fieldnorms`
    /// @param fast how values are changed for the column; empty without a column
    record Text(
            String name,
            Optional<String> description,
            boolean array,
            boolean stored,
            boolean indexed,
            String tokenizer,
            RecordOption recordOption,
            boolean fieldnorms,
            Optional<FastNormalizer> fast)
            implements FieldMapping {}

    /// @param coerce whether a string that looks like the number is taken for it
    record Number(
            String name,
            Optional<String> description,
            boolean array,
            NumberType type,
            boolean stored,
            boolean indexed,
            boolean fast,
            boolean coerce,
            NumberOutput outputFormat)
            implements FieldMapping {}

    record Bool(String name, Optional<String> description, boolean array, boolean stored, boolean indexed, boolean fast)
            implements FieldMapping {}

    record Ip(String name, Optional<String> description, boolean array, boolean stored, boolean indexed, boolean fast)
            implements FieldMapping {}

    /// @param inputFormats tried in this order, never empty: `rfc3339 iso8601 rfc2822 unix_timestamp`, or strptime
    /// @param outputFormat `rfc3339 iso8601 rfc2822 unix_timestamp_{secs,millis,micros,nanos}`, or strptime
    record Datetime(
            String name,
            Optional<String> description,
            boolean array,
            List<String> inputFormats,
            String outputFormat,
            FastPrecision fastPrecision,
            boolean stored,
            boolean indexed,
            boolean fast)
            implements FieldMapping {
        public Datetime {
            inputFormats = List.copyOf(inputFormats);
        }
    }

    record Bytes(
            String name,
            Optional<String> description,
            boolean array,
            BinaryFormat inputFormat,
            BinaryFormat outputFormat,
            boolean stored,
            boolean indexed,
            boolean fast)
            implements FieldMapping {}

    /// @param options as for dynamic fields
    record Json(String name, Optional<String> description, boolean array, JsonOptions options)
            implements FieldMapping {}

    /// Groups fields under a common path; has no value of its own.
    record ObjectField(String name, Optional<String> description, List<FieldMapping> fieldMappings)
            implements FieldMapping {
        public ObjectField {
            fieldMappings = List.copyOf(fieldMappings);
        }
    }

    /// One inverted field over the values of others; neither stored nor fast.
    record Concatenate(
            String name,
            Optional<String> description,
            List<String> concatenateFields,
            boolean includeDynamicFields,
            String tokenizer,
            RecordOption recordOption)
            implements FieldMapping {
        public Concatenate {
            concatenateFields = List.copyOf(concatenateFields);
        }
    }
}
