package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.query.ClauseNode.Clause;
import io.trawl.query.ClauseNode.Occur;
import io.trawl.query.ClauseNode.Quotes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The query language: text to [QueryAst]. The grammar is that of [ClauseReader]; here default fields and the
/// default operator are put in. No index is involved, so any field name passes.
public final class QueryParser {
    private final List<String> defaultFields;
    private final BooleanOperator defaultOperator;
    private final boolean lenient;

    private QueryParser(List<String> defaultFields, BooleanOperator defaultOperator, boolean lenient) {
        this.defaultFields = List.copyOf(defaultFields);
        this.defaultOperator = defaultOperator;
        this.lenient = lenient;
    }

    /// Parses as the native API does: clauses side by side must all match.
    ///
    /// @param defaultFields fields of clauses that name none
    /// @throws TrawlException BAD_REQUEST that says what is wrong at which character
    public static QueryAst parse(String text, List<String> defaultFields) {
        return parse(text, defaultFields, BooleanOperator.AND, false);
    }

    /// @param lenient a field that does not exist matches nothing instead of being an error
    public static QueryAst parse(
            String text, List<String> defaultFields, BooleanOperator defaultOperator, boolean lenient) {
        QueryParser parser = new QueryParser(defaultFields, defaultOperator, lenient);
        return ClauseReader.read(text).map(parser::convert).orElseGet(() -> QueryAst.Bool.must(List.of()));
    }

    /// The tree with every [QueryAst.UserInput] in it parsed.
    ///
    /// @param indexDefaultFields the default fields of those that bring none
    public static QueryAst resolve(QueryAst ast, List<String> indexDefaultFields) {
        return switch (ast) {
            case QueryAst.UserInput input ->
                parse(
                        input.userText(),
                        input.defaultFields().orElse(indexDefaultFields),
                        input.defaultOperator(),
                        input.lenient());
            case QueryAst.Boost(QueryAst underlying, float boost) ->
                new QueryAst.Boost(resolve(underlying, indexDefaultFields), boost);
            case QueryAst.Bool bool ->
                new QueryAst.Bool(
                        resolveAll(bool.must(), indexDefaultFields),
                        resolveAll(bool.mustNot(), indexDefaultFields),
                        resolveAll(bool.should(), indexDefaultFields),
                        resolveAll(bool.filter(), indexDefaultFields),
                        bool.minimumShouldMatch());
            case QueryAst.MatchAll _,
                    QueryAst.MatchNone _,
                    QueryAst.Term _,
                    QueryAst.TermSet _,
                    QueryAst.FieldPresence _,
                    QueryAst.FullText _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.Range _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ -> ast;
        };
    }

    private static List<QueryAst> resolveAll(List<QueryAst> clauses, List<String> indexDefaultFields) {
        return clauses.stream()
                .map(clause -> resolve(clause, indexDefaultFields))
                .toList();
    }

    private QueryAst convert(ClauseNode node) {
        return switch (node) {
            case ClauseNode.Group(List<Clause> clauses) -> bool(clauses);
            case ClauseNode.Boosted(ClauseNode boosted, float boost) -> new QueryAst.Boost(convert(boosted), boost);
            case ClauseNode.All() -> QueryAst.MATCH_ALL;
            case ClauseNode.Exists(String field) -> new QueryAst.FieldPresence(field);
            case ClauseNode.Value value -> value(value);
            case ClauseNode.Set(@Nullable String field, SortedSet<String> values) -> set(field, values);
            case ClauseNode.Range(@Nullable String field, Bound lower, Bound upper) ->
                new QueryAst.Range(singleField(field, "range"), lower, upper);
            case ClauseNode.Regex(@Nullable String field, String pattern) ->
                new QueryAst.Regex(singleField(field, "regex"), pattern);
        };
    }

    private QueryAst bool(List<Clause> clauses) {
        List<QueryAst> must = new ArrayList<>();
        List<QueryAst> mustNot = new ArrayList<>();
        List<QueryAst> should = new ArrayList<>();
        Occur fallback = defaultOperator == BooleanOperator.AND ? Occur.MUST : Occur.SHOULD;
        for (Clause clause : clauses) {
            List<QueryAst> target = switch (clause.occur().orElse(fallback)) {
                case MUST -> must;
                case MUST_NOT -> mustNot;
                case SHOULD -> should;
            };
            target.add(convert(clause.node()));
        }
        return new QueryAst.Bool(must, mustNot, should, List.of(), Optional.empty());
    }

    private QueryAst value(ClauseNode.Value value) {
        FullTextMode mode = switch (value.quotes()) {
            case NONE -> FullTextMode.PHRASE_FALLBACK;
            case SINGLE -> new FullTextMode.Bool(BooleanOperator.AND);
            case DOUBLE -> new FullTextMode.Phrase(value.slop());
        };
        FullTextParams params = FullTextParams.of(mode);
        if (value.prefix()) {
            return onFields(
                    value.field(),
                    field -> new QueryAst.PhrasePrefix(
                            field, value.text(), QueryLimits.DEFAULT_MAX_EXPANSIONS, params, lenient));
        }
        if (value.quotes() == Quotes.NONE && WildcardPattern.isWildcard(value.text())) {
            return onFields(value.field(), field -> new QueryAst.Wildcard(field, value.text(), lenient, false));
        }
        return onFields(value.field(), field -> new QueryAst.FullText(field, value.text(), params, lenient));
    }

    /// The leaf on its field or, without one, on any of the default fields.
    private QueryAst onFields(@Nullable String field, Function<String, QueryAst> leaf) {
        if (field != null) {
            return leaf.apply(field);
        }
        if (defaultFields.isEmpty()) {
            throw TrawlException.badRequest("query requires a default search field and none was supplied");
        }
        List<QueryAst> leaves = defaultFields.stream().map(leaf).toList();
        return leaves.size() == 1 ? leaves.getFirst() : QueryAst.Bool.should(leaves);
    }

    private QueryAst set(@Nullable String field, SortedSet<String> values) {
        List<String> fields = field == null ? defaultFields : List.of(field);
        if (fields.isEmpty()) {
            throw TrawlException.badRequest("set query need to target a specific field");
        }
        TreeMap<String, SortedSet<String>> termsPerField = new TreeMap<>();
        fields.forEach(name -> termsPerField.put(name, values));
        return new QueryAst.TermSet(termsPerField);
    }

    private String singleField(@Nullable String field, String kind) {
        if (field != null) {
            return field;
        }
        if (defaultFields.size() == 1) {
            return defaultFields.getFirst();
        }
        String problem = defaultFields.isEmpty() ? "without field" : "with multiple fields";
        throw TrawlException.badRequest(kind + " query " + problem + " is not supported");
    }
}
