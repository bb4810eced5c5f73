package io.trawl.config;

import io.trawl.common.IdGenerator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What must hold between the parts of a doc mapping. Complaints are [IllegalArgumentException]s in Quickwit's words.
final class DocMappingChecks {
    private DocMappingChecks() {}

    static void check(DocMapping mapping) {
        if (!IdGenerator.isUlid(mapping.docMappingUid())) {
            throw new IllegalArgumentException(
                    "`doc_mapping_uid` must be a ULID, got `" + mapping.docMappingUid() + "`");
        }
        FieldPaths.duplicates(mapping.fieldMappings()).stream().findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("duplicated field definition `" + name + "`");
        });
        TokenizerChecks.check(mapping);
        checkConcatenates(mapping, mapping.fieldMappings());
        mapping.timestampField().ifPresent(field -> checkTimestamp(mapping, field));
        mapping.tagFields().forEach(tag -> checkTag(mapping, tag));
        try {
            PartitionKey.parse(mapping.partitionKey());
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "failed to interpret the partition key: " + refused.getMessage(), refused);
        }
    }

    private static void checkTimestamp(DocMapping mapping, String name) {
        checkDots("timestamp field", name);
        FieldMapping field = FieldPaths.find(mapping.fieldMappings(), name)
                .filter(FieldPaths.Found::exact)
                .map(FieldPaths.Found::field)
                .orElseThrow(() -> new IllegalArgumentException("could not find timestamp field `" + name
                        + "` in field mappings" + FieldPaths.remedy(mapping.fieldMappings(), name)));
        if (!(field instanceof FieldMapping.Datetime datetime)) {
            throw new IllegalArgumentException("timestamp field `" + name + "` should be a datetime field, but it is of"
                    + " type `" + field.typeName() + "`");
        }
        if (datetime.array()) {
            throw new IllegalArgumentException("timestamp field `" + name + "` should be single-valued");
        }
        if (!datetime.fast()) {
            throw new IllegalArgumentException("timestamp field `" + name + "` should be a fast field");
        }
    }

    /// Whether splits can be tagged by the field: its terms are whole values, of a type that tags are written in.
    static boolean canBeTag(DocMapping mapping, String path) {
        return FieldPaths.find(mapping.fieldMappings(), path)
                .filter(FieldPaths.Found::exact)
                .map(found -> switch (found.field()) {
                    case FieldMapping.Text text ->
                        text.indexed() && text.tokenizer().equals("raw");
                    case FieldMapping.Number number -> number.indexed() && number.type() != NumberType.F64;
                    case FieldMapping.Bool _,
                            FieldMapping.Ip _,
                            FieldMapping.Datetime _,
                            FieldMapping.Bytes _,
                            FieldMapping.Json _,
                            FieldMapping.Concatenate _,
                            FieldMapping.ObjectField _ -> false;
                })
                .orElse(false);
    }

    private static void checkTag(DocMapping mapping, String name) {
        checkDots("tag field", name);
        FieldMapping field = FieldPaths.find(mapping.fieldMappings(), name)
                .filter(FieldPaths.Found::exact)
                .map(FieldPaths.Found::field)
                .filter(found -> !(found instanceof FieldMapping.ObjectField))
                .orElseThrow(() ->
                        new IllegalArgumentException("unknown tag field: `" + name + "`: The field does not exist: '"
                                + name + "'" + FieldPaths.remedy(mapping.fieldMappings(), name)));
        boolean indexed = switch (field) {
            case FieldMapping.Text text -> {
                if (!text.indexed() || !text.tokenizer().equals("raw")) {
                    throw new IllegalArgumentException(
                            "tags collection is only allowed on text fields with the `raw` tokenizer");
                }
                yield true;
            }
            case FieldMapping.Number number when number.type() != NumberType.F64 -> number.indexed();
            case FieldMapping.Number _,
                    FieldMapping.Bool _,
                    FieldMapping.Ip _,
                    FieldMapping.Datetime _,
                    FieldMapping.Bytes _,
                    FieldMapping.Json _,
                    FieldMapping.Concatenate _,
                    FieldMapping.ObjectField _ ->
                throw new IllegalArgumentException(
                        "tags collection is not allowed on `" + engineName(field) + "` fields");
        };
        if (!indexed) {
            throw new IllegalArgumentException("tag field `" + name + "` must be indexed");
        }
    }

    /// Quickwit names the types of its engine here.
    private static String engineName(FieldMapping field) {
        return switch (field) {
            case FieldMapping.Datetime _ -> "date";
            case FieldMapping.Ip _ -> "ip_addr";
            case FieldMapping.Text _,
                    FieldMapping.Number _,
                    FieldMapping.Bool _,
                    FieldMapping.Bytes _,
                    FieldMapping.Json _,
                    FieldMapping.Concatenate _,
                    FieldMapping.ObjectField _ -> field.typeName();
        };
    }

    private static void checkDots(String kind, String name) {
        if (name.startsWith(".") || name.endsWith(".")) {
            throw new IllegalArgumentException(kind + " `" + name + "` must neither start nor end with a `.`");
        }
    }

    /// @param level what stands beside the concatenate fields to check
    private static void checkConcatenates(DocMapping mapping, List<FieldMapping> level) {
        for (FieldMapping field : level) {
            if (field instanceof FieldMapping.ObjectField object) {
                checkConcatenates(mapping, object.fieldMappings());
            } else if (field instanceof FieldMapping.Concatenate concatenate) {
                if (concatenate.includeDynamicFields() && mapping.mode() != DocMapping.Mode.DYNAMIC) {
                    throw new IllegalArgumentException(
                            "concatenate field has `include_dynamic_fields` set, but index isn't dynamic");
                }
                concatenate.concatenateFields().forEach(source -> checkSubfield(mapping, level, source));
            }
        }
    }

    private static void checkSubfield(DocMapping mapping, List<FieldMapping> level, String name) {
        FieldPaths.Found found = FieldPaths.find(level, name)
                .or(() -> FieldPaths.find(mapping.fieldMappings(), name))
                .orElseThrow(() -> new IllegalArgumentException("concatenate field uses an unknown field `" + name + "`"
                        + FieldPaths.remedy(mapping.fieldMappings(), name)));
        boolean supported = switch (found.field()) {
            case FieldMapping.Text _, FieldMapping.Number _, FieldMapping.Bool _ -> true;
            case FieldMapping.Json _ -> found.exact();
            case FieldMapping.Ip _,
                    FieldMapping.Datetime _,
                    FieldMapping.Bytes _,
                    FieldMapping.ObjectField _,
                    FieldMapping.Concatenate _ -> false;
        };
        if (!supported) {
            throw new IllegalArgumentException("subfield `" + name + "` not supported inside a concatenate field");
        }
    }

    static void checkDefaultSearchFields(DocMapping mapping, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("duplicated default search field: `" + name + "`");
            }
            Optional<FieldPaths.Found> found = FieldPaths.find(mapping.fieldMappings(), name)
                    .filter(declared -> !(declared.field() instanceof FieldMapping.ObjectField));
            if (found.isEmpty() && mapping.mode() != DocMapping.Mode.DYNAMIC) {
                throw new IllegalArgumentException("unknown default search field `" + name + "`"
                        + FieldPaths.remedy(mapping.fieldMappings(), name));
            }
            if (found.isPresent() && !indexed(found.get().field())) {
                throw new IllegalArgumentException("default search field `" + name + "` is not indexed");
            }
        }
    }

    private static boolean indexed(FieldMapping field) {
        return switch (field) {
            case FieldMapping.Text text -> text.indexed();
            case FieldMapping.Number number -> number.indexed();
            case FieldMapping.Bool bool -> bool.indexed();
            case FieldMapping.Ip ip -> ip.indexed();
            case FieldMapping.Datetime datetime -> datetime.indexed();
            case FieldMapping.Bytes bytes -> bytes.indexed();
            case FieldMapping.Json json -> json.options().indexed();
            case FieldMapping.Concatenate _ -> true;
            case FieldMapping.ObjectField _ -> false;
        };
    }
}
