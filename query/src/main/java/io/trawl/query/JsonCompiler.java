package io.trawl.query;

import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.JsonType;
import io.trawl.docmapper.TermCodec;
import io.trawl.docmapper.Tokenizers;
import io.trawl.query.NumberBounds.ColumnRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Values below json fields and undeclared fields, whose type only the documents know: a query takes each reading
/// of its text that makes sense and finds any of them.
final class JsonCompiler {
    /// Ends the segment in an encoded path, see [JsonPaths]; what follows are the paths below.
    private static final String BELOW = "\u0001";
    /// The first term after those of a path and all paths below.
    private static final String AFTER_BELOW = "\u0002";

    private final Compilation compilation;
    private final TextCompiler texts;

    JsonCompiler(Compilation compilation, TextCompiler texts) {
        this.compilation = compilation;
        this.texts = texts;
    }

    Query fullText(FieldEntry root, String path, QueryAst.FullText ast, boolean required) {
        if (!root.indexed()) {
            return columnValues(root, path, List.of(ast.text()));
        }
        Optional<JsonValue> value = JsonValue.parse(root, path, ast.text());
        List<Query> readings = new ArrayList<>();
        value.ifPresent(typed -> readings.add(compilation.term(root.luceneField(), typed.term(), false)));
        readings.add(texts.fullText(TextSpace.json(root, path), ast.text(), ast.params(), required && value.isEmpty()));
        return Queries.anyOf(readings);
    }

    /// Any of the values, none of which is tokenised.
    Query values(FieldEntry root, String path, Collection<String> values, boolean required) {
        if (!root.indexed()) {
            return columnValues(root, path, values);
        }
        List<BytesRef> terms = new ArrayList<>();
        for (String text : values) {
            terms.add(TermCodec.jsonText(path, new BytesRef(text)));
            JsonValue.parse(root, path, text).ifPresent(value -> terms.add(value.term()));
        }
        return compilation.termSet(root.luceneField(), terms, required);
    }

    private Query columnValues(FieldEntry root, String path, Collection<String> values) {
        if (!root.fast()) {
            return compilation.refuse(() -> QueryErrors.notSearchable(root));
        }
        List<Query> readings = new ArrayList<>();
        TreeSet<BytesRef> texts = new TreeSet<>();
        for (String text : values) {
            texts.add(new BytesRef(TypedCompiler.normalize(root, text)));
            JsonValue.parse(root, path, text)
                    .ifPresent(value -> value.columns()
                            .forEach(
                                    column -> readings.add(compilation.columnEquals(column.column(), column.value()))));
        }
        if (!texts.isEmpty()) {
            readings.add(compilation.columnIn(ColumnNames.json(root, path, JsonType.TEXT), texts));
        }
        return Queries.anyOf(readings);
    }

    Query range(FieldEntry root, String path, RangeBounds bounds) {
        if (bounds.isOpen()) {
            return Queries.ALL;
        }
        if (!root.fast()) {
            return termRange(root, path, bounds);
        }
        Query columns = columnRange(root, path, bounds);
        return compilation.hasFewColumns() && root.indexed()
                ? Queries.anyOf(List.of(columns, allTermRanges(root, path, bounds)))
                : columns;
    }

    private Query columnRange(FieldEntry root, String path, RangeBounds bounds) {
        List<Query> readings = new ArrayList<>();
        NumberBounds.parse(bounds).ifPresent(numbers -> {
            addRange(readings, root, path, JsonType.I64, numbers.i64());
            addRange(readings, root, path, JsonType.U64, numbers.u64());
            addRange(readings, root, path, JsonType.F64, numbers.f64());
        });
        times(bounds).ifPresent(times -> addRange(readings, root, path, JsonType.DATETIME, times));
        readings.add(compilation.columnRange(
                ColumnNames.json(root, path, JsonType.TEXT),
                bounds.lower().map(text -> text(root, text)).orElse(null),
                bounds.lowerIncluded(),
                bounds.upper().map(text -> text(root, text)).orElse(null),
                bounds.upperIncluded()));
        return Queries.anyOf(readings);
    }

    private static BytesRef text(FieldEntry root, String text) {
        return new BytesRef(TypedCompiler.normalize(root, text));
    }

    private void addRange(List<Query> readings, FieldEntry root, String path, JsonType type, ColumnRange range) {
        if (!range.isEmpty()) {
            readings.add(compilation.columnRange(ColumnNames.json(root, path, type), range.low(), range.high()));
        }
    }

    private static Optional<ColumnRange> times(RangeBounds bounds) {
        OptionalLong lower = time(bounds.lower());
        OptionalLong upper = time(bounds.upper());
        if (lower.isEmpty() && bounds.lower().isPresent()
                || upper.isEmpty() && bounds.upper().isPresent()) {
            return Optional.empty();
        }
        long low = lower.isEmpty() ? Long.MIN_VALUE : lower.getAsLong() + (bounds.lowerIncluded() ? 0 : 1);
        long high = upper.isEmpty() ? Long.MAX_VALUE : upper.getAsLong() - (bounds.upperIncluded() ? 0 : 1);
        return Optional.of(new ColumnRange(low, high));
    }

