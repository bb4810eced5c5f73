package io.trawl.search.collect;

import io.trawl.common.TrawlException;
import io.trawl.query.AggregationRequest;
import io.trawl.query.QueryLimits;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.RegExp;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.jspecify.annotations.Nullable;

/// Finds which terms of a column's dictionary `include` and `exclude` let through.
final class TermsFilter {
    private TermsFilter() {}

    /// @return ordinals that may become buckets; null for all
    static @Nullable FixedBitSet allowed(
            SortedSetDocValues values,
            Optional<AggregationRequest.ValueFilter> include,
            Optional<AggregationRequest.ValueFilter> exclude)
            throws IOException {
        if (include.isEmpty() && exclude.isEmpty()) {
            return null;
        }
        int count = Math.toIntExact(values.getValueCount());
        FixedBitSet allowed = new FixedBitSet(Math.max(1, count));
        if (include.isPresent()) {
            mark(values, include.get(), allowed);
        } else {
            allowed.set(0, count);
        }
        if (exclude.isPresent()) {
            FixedBitSet excluded = new FixedBitSet(Math.max(1, count));
            mark(values, exclude.get(), excluded);
            allowed.andNot(excluded);
        }
        return allowed;
    }

    private static void mark(SortedSetDocValues values, AggregationRequest.ValueFilter filter, FixedBitSet marked)
            throws IOException {
        switch (filter) {
            case AggregationRequest.ValueFilter.Values(var texts) -> {
                for (String text : texts) {
                    long ordinal = values.lookupTerm(new BytesRef(text));
                    if (ordinal >= 0) {
                        marked.set((int) ordinal);
                    }
                }
            }
            case AggregationRequest.ValueFilter.Pattern(String regex) -> {
                TermsEnum terms = values.intersect(new CompiledAutomaton(automaton(regex)));
                while (terms.next() != null) {
                    marked.set((int) terms.ord());
                }
            }
        }
    }

    private static Automaton automaton(String regex) {
        try {
            return Operations.determinize(
                    new RegExp(regex, RegExp.NONE).toAutomaton(), QueryLimits.MAX_AUTOMATON_STATES);
        } catch (IllegalArgumentException malformed) {
            throw TrawlException.badRequest("invalid aggregation request: `" + regex + "` is not a regular expression: "
                    + TrawlException.describe(malformed));
        } catch (TooComplexToDeterminizeException complex) {
            throw TrawlException.badRequest("invalid aggregation request: regular expression `" + regex
                    + "` needs more than " + QueryLimits.MAX_AUTOMATON_STATES + " states; use a simpler one");
        }
    }
}
