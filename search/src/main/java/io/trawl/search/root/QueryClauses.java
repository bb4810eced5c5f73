package io.trawl.search.root;

import io.trawl.query.QueryAst;
import io.trawl.search.ZeroHits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Takes a query apart.
final class QueryClauses {
    private QueryClauses() {}

    /// @param occur how the nearest group around it joins the clause
    record Clause(QueryAst ast, ZeroHits.Occur occur) {}

    /// The clauses that hold no others, in the order of the query.
    static List<Clause> of(QueryAst query) {
        List<Clause> clauses = new ArrayList<>();
        add(query, ZeroHits.Occur.MUST, clauses);
        return clauses;
    }

    private static void add(QueryAst ast, ZeroHits.Occur occur, List<Clause> clauses) {
        switch (ast) {
            case QueryAst.Bool bool -> {
                bool.must().forEach(clause -> add(clause, ZeroHits.Occur.MUST, clauses));
                bool.filter().forEach(clause -> add(clause, ZeroHits.Occur.MUST, clauses));
                bool.should().forEach(clause -> add(clause, ZeroHits.Occur.SHOULD, clauses));
                bool.mustNot().forEach(clause -> add(clause, ZeroHits.Occur.MUST_NOT, clauses));
            }
            case QueryAst.Boost(QueryAst underlying, float _) -> add(underlying, occur, clauses);
            case QueryAst.MatchAll _,
                    QueryAst.MatchNone _,
                    QueryAst.Term _,
                    QueryAst.TermSet _,
                    QueryAst.FieldPresence _,
                    QueryAst.FullText _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.Range _,
                    QueryAst.UserInput _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ -> clauses.add(new Clause(ast, occur));
        }
    }

    /// The fields that the query names.
    static Set<String> fields(QueryAst query) {
        Set<String> fields = new LinkedHashSet<>();
        for (Clause clause : of(query)) {
            switch (clause.ast) {
                case QueryAst.Term(String field, String _) -> fields.add(field);
                case QueryAst.TermSet set -> fields.addAll(set.termsPerField().keySet());
                case QueryAst.FieldPresence(String field) -> fields.add(field);
                case QueryAst.FullText text -> fields.add(text.field());
                case QueryAst.PhrasePrefix phrase -> fields.add(phrase.field());
                case QueryAst.Range range -> fields.add(range.field());
                case QueryAst.Wildcard wildcard -> fields.add(wildcard.field());
                case QueryAst.Regex regex -> fields.add(regex.field());
                case QueryAst.MatchAll _, QueryAst.MatchNone _, QueryAst.UserInput _ -> {
                    // These name none.
                }
                case QueryAst.Bool _, QueryAst.Boost _ -> throw new IllegalStateException("a clause holds no others");
            }
        }
        return fields;
    }

    /// The query without bounds on the time of documents, where these stand among what all documents must match.
    static QueryAst withoutTime(QueryAst query, String timestampField) {
        return switch (query) {
            case QueryAst.Range range when range.field().equals(timestampField) -> QueryAst.MATCH_ALL;
            case QueryAst.Term term when term.field().equals(timestampField) -> QueryAst.MATCH_ALL;
            case QueryAst.FullText text when text.field().equals(timestampField) -> QueryAst.MATCH_ALL;
            case QueryAst.TermSet set
            when set.termsPerField().keySet().equals(Set.of(timestampField)) -> QueryAst.MATCH_ALL;
            case QueryAst.Boost(QueryAst underlying, float boost) ->
                new QueryAst.Boost(withoutTime(underlying, timestampField), boost);
            case QueryAst.Bool bool ->
                new QueryAst.Bool(
                        bool.must().stream()
                                .map(clause -> withoutTime(clause, timestampField))
                                .toList(),
                        bool.mustNot(),
                        bool.should(),
                        bool.filter().stream()
                                .map(clause -> withoutTime(clause, timestampField))
                                .toList(),
                        bool.minimumShouldMatch());
            case QueryAst.Range _,
                    QueryAst.MatchAll _,
                    QueryAst.MatchNone _,
                    QueryAst.Term _,
                    QueryAst.TermSet _,
                    QueryAst.FieldPresence _,
                    QueryAst.FullText _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.UserInput _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ -> query;
        };
    }
}
