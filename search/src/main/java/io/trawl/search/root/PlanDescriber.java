package io.trawl.search.root;

import io.trawl.docmapper.IndexSchema;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.QueryAst;
import io.trawl.query.QueryCompiler;
import io.trawl.query.ReadNeed;
import io.trawl.search.SearchPlanResponse;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/// Tells what a search would do. What it reads follows from the query alone: the reads of its clauses, the same one
/// counted once, and a set of values counted as one term.
final class PlanDescriber {
    private final IndexSchema schema;
    /// Terms, and whether their positions are read.
    private final Map<Term, Boolean> terms = new LinkedHashMap<>();

    private final Set<QueryAst.TermSet> sets = new HashSet<>();
    private final Set<ReadNeed.TermRange> ranges = new HashSet<>();
    private final Set<ReadNeed.Expansion> expansions = new HashSet<>();
    private final Set<String> columns = new HashSet<>();
    private final Set<String> norms = new HashSet<>();

    private record Term(String field, BytesRef bytes) {}

    private PlanDescriber(IndexSchema schema) {
        this.schema = schema;
    }

    /// @param index one of those that the plan is for; its mapping shows how the query is run
    static SearchPlanResponse describe(SearchPlan plan, IndexMetadata index) {
        IndexSchema schema = IndexSchemas.of(index);
        PlanDescriber describer = new PlanDescriber(schema);
        describer.addReads(plan.query());
        List<String> splits = plan.splits().stream()
                .map(split -> split.indexUid().indexId() + "/" + split.splitId())
                .toList();
        return new SearchPlanResponse(
                plan.query(),
                QueryCompiler.compile(plan.query(), schema).query().toString(),
                splits,
                describer.counts());
    }

    private void addReads(QueryAst query) {
        switch (query) {
            case QueryAst.Bool bool -> {
                bool.must().forEach(this::addReads);
                bool.mustNot().forEach(this::addReads);
                bool.should().forEach(this::addReads);
                bool.filter().forEach(this::addReads);
            }
            case QueryAst.Boost(QueryAst underlying, float _) -> addReads(underlying);
            case QueryAst.TermSet set ->
                set.termsPerField().forEach((field, values) -> addSet(QueryAst.TermSet.of(field, values)));
            case QueryAst.MatchAll _,
                    QueryAst.MatchNone _,
                    QueryAst.Term _,
                    QueryAst.FieldPresence _,
                    QueryAst.FullText _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.Range _,
                    QueryAst.UserInput _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ ->
                QueryCompiler.compile(query, schema).needs().forEach(this::add);
        }
    }

    private void addSet(QueryAst.TermSet set) {
        boolean readsTerms = false;
        for (ReadNeed need : QueryCompiler.compile(set, schema).needs()) {
            if (need instanceof ReadNeed.Term || need instanceof ReadNeed.Terms) {
                readsTerms = true;
            } else {
                add(need);
            }
        }
        if (readsTerms) {
            sets.add(set);
        }
    }

    private void add(ReadNeed need) {
        switch (need) {
            case ReadNeed.Term term ->
                terms.merge(new Term(term.field(), term.term()), term.positions(), Boolean::logicalOr);
            case ReadNeed.Terms many ->
                many.terms().forEach(term -> terms.putIfAbsent(new Term(many.field(), term), false));
            case ReadNeed.TermRange range -> ranges.add(range);
            case ReadNeed.Expansion expansion -> expansions.add(expansion);
            case ReadNeed.Column(String field) -> columns.add(field);
            case ReadNeed.ColumnPrefix(String prefix) -> columns.add(prefix);
            case ReadNeed.Norms(String field) -> norms.add(field);
        }
    }

    private SearchPlanResponse.StorageRequests counts() {
        int lookups = terms.size() + sets.size() + ranges.size() + expansions.size();
        long positions = terms.values().stream().filter(read -> read).count()
                + ranges.stream().filter(ReadNeed.TermRange::positions).count()
                + expansions.stream().filter(ReadNeed.Expansion::positions).count();
        return new SearchPlanResponse.StorageRequests(
                1, columns.size(), norms.size(), lookups, lookups, Math.toIntExact(positions));
    }
}
