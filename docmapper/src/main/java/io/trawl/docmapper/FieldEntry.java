package io.trawl.docmapper;

import io.trawl.config.BinaryFormat;
import io.trawl.config.FastNormalizer;
import io.trawl.config.FastPrecision;
import io.trawl.config.RecordOption;
import java.util.Optional;

/// One field that queries may name.
///
/// Terms are in the Lucene field `luceneField` if `indexed`; a plain field's column is the doc values of the same
/// Lucene field if `fast`; a json field has one column a path and type ([ColumnNames#json(FieldEntry, String,
/// JsonType)]).
///
/// @param path as queries write it: dots between objects, `\.` for a dot in a declared name
/// @param array whether a document may have several values; its column is then SORTED_NUMERIC or SORTED_SET, else
/// NUMERIC or SORTED. Json columns are always of the former kind.
/// @param normalizer how text was changed for the column; empty unless text or json and fast
/// @param recordOption of no meaning unless indexed
/// @param tokenizer of text, json and concatenate fields that are indexed
/// @param fastPrecision to what a datetime column is cut; indexed terms keep seconds
/// @param binaryFormat how documents write a bytes field
/// @param expandDots whether a dot in a key of a json field makes a path
public record FieldEntry(
        String path,
        String luceneField,
        ValueType type,
        boolean array,
        boolean stored,
        boolean indexed,
        boolean fast,
        Optional<FastNormalizer> normalizer,
        RecordOption recordOption,
        boolean fieldnorms,
        Optional<TextTokenizer> tokenizer,
        FastPrecision fastPrecision,
        BinaryFormat binaryFormat,
        boolean expandDots) {

    /// Whether phrases can be searched.
    public boolean hasPositions() {
        return indexed && recordOption == RecordOption.POSITION;
    }

    /// A field that only needs the usual; text options at their defaults.
    static FieldEntry plain(String path, ValueType type, boolean array, boolean stored, boolean indexed, boolean fast) {
        return new FieldEntry(
                path,
                ColumnNames.luceneField(path),
                type,
                array,
                stored,
                indexed,
                fast,
                Optional.empty(),
                RecordOption.BASIC,
                false,
                Optional.empty(),
                FastPrecision.SECONDS,
                BinaryFormat.BASE64,
                false);
    }

    FieldEntry withText(
            Optional<FastNormalizer> fastNormalizer,
            RecordOption record,
            boolean norms,
            Optional<TextTokenizer> textTokenizer) {
        return new FieldEntry(
                path,
                luceneField,
                type,
                array,
                stored,
                indexed,
                fast,
                fastNormalizer,
                record,
                norms,
                textTokenizer,
                fastPrecision,
                binaryFormat,
                expandDots);
    }

    FieldEntry withPrecision(FastPrecision precision) {
        return new FieldEntry(
                path,
                luceneField,
                type,
                array,
                stored,
                indexed,
                fast,
                normalizer,
                recordOption,
                fieldnorms,
                tokenizer,
                precision,
                binaryFormat,
                expandDots);
    }

    FieldEntry withBinaryFormat(BinaryFormat format) {
        return new FieldEntry(
                path,
                luceneField,
                type,
                array,
                stored,
                indexed,
                fast,
                normalizer,
                recordOption,
                fieldnorms,
                tokenizer,
                fastPrecision,
                format,
                expandDots);
    }

    FieldEntry withExpandDots(boolean expand) {
        return new FieldEntry(
                path,
                luceneField,
                type,
                array,
                stored,
                indexed,
                fast,
                normalizer,
                recordOption,
                fieldnorms,
                tokenizer,
                fastPrecision,
                binaryFormat,
                expand);
    }
}
