package io.trawl.query;

import io.trawl.config.FastNormalizer;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.Tokenizers;
import io.trawl.docmapper.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Exact values and ranges on declared fields. Terms serve exact values, columns serve ranges; where a field has
/// only one of the two, that one serves both.
final class TypedCompiler {
    private final Compilation compilation;

    TypedCompiler(Compilation compilation) {
        this.compilation = compilation;
    }

    /// One value of a field that is not text.
    Query value(FieldEntry entry, String text, boolean required) {
        Optional<AddressBlock> block = block(entry, text);
        if (block.isPresent()) {
            return addresses(entry, block.get());
        }
        Optional<TypedValue> value = TypedValue.parse(entry, text);
        if (value.isEmpty()) {
            return compilation.refuse(() -> QueryErrors.expectedValue(entry, text));
        }
        if (entry.indexed()) {
            return compilation.term(entry.luceneField(), value.get().term(), required);
        }
        if (!entry.fast()) {
            return compilation.refuse(() -> QueryErrors.notSearchable(entry));
        }
        return isBinary(entry)
                ? compilation.columnIn(entry.luceneField(), List.of(value.get().term()))
                : compilation.columnEquals(entry.luceneField(), value.get().column());
    }

    /// Any of the values, none of which is tokenised.
    Query values(FieldEntry entry, Collection<String> texts, boolean required) {
        if (texts.isEmpty()) {
            return Queries.NONE;
        }
        if (entry.type() == ValueType.TEXT) {
            return textValues(entry, texts, required);
        }
        List<TypedValue> values = new ArrayList<>();
        List<Query> blocks = new ArrayList<>();
        for (String text : texts) {
            Optional<AddressBlock> block = block(entry, text);
            Optional<TypedValue> value = TypedValue.parse(entry, text);
            if (block.isPresent()) {
                blocks.add(addresses(entry, block.get()));
            } else if (value.isPresent()) {
                values.add(value.get());
            } else {
                compilation.refuse(() -> QueryErrors.expectedValue(entry, text));
            }
        }
        if (!blocks.isEmpty()) {
            blocks.add(values(entry, values, false));
            return Queries.anyOf(blocks);
        }
        return values(entry, values, required);
    }

    private Query values(FieldEntry entry, List<TypedValue> values, boolean required) {
        List<BytesRef> terms = values.stream().map(TypedValue::term).toList();
        if (values.isEmpty()) {
            return Queries.NONE;
        }
        if (entry.indexed()) {
            return compilation.termSet(entry.luceneField(), terms, required);
        }
        if (!entry.fast()) {
            return compilation.refuse(() -> QueryErrors.notSearchable(entry));
        }
        return isBinary(entry)
                ? compilation.columnIn(entry.luceneField(), new TreeSet<>(terms))
                : compilation.columnIn(
                        entry.luceneField(),
                        values.stream().mapToLong(TypedValue::column).toArray());
    }

    private static Optional<AddressBlock> block(FieldEntry entry, String text) {
        return entry.type() == ValueType.IP ? AddressBlock.parse(text) : Optional.empty();
    }

    private Query addresses(FieldEntry entry, AddressBlock block) {
        if (entry.fast()) {
            return compilation.columnRange(entry.luceneField(), block.low(), true, block.high(), true);
        }
        return entry.indexed()
                ? compilation.termRange(entry.luceneField(), block.low(), true, block.high(), true)
                : compilation.refuse(() -> QueryErrors.notSearchable(entry));
    }

    private Query textValues(FieldEntry entry, Collection<String> texts, boolean required) {
        if (entry.indexed()) {
            return compilation.termSet(
                    entry.luceneField(), texts.stream().map(BytesRef::new).toList(), required);
        }
        return columnText(entry, texts);
    }

