package io.trawl.query;

import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// One thing that a query, sort or aggregation will read from a split, named in Lucene's terms.
///
/// Needs are advice about bytes, not about results: one too many costs a read, one too few costs a miss, neither a
/// wrong answer. The one exception is [Term#required].
public sealed interface ReadNeed {
    /// The postings of one term.
    ///
    /// @param positions also its positions
    /// @param required no document can match where the term is absent, so the rest of the split need not be read
    record Term(String field, BytesRef term, boolean positions, boolean required) implements ReadNeed {}

    /// The postings of any of many terms, planned together.
    ///
    /// @param terms in the order of their bytes
    record Terms(String field, List<BytesRef> terms) implements ReadNeed {
        public Terms {
            terms = List.copyOf(terms);
        }
    }

    /// The dictionary between two terms and the postings of what lies there.
    ///
    /// @param low inclusive, null is open
    /// @param high exclusive, null is open
    record TermRange(
            String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions) implements ReadNeed {}

    /// The dictionary between two terms, and the postings of those terms there that a walk accepts: how many and
    /// where, only the dictionary knows.
    ///
    /// @param low inclusive, null is open
    /// @param high exclusive, null is open
    /// @param positions also their positions
    /// @param terms accepts what is wanted, all of it between the bounds
    /// @param maxTerms no more than the first so many in the order of the dictionary
    record Expansion(
            String field,
            @Nullable BytesRef low,
            @Nullable BytesRef high,
            boolean positions,
            CompiledAutomaton terms,
            int maxTerms)
            implements ReadNeed {}

    /// A doc-values column, whole, with its skip index.
    record Column(String field) implements ReadNeed {}

    /// Every column whose name starts so: the json paths below an object, which only the split knows.
    record ColumnPrefix(String prefix) implements ReadNeed {}

    /// The length of the field, for scores.
    record Norms(String field) implements ReadNeed {}
}
