package io.trawl.docmapper;

import io.trawl.config.BinaryFormat;
import io.trawl.config.DocMapping;
import io.trawl.config.FieldMapping;
import io.trawl.config.NumberOutput;
import java.util.List;
import java.util.Optional;

/// The mapping that a split was made with, as far as its documents are to be shown by a later one: it says which
/// values are stored and of what type they are, but not how they are written.
final class OlderMapping {
    private static final String TIME_OUTPUT = "rfc3339";

    private OlderMapping() {}

    /// The fields of `older` with outputs that [ConvertedValue] understands.
    static List<FieldMapping> plainFields(DocMapping older, DocMapping today) {
        return plain(older.fieldMappings(), today.fieldMappings());
    }

    private static List<FieldMapping> plain(List<FieldMapping> older, List<FieldMapping> today) {
        return older.stream().map(field -> plain(field, sameName(field, today))).toList();
    }

    private static Optional<FieldMapping> sameName(FieldMapping field, List<FieldMapping> fields) {
        return fields.stream().filter(each -> each.name().equals(field.name())).findFirst();
    }

    private static FieldMapping plain(FieldMapping older, Optional<FieldMapping> today) {
        return switch (older) {
            case FieldMapping.Number field ->
                new FieldMapping.Number(
                        field.name(),
                        field.description(),
                        field.array(),
                        field.type(),
                        field.stored(),
                        field.indexed(),
                        field.fast(),
                        field.coerce(),
                        NumberOutput.NUMBER);
            case FieldMapping.Datetime field ->
                new FieldMapping.Datetime(
                        field.name(),
                        field.description(),
                        field.array(),
                        field.inputFormats(),
                        TIME_OUTPUT,
                        field.fastPrecision(),
                        field.stored(),
                        field.indexed(),
                        field.fast());
            case FieldMapping.Bytes field ->
                new FieldMapping.Bytes(
                        field.name(),
                        field.description(),
                        field.array(),
                        field.inputFormat(),
                        today.orElse(field) instanceof FieldMapping.Bytes bytes
                                ? bytes.inputFormat()
                                : BinaryFormat.BASE64,
                        field.stored(),
                        field.indexed(),
                        field.fast());
            case FieldMapping.ObjectField field ->
                new FieldMapping.ObjectField(
                        field.name(),
                        field.description(),
                        plain(
                                field.fieldMappings(),
                                today.orElse(field) instanceof FieldMapping.ObjectField object
                                        ? object.fieldMappings()
                                        : List.of()));
            case FieldMapping.Text _,
                    FieldMapping.Bool _,
                    FieldMapping.Ip _,
                    FieldMapping.Json _,
                    FieldMapping.Concatenate _ -> older;
        };
    }
}
