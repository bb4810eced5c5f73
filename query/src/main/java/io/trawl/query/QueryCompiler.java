package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ResolvedField;
import io.trawl.docmapper.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/// From a query tree and a schema to a Lucene query and all that it will read.
public final class QueryCompiler {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    static {
        // Lucene's own limit of 1024 is far below what a set of alternatives needs; ours is checked with a message.
        IndexSearcher.setMaxClauseCount(QueryLimits.MAX_CLAUSES);
    }

    private final Compilation compilation;
    private final TextCompiler texts;
    private final TypedCompiler typed;
    private final JsonCompiler json;
    private final BoolCompiler bools;

    private QueryCompiler(IndexSchema schema, CompileOptions options) {
        this.compilation = new Compilation(schema, options);
        this.texts = new TextCompiler(compilation);
        this.typed = new TypedCompiler(compilation);
        this.json = new JsonCompiler(compilation, texts);
        this.bools = new BoolCompiler(compilation, this::compile);
    }

    /// As [#compile(QueryAst, IndexSchema, CompileOptions)] with the usual options: no scores.
    public static CompiledQuery compile(QueryAst ast, IndexSchema schema) {
        return compile(ast, schema, CompileOptions.DEFAULT);
    }

    /// @param ast user input in it is parsed without default fields; see [QueryParser#resolve]
    /// @throws TrawlException BAD_REQUEST for a field that does not exist or a value or query that does not fit it
    public static CompiledQuery compile(QueryAst ast, IndexSchema schema, CompileOptions options) {
        QueryCompiler compiler = new QueryCompiler(schema, options);
        Query query;
        try {
            query = compiler.within(compiler.compile(QueryParser.resolve(ast, List.of()), true), options.within());
        } catch (IndexSearcher.TooManyClauses e) {
            throw tooManyClauses();
        }
        if (ClauseCounter.count(query) > QueryLimits.MAX_CLAUSES) {
            throw tooManyClauses();
        }
        boolean none = Queries.isNone(query);
        List<ReadNeed> needs = none ? List.of() : compiler.compilation.needs().needs();
        return new CompiledQuery(query, needs, Queries.isAll(query), none);
    }

    private static TrawlException tooManyClauses() {
        return QueryErrors.invalid("it has more than " + QueryLimits.MAX_CLAUSES
                + " clauses and words; use a set, `field:IN [a b c]`, for many values");
    }

    private Query within(Query query, TimeRange range) {
        if (range.isAll() || Queries.isNone(query)) {
            return query;
        }
        FieldEntry timestamp = compilation
                .schema()
                .timestampField()
                .orElseThrow(() -> QueryErrors.invalid("the timestamp field is not set"));
        Query time = compilation.columnRange(
                timestamp.luceneField(), firstNanos(range.startSeconds()), lastNanos(range.endSeconds()));
        if (range.isEmpty()) {
            return Queries.NONE;
        }
        if (Queries.isAll(query)) {
            return time;
        }
        return compilation.scoring()
                ? new org.apache.lucene.search.BooleanQuery.Builder()
                        .add(query, BooleanClause.Occur.MUST)
                        .add(time, BooleanClause.Occur.FILTER)
                        .build()
                : Queries.allOf(List.of(query, time), BooleanClause.Occur.FILTER);
    }

    /// From `second` on. Seconds that 64 bits of nanoseconds cannot hold become the nearest that they can.
    private static long firstNanos(long second) {
        if (second > Long.MAX_VALUE / NANOS_PER_SECOND) {
            return Long.MAX_VALUE;
        }
        return second < Long.MIN_VALUE / NANOS_PER_SECOND ? Long.MIN_VALUE : second * NANOS_PER_SECOND;
    }

    /// Up to `second`, which is not part of it.
    private static long lastNanos(long second) {
        if (second > Long.MAX_VALUE / NANOS_PER_SECOND) {
            return Long.MAX_VALUE;
        }
        return second < Long.MIN_VALUE / NANOS_PER_SECOND ? Long.MIN_VALUE : second * NANOS_PER_SECOND - 1;
    }

    /// @param required no document may match without this clause, so what it needs is required of the split
    private Query compile(QueryAst ast, boolean required) {
        return switch (ast) {
            case QueryAst.MatchAll() -> Queries.ALL;
            case QueryAst.MatchNone() -> Queries.NONE;
            case QueryAst.Term(String field, String value) ->
                termSet(field, new java.util.TreeSet<>(List.of(value)), required);
            case QueryAst.TermSet(Map<String, SortedSet<String>> termsPerField) -> termSets(termsPerField, required);
            case QueryAst.FieldPresence(String field) -> presence(field);
            case QueryAst.FullText text -> fullText(text, required);
            case QueryAst.PhrasePrefix phrase -> phrasePrefix(phrase, required);
            case QueryAst.Range range -> range(range);
            case QueryAst.Wildcard wildcard -> wildcard(wildcard, required);
            case QueryAst.Regex regex -> regex(regex, required);
            case QueryAst.Bool bool -> bools.compile(bool, required);
            case QueryAst.Boost(QueryAst underlying, float boost) -> {
                Query query = compile(underlying, required);
                yield compilation.scoring() && !Queries.isNone(query) ? new BoostQuery(query, boost) : query;
            }
            case QueryAst.UserInput _ -> throw new IllegalStateException("user input is parsed before it is compiled");
        };
    }

