package io.trawl.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/// Clauses put together, with what cannot matter left out: repeated clauses, clauses that match all or none, and,
/// without scores, optional clauses beside required ones.
final class BoolCompiler {
    /// So many words of one field, any of which will do, are quicker as a set than each with a scorer of its own.
    private static final int TERMS_AS_SET_MIN = 64;

    /// Compiles one clause.
    interface ClauseCompiler {
        /// @param required no document may match without this clause
        Query compile(QueryAst clause, boolean required);
    }

    private final Compilation compilation;
    private final ClauseCompiler clauses;

    BoolCompiler(Compilation compilation, ClauseCompiler clauses) {
        this.compilation = compilation;
        this.clauses = clauses;
    }

    Query compile(QueryAst.Bool bool, boolean required) {
        int minimum = minimumShouldMatch(bool);
        boolean hopeless = minimum > bool.should().size();
        boolean allShould = minimum == bool.should().size();
        Set<Query> must = compileAll(bool.must(), required);
        Set<Query> filter = compileAll(bool.filter(), required);
        Collection<Query> should = should(bool, minimum, required && allShould);
        Set<Query> mustNot = compileAll(bool.mustNot(), false);

        if (hopeless || anyNone(must) || anyNone(filter) || mustNot.stream().anyMatch(Queries::isAll)) {
            return Queries.NONE;
        }
        mustNot.removeIf(Queries::isNone);
        if (minimum > 0) {
            should = withoutHopeless(should);
            if (should.size() < minimum) {
                return Queries.NONE;
            }
        }
        if (minimum == 1 && !compilation.scoring()) {
            Query any = Queries.anyOf(asSets(should));
            filter.add(any);
            should = List.of();
            minimum = 0;
        }
        if (!compilation.scoring()) {
            filter.addAll(must);
            must.clear();
        }
        filter.removeAll(must);
        filter.removeIf(Queries::isAll);
        return build(must, filter, should, minimum, mustNot);
    }

    private Query build(Set<Query> must, Set<Query> filter, Collection<Query> should, int minimum, Set<Query> mustNot) {
        if (mustNot.isEmpty() && should.isEmpty()) {
            if (must.isEmpty() && filter.isEmpty()) {
                return Queries.ALL;
            }
            if (must.size() + filter.size() == 1 && (filter.isEmpty() || !compilation.scoring())) {
                return must.isEmpty()
                        ? filter.iterator().next()
                        : must.iterator().next();
            }
        }
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        must.forEach(query -> builder.add(query, BooleanClause.Occur.MUST));
        filter.forEach(query -> builder.add(query, BooleanClause.Occur.FILTER));
        should.forEach(query -> builder.add(query, BooleanClause.Occur.SHOULD));
        mustNot.forEach(query -> builder.add(query, BooleanClause.Occur.MUST_NOT));
        builder.setMinimumNumberShouldMatch(minimum);
        if (must.isEmpty() && filter.isEmpty() && minimum == 0) {
            builder.add(Queries.ALL, BooleanClause.Occur.FILTER);
        }
        return builder.build();
    }

    /// The optional clauses; none where they are free not to match and there are no scores.
    private Collection<Query> should(QueryAst.Bool bool, int minimum, boolean required) {
        if (minimum == 0 && !compilation.scoring()) {
            compilation.checkOnly(() -> compileAll(bool.should(), false));
            return List.of();
        }
        if (minimum > 1) {
            // Equal clauses count each.
            List<Query> queries = new ArrayList<>();
            bool.should().forEach(clause -> queries.add(clauses.compile(clause, required)));
            return queries;
        }
        return compileAll(bool.should(), required);
    }

    private Set<Query> compileAll(List<QueryAst> asts, boolean required) {
        Set<Query> queries = new LinkedHashSet<>();
        asts.forEach(ast -> queries.add(clauses.compile(ast, required)));
        return queries;
    }

    private static boolean anyNone(Collection<Query> queries) {
        return queries.stream().anyMatch(Queries::isNone);
    }

    private static Collection<Query> withoutHopeless(Collection<Query> queries) {
        return queries.stream().filter(query -> !Queries.isNone(query)).toList();
    }

    private static int minimumShouldMatch(QueryAst.Bool bool) {
        int unspecified = bool.must().isEmpty()
                        && bool.filter().isEmpty()
                        && !bool.should().isEmpty()
                ? 1
                : 0;
        int asked = bool.minimumShouldMatch()
                .map(minimum -> minimum.resolve(bool.should().size()))
                .orElse(unspecified);
        return Math.max(asked < 0 ? 0 : asked, unspecified);
    }

    /// The same alternatives, with many terms of one field as one set.
    private static Collection<Query> asSets(Collection<Query> alternatives) {
        if (alternatives.size() < TERMS_AS_SET_MIN) {
            return alternatives;
        }
        Map<String, Set<BytesRef>> terms = new LinkedHashMap<>();
        List<Query> merged = new ArrayList<>();
        for (Query query : flattened(alternatives)) {
            if (query instanceof TermQuery term) {
                terms.computeIfAbsent(term.getTerm().field(), _ -> new LinkedHashSet<>())
                        .add(term.getTerm().bytes());
            } else {
                merged.add(query);
            }
        }
        terms.forEach((field, values) -> merged.add(new TermSetQuery(field, values)));
        return merged;
    }

    /// With the alternatives of alternatives beside them: the readings of json values are such.
    private static List<Query> flattened(Collection<Query> alternatives) {
        List<Query> flat = new ArrayList<>();
        for (Query query : alternatives) {
            boolean onlyAlternatives = query instanceof BooleanQuery bool
                    && bool.getMinimumNumberShouldMatch() <= 1
                    && bool.clauses().stream().allMatch(clause -> clause.occur() == BooleanClause.Occur.SHOULD);
            if (onlyAlternatives && query instanceof BooleanQuery bool) {
                bool.clauses().forEach(clause -> flat.add(clause.query()));
            } else {
                flat.add(query);
            }
        }
        return flat;
    }
}
