package io.trawl.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// Gathers what the pieces of a query read. A term named twice is read once, with positions if either wants them,
/// and is required if either requires it.
final class NeedsCollector {
    private final Map<TermKey, ReadNeed.Term> terms = new LinkedHashMap<>();
    private final Set<ReadNeed> others = new LinkedHashSet<>();

    void term(String field, BytesRef term, boolean positions, boolean required) {
        terms.merge(
                new TermKey(field, term),
                new ReadNeed.Term(field, term, positions, required),
                (a, b) -> new ReadNeed.Term(field, term, a.positions() || b.positions(), a.required() || b.required()));
    }

    /// Any of the terms, which come in their order.
    void terms(String field, Collection<BytesRef> sorted) {
        others.add(new ReadNeed.Terms(field, List.copyOf(sorted)));
    }

    /// All terms that start with `prefix`.
    void prefix(String field, BytesRef prefix, boolean positions) {
        termRange(field, prefix.length == 0 ? null : prefix, TermBytes.afterPrefix(prefix), positions);
    }

    void termRange(String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions) {
        others.add(new ReadNeed.TermRange(field, low, high, positions));
    }

    /// The terms that start with `prefix` and that `terms` accepts, at most `maxTerms` of them.
    void expansion(String field, BytesRef prefix, boolean positions, CompiledAutomaton terms, int maxTerms) {
        others.add(new ReadNeed.Expansion(
                field, prefix.length == 0 ? null : prefix, TermBytes.afterPrefix(prefix), positions, terms, maxTerms));
    }

    void column(String field) {
        others.add(new ReadNeed.Column(field));
    }

    void columnPrefix(String prefix) {
        others.add(new ReadNeed.ColumnPrefix(prefix));
    }

    void norms(String field) {
        others.add(new ReadNeed.Norms(field));
    }

    List<ReadNeed> needs() {
        List<ReadNeed> needs = new ArrayList<>(terms.values());
        needs.addAll(others);
        return needs;
    }

    private record TermKey(String field, BytesRef term) {}
}
