package io.trawl.query;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;

/// Lucene queries that match all, none, or one of several.
final class Queries {
    static final Query ALL = new MatchAllDocsQuery();
    static final Query NONE = new MatchNoDocsQuery();

    private Queries() {}

    static boolean isAll(Query query) {
        return query instanceof MatchAllDocsQuery;
    }

    static boolean isNone(Query query) {
        return query instanceof MatchNoDocsQuery;
    }

    /// What matches any of `queries`; one that matches all makes the whole match all.
    static Query anyOf(Collection<Query> queries) {
        Set<Query> distinct = new LinkedHashSet<>(queries);
        distinct.removeIf(Queries::isNone);
        if (distinct.isEmpty()) {
            return NONE;
        }
        if (distinct.stream().anyMatch(Queries::isAll)) {
            return ALL;
        }
        if (distinct.size() == 1) {
            return distinct.iterator().next();
        }
        return bool(List.copyOf(distinct), BooleanClause.Occur.SHOULD);
    }

    /// What matches all of `queries`.
    ///
    /// @param occur MUST or FILTER
    static Query allOf(Collection<Query> queries, BooleanClause.Occur occur) {
        Set<Query> distinct = new LinkedHashSet<>(queries);
        if (distinct.size() == 1) {
            return distinct.iterator().next();
        }
        return bool(List.copyOf(distinct), occur);
    }

    private static Query bool(List<Query> queries, BooleanClause.Occur occur) {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        queries.forEach(query -> builder.add(query, occur));
        return builder.build();
    }
}