    private static OptionalLong time(Optional<String> text) {
        return text.isEmpty() ? OptionalLong.empty() : QueryDates.parseRfc3339(text.get());
    }

    /// Without columns the order of terms serves numbers and times; texts are tokenised there and have no order.
    private Query termRange(FieldEntry root, String path, RangeBounds bounds) {
        boolean numbers = NumberBounds.parse(bounds).isPresent();
        boolean times = times(bounds).isPresent();
        if (!root.indexed() || !numbers && !times) {
            return compilation.refuse(() -> QueryErrors.rangeNeedsFast(root));
        }
        return typedTermRanges(root, path, bounds);
    }

    private Query typedTermRanges(FieldEntry root, String path, RangeBounds bounds) {
        List<Query> readings = new ArrayList<>();
        if (NumberBounds.parse(bounds).isPresent()) {
            readings.add(termRange(root, TermCodec.jsonPrefix(path, JsonType.I64), path, bounds));
        }
        if (times(bounds).isPresent()) {
            readings.add(termRange(root, TermCodec.jsonPrefix(path, JsonType.DATETIME), path, bounds));
        }
        return Queries.anyOf(readings);
    }

    /// For paths without the column that they should have. Whole texts have an order in terms as well.
    private Query allTermRanges(FieldEntry root, String path, RangeBounds bounds) {
        Query typed = typedTermRanges(root, path, bounds);
        if (!root.tokenizer().equals(Optional.of(Tokenizers.RAW))) {
            return typed;
        }
        BytesRef prefix = TermCodec.jsonPrefix(path, JsonType.TEXT);
        BytesRef low = bounds.lower()
                .map(text -> TermCodec.jsonText(path, new BytesRef(text)))
                .orElse(prefix);
        BytesRef high = bounds.upper()
                .map(text -> TermCodec.jsonText(path, new BytesRef(text)))
                .orElse(TermBytes.afterPrefix(prefix));
        boolean highIncluded = bounds.upper().isPresent() && bounds.upperIncluded();
        Query texts = compilation.termRange(root.luceneField(), low, bounds.lowerIncluded(), high, highIncluded);
        return Queries.anyOf(List.of(typed, texts));
    }

    private Query termRange(FieldEntry root, BytesRef prefix, String path, RangeBounds bounds) {
        @Nullable
        BytesRef low = bounds.lower().map(text -> valueTerm(root, path, text)).orElse(prefix);
        @Nullable
        BytesRef high = bounds.upper().map(text -> valueTerm(root, path, text)).orElse(null);
        if (high == null) {
            return compilation.termRange(
                    root.luceneField(), low, bounds.lowerIncluded(), TermBytes.afterPrefix(prefix), false);
        }
        return compilation.termRange(root.luceneField(), low, bounds.lowerIncluded(), high, bounds.upperIncluded());
    }

    private static BytesRef valueTerm(FieldEntry root, String path, String text) {
        return JsonValue.parse(root, path, text).orElseThrow().term();
    }

    /// Any value at the path or below it.
    Query exists(FieldEntry root, String path) {
        if (root.fast()) {
            Set<String> columns = new LinkedHashSet<>();
            List<String> prefixes = new ArrayList<>();
            for (JsonType type : JsonType.values()) {
                String column = ColumnNames.json(root, path, type);
                columns.add(column);
                prefixes.add(column + BELOW);
            }
            Query exist = columnsExist(columns, prefixes);
            return compilation.hasFewColumns() && root.indexed()
                    ? Queries.anyOf(List.of(exist, termsExist(root, path)))
                    : exist;
        }
        return root.indexed() ? termsExist(root, path) : Queries.NONE;
    }

    private Query termsExist(FieldEntry root, String path) {
        BytesRef high = new BytesRef(path + AFTER_BELOW);
        return compilation.termRange(root.luceneField(), TermCodec.jsonPrefix(path), true, high, false);
    }

    /// Any value of the json field.
    Query exists(FieldEntry root) {
        if (root.fast()) {
            return columnsExist(Set.of(), List.of(root.luceneField() + ":"));
        }
        if (compilation.schema().hasFieldPresence() && isDeclared(root)) {
            return compilation.fieldPresence(root);
        }
        if (!root.indexed()) {
            return Queries.NONE;
        }
        return compilation.termRange(root.luceneField(), null, true, null, true);
    }

    /// Presence is noted of declared fields; undeclared ones have their terms.
    private boolean isDeclared(FieldEntry root) {
        return compilation.schema().dynamicRoot().filter(root::equals).isEmpty();
    }

    private Query columnsExist(Set<String> columns, List<String> prefixes) {
        columns.forEach(compilation.needs()::column);
        prefixes.forEach(compilation.needs()::columnPrefix);
        return new ColumnsExistQuery(columns, prefixes);
    }
}