    private Query fullText(QueryAst.FullText ast, boolean required) {
        Optional<ResolvedField> field = compilation.resolve(ast.field(), ast.lenient());
        if (field.isEmpty()) {
            return Queries.NONE;
        }
        return switch (field.get()) {
            case ResolvedField.JsonPath(FieldEntry root, String path) -> json.fullText(root, path, ast, required);
            case ResolvedField.Plain(FieldEntry entry) ->
                switch (entry.type()) {
                    case JSON -> Queries.NONE;
                    case TEXT, CONCATENATE ->
                        entry.indexed()
                                ? texts.fullText(TextSpace.plain(entry), ast.text(), ast.params(), required)
                                : typed.columnText(entry, List.of(ast.text()));
                    case U64, I64, F64, BOOL, IP, DATETIME, BYTES -> typed.value(entry, ast.text(), required);
                };
        };
    }

    private Query termSets(Map<String, SortedSet<String>> termsPerField, boolean required) {
        List<Query> queries = new ArrayList<>();
        termsPerField.forEach(
                (field, terms) -> queries.add(termSet(field, terms, required && termsPerField.size() == 1)));
        return Queries.anyOf(queries);
    }

    private Query termSet(String path, SortedSet<String> terms, boolean required) {
        Optional<ResolvedField> field = compilation.resolve(path, false);
        if (field.isEmpty()) {
            return Queries.NONE;
        }
        return switch (field.get()) {
            case ResolvedField.JsonPath(FieldEntry root, String inner) -> json.values(root, inner, terms, required);
            case ResolvedField.Plain(FieldEntry entry) ->
                entry.type() == ValueType.JSON ? Queries.NONE : typed.values(entry, terms, required);
        };
    }

    private Query presence(String path) {
        List<FieldEntry> below = compilation.schema().entriesBelow(path);
        Optional<ResolvedField> field = compilation.resolve(path, !below.isEmpty());
        Set<Query> present = new LinkedHashSet<>();
        field.ifPresent(resolved -> present.add(
                switch (resolved) {
                    case ResolvedField.JsonPath(FieldEntry root, String inner) -> json.exists(root, inner);
                    case ResolvedField.Plain(FieldEntry entry) -> exists(entry);
                }));
        below.forEach(entry -> present.add(exists(entry)));
        return Queries.anyOf(present);
    }

    private Query exists(FieldEntry entry) {
        return entry.type() == ValueType.JSON ? json.exists(entry) : typed.exists(entry);
    }

    private Query range(QueryAst.Range ast) {
        Optional<ResolvedField> field = compilation.resolve(ast.field(), false);
        if (field.isEmpty()) {
            return Queries.NONE;
        }
        RangeBounds bounds = RangeBounds.of(ast.lower(), ast.upper());
        return switch (field.get()) {
            case ResolvedField.JsonPath(FieldEntry root, String path) -> json.range(root, path, bounds);
            case ResolvedField.Plain(FieldEntry entry) -> typed.range(entry, bounds);
        };
    }

    private Query phrasePrefix(QueryAst.PhrasePrefix ast, boolean required) {
        Optional<ResolvedField> field = compilation.resolve(ast.field(), ast.lenient());
        if (field.isEmpty()) {
            return Queries.NONE;
        }
        Optional<TextSpace> space = textSpace(field.get());
        return space.isPresent()
                ? texts.phrasePrefix(space.get(), ast, required)
                : compilation.refuse(
                        () -> QueryErrors.incompatible("trying to run a PhrasePrefix query on a non-text field"));
    }

    private Query wildcard(QueryAst.Wildcard ast, boolean required) {
        Optional<ResolvedField> field = compilation.resolve(ast.field(), ast.lenient());
        if (field.isEmpty()) {
            return Queries.NONE;
        }
        Optional<TextSpace> space = textSpace(field.get());
        return space.isPresent()
                ? texts.wildcard(space.get(), ast.value(), ast.caseInsensitive(), required)
                : compilation.refuse(QueryErrors::wildcardNeedsText);
    }

    private Query regex(QueryAst.Regex ast, boolean required) {
        Optional<ResolvedField> field = compilation.resolve(ast.field(), false);
        if (field.isEmpty()) {
            return Queries.NONE;
        }
        Optional<TextSpace> space = textSpace(field.get());
        return space.isPresent()
                ? texts.regex(space.get(), ast.regex(), required)
                : compilation.refuse(QueryErrors::regexNeedsText);
    }

    /// The space of tokenised terms of a field that has one.
    private static Optional<TextSpace> textSpace(ResolvedField field) {
        return switch (field) {
            case ResolvedField.JsonPath(FieldEntry root, String path) ->
                root.indexed() ? Optional.of(TextSpace.json(root, path)) : Optional.empty();
            case ResolvedField.Plain(FieldEntry entry) ->
                entry.indexed() && entry.type() == ValueType.TEXT
                        ? Optional.of(TextSpace.plain(entry))
                        : Optional.empty();
        };
    }
}
