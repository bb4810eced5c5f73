package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.JsonType;
import io.trawl.docmapper.ResolvedField;
import io.trawl.docmapper.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the columns behind the field names of aggregations and sort keys, and says what is wrong with a name.
public final class FieldColumns {
    private FieldColumns() {}

    /// The columns that an aggregation on `field` reads; none for an object, which has no values of its own.
    ///
    /// @throws TrawlException BAD_REQUEST for a field that does not exist or has no column
    public static List<FieldColumn> forAggregation(IndexSchema schema, String field) {
        Optional<ResolvedField> resolved = schema.resolve(field);
        if (resolved.isEmpty()) {
            if (!schema.entriesBelow(field).isEmpty()) {
                return List.of();
            }
            throw TrawlException.badRequest("Invalid argument: Field \"" + field + "\" does not exist");
        }
        return switch (resolved.get()) {
            case ResolvedField.JsonPath(FieldEntry root, String path) -> {
                checkFast(root, field);
                yield jsonColumns(root, path);
            }
            case ResolvedField.Plain(FieldEntry entry) -> {
                checkFast(entry, field);
                yield entry.type() == ValueType.JSON ? List.of() : List.of(plainColumn(entry));
            }
        };
    }

    private static void checkFast(FieldEntry entry, String field) {
        if (!entry.fast()) {
            throw TrawlException.badRequest(
                    "Invalid argument: Field \"" + field + "\" is not configured as a fast field");
        }
    }

    /// All columns that the aggregations read, at every level.
    ///
    /// @throws TrawlException BAD_REQUEST for a field that does not exist or has no column
    public static List<ReadNeed> needs(IndexSchema schema, Aggregations aggregations) {
        Set<ReadNeed> needs = new LinkedHashSet<>();
        addNeeds(schema, aggregations, needs);
        return List.copyOf(needs);
    }

    private static void addNeeds(IndexSchema schema, Aggregations aggregations, Set<ReadNeed> needs) {
        for (AggregationRequest request : aggregations.byName().values()) {
            forAggregation(schema, request.field()).forEach(column -> needs.add(new ReadNeed.Column(column.column())));
            addNeeds(schema, request.children(), needs);
        }
    }

    /// The columns that a sort by `key` reads; none for the score and the document's address.
    ///
    /// @throws TrawlException BAD_REQUEST for a field that does not exist or cannot be sorted by
    public static List<FieldColumn> forSort(IndexSchema schema, SortBy key) {
        if (key.isScore() || key.isDocAddress()) {
            return List.of();
        }
        String field = key.field();
        ResolvedField resolved = schema.resolve(field)
                .orElseThrow(
                        () -> TrawlException.badRequest("Invalid argument: unknown field used in `sort by`: " + field));
        return switch (resolved) {
            case ResolvedField.JsonPath(FieldEntry root, String path) -> {
                checkSortable(root, field);
                yield jsonColumns(root, path);
            }
            case ResolvedField.Plain(FieldEntry entry) -> {
                checkSortable(entry, field);
                yield List.of(plainColumn(entry));
            }
        };
    }

    private static void checkSortable(FieldEntry entry, String field) {
        String refused = switch (entry.type()) {
            case CONCATENATE -> "text";
            case JSON -> entry.path().equals(field) ? "json" : "";
            case TEXT, IP, BYTES, U64, I64, F64, BOOL, DATETIME -> "";
        };
        if (!refused.isEmpty()) {
            throw TrawlException.badRequest("Invalid argument: sort by field on type " + refused
                    + " is currently not supported `" + field + "`");
        }
        if (!entry.fast()) {
            throw TrawlException.badRequest("Invalid argument: sort by field must be a fast field, please add the"
                    + " fast property to your field `" + field + "`");
        }
    }

    /// The columns of a search stream.
    ///
    /// @param partition of the same type as `value`
    public record Streamed(FieldColumn value, Optional<FieldColumn> partition) {}

    /// @throws TrawlException BAD_REQUEST for a field that does not exist, has no column, or whose values a stream
    /// cannot send
    public static Streamed forStream(IndexSchema schema, String field, Optional<String> partitionBy) {
        FieldEntry value = streamed(schema, field);
        if (partitionBy.isEmpty()) {
            if (value.type() != ValueType.I64 && value.type() != ValueType.U64 && value.type() != ValueType.DATETIME) {
                throw TrawlException.badRequest("Search stream does not support fast field of type `"
                        + engineName(value.type()) + "`. Take a field of type u64, i64 or datetime.");
            }
            return new Streamed(plainColumn(value), Optional.empty());
        }
        FieldEntry partition = streamed(schema, partitionBy.get());
        boolean integers = value.type() == ValueType.I64 || value.type() == ValueType.U64;
        if (!integers || partition.type() != value.type()) {
            throw TrawlException.badRequest("Search stream does not support the combination of fast field type `"
                    + engineName(value.type()) + "` and partition fast field type `" + engineName(partition.type())
                    + "`. Both must be u64, or both i64.");
        }
        return new Streamed(plainColumn(value), Optional.of(plainColumn(partition)));
    }

    private static FieldEntry streamed(IndexSchema schema, String field) {
        FieldEntry entry = schema.resolve(field)
                .map(resolved -> switch (resolved) {
                    case ResolvedField.Plain(FieldEntry plain) -> plain;
                    case ResolvedField.JsonPath(FieldEntry root, String _) -> root;
                })
                .orElseThrow(() -> TrawlException.badRequest("Field `" + field + "` does not exist in schema"));
        if (!entry.fast()) {
            throw TrawlException.badRequest("Field `" + field + "` is not a fast field");
        }
        return entry;
    }

    /// Quickwit names the types of its engine here.
    private static String engineName(ValueType type) {
        return switch (type) {
            case TEXT, CONCATENATE -> "Str";
            case U64 -> "U64";
            case I64 -> "I64";
            case F64 -> "F64";
            case BOOL -> "Bool";
            case IP -> "IpAddr";
            case DATETIME -> "Date";
            case BYTES -> "Bytes";
            case JSON -> "Json";
        };
    }

    private static FieldColumn plainColumn(FieldEntry entry) {
        FieldColumn.Kind kind = switch (entry.type()) {
            case TEXT, CONCATENATE, JSON -> FieldColumn.Kind.TEXT;
            case U64 -> FieldColumn.Kind.U64;
            case I64 -> FieldColumn.Kind.I64;
            case F64 -> FieldColumn.Kind.F64;
            case BOOL -> FieldColumn.Kind.BOOL;
            case DATETIME -> FieldColumn.Kind.DATETIME;
            case IP -> FieldColumn.Kind.IP;
            case BYTES -> FieldColumn.Kind.BYTES;
        };
        return new FieldColumn(entry.luceneField(), kind, entry.array(), false);
    }

    private static List<FieldColumn> jsonColumns(FieldEntry root, String path) {
        List<FieldColumn> columns = new ArrayList<>();
        for (JsonType type : JsonType.values()) {
            FieldColumn.Kind kind = switch (type) {
                case TEXT -> FieldColumn.Kind.TEXT;
                case BOOL -> FieldColumn.Kind.BOOL;
                case DATETIME -> FieldColumn.Kind.DATETIME;
                case I64 -> FieldColumn.Kind.I64;
                case U64 -> FieldColumn.Kind.U64;
                case F64 -> FieldColumn.Kind.F64;
            };
            columns.add(new FieldColumn(ColumnNames.json(root, path, type), kind, true, true));
        }
        return columns;
    }
}