    /// Whole texts on the column of a field that is not indexed.
    Query columnText(FieldEntry entry, Collection<String> texts) {
        if (!entry.fast()) {
            return compilation.refuse(() -> QueryErrors.notSearchable(entry));
        }
        TreeSet<BytesRef> values = new TreeSet<>();
        texts.forEach(text -> values.add(new BytesRef(normalize(entry, text))));
        return compilation.columnIn(entry.luceneField(), values);
    }

    /// As the column of `entry` writes a text.
    static String normalize(FieldEntry entry, String text) {
        boolean lowercase = entry.normalizer().equals(Optional.of(FastNormalizer.LOWERCASE));
        return lowercase ? Tokenizers.LOWERCASE.normalize(text) : text;
    }

    Query range(FieldEntry entry, RangeBounds bounds) {
        switch (entry.type()) {
            case BOOL, JSON, CONCATENATE -> {
                return compilation.refuse(() -> QueryErrors.rangeForbidden(entry));
            }
            case TEXT -> {
                return textRange(entry, bounds);
            }
            case U64, I64, F64, DATETIME, IP, BYTES -> {
                return valueRange(entry, bounds);
            }
        }
        throw new AssertionError(entry.type());
    }

    private Query textRange(FieldEntry entry, RangeBounds bounds) {
        if (!entry.fast()) {
            return compilation.refuse(() -> QueryErrors.rangeNeedsFast(entry));
        }
        if (bounds.isOpen()) {
            return Queries.ALL;
        }
        return compilation.columnRange(
                entry.luceneField(),
                bounds.lower().map(text -> new BytesRef(normalize(entry, text))).orElse(null),
                bounds.lowerIncluded(),
                bounds.upper().map(text -> new BytesRef(normalize(entry, text))).orElse(null),
                bounds.upperIncluded());
    }

    private Query valueRange(FieldEntry entry, RangeBounds bounds) {
        if (!entry.fast() && !entry.indexed()) {
            return compilation.refuse(() -> QueryErrors.rangeNeedsFast(entry));
        }
        if (bounds.isOpen()) {
            return Queries.ALL;
        }
        @Nullable
        TypedValue lower =
                bounds.lower().flatMap(text -> TypedValue.parse(entry, text)).orElse(null);
        @Nullable
        TypedValue upper =
                bounds.upper().flatMap(text -> TypedValue.parse(entry, text)).orElse(null);
        if (lower == null && bounds.lower().isPresent()
                || upper == null && bounds.upper().isPresent()) {
            return compilation.refuse(() -> QueryErrors.expectedBoundary(entry));
        }
        @Nullable BytesRef low = lower == null ? null : lower.term();
        @Nullable BytesRef high = upper == null ? null : upper.term();
        if (!entry.fast()) {
            return compilation.termRange(
                    entry.luceneField(), low, bounds.lowerIncluded(), high, bounds.upperIncluded());
        }
        if (isBinary(entry)) {
            return compilation.columnRange(
                    entry.luceneField(), low, bounds.lowerIncluded(), high, bounds.upperIncluded());
        }
        long from = lower == null ? Long.MIN_VALUE : lower.column();
        long to = upper == null ? Long.MAX_VALUE : upper.column();
        if (lower != null && !bounds.lowerIncluded()) {
            if (from == Long.MAX_VALUE) {
                return Queries.NONE;
            }
            from++;
        }
        if (upper != null && !bounds.upperIncluded()) {
            if (to == Long.MIN_VALUE) {
                return Queries.NONE;
            }
            to--;
        }
        return compilation.columnRange(entry.luceneField(), from, to);
    }

    /// Whether the column holds bytes, not numbers.
    private static boolean isBinary(FieldEntry entry) {
        return entry.type() == ValueType.IP || entry.type() == ValueType.BYTES;
    }

    Query exists(FieldEntry entry) {
        if (entry.fast()) {
            return compilation.columnExists(entry.luceneField());
        }
        if (compilation.schema().hasFieldPresence()) {
            return compilation.fieldPresence(entry);
        }
        if (!entry.indexed()) {
            return Queries.NONE;
        }
        return compilation.termRange(entry.luceneField(), null, true, null, true);
    }
}
