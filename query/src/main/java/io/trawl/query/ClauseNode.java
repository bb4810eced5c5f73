package io.trawl.query;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What [ClauseReader] reads: the query as it is written, before default fields and the default operator are known.
sealed interface ClauseNode {
    /// Clauses side by side, each with its prefix or joint.
    record Group(List<Clause> clauses) implements ClauseNode {}

    record Boosted(ClauseNode node, float boost) implements ClauseNode {}

    record All() implements ClauseNode {}

    record Exists(String field) implements ClauseNode {}

    /// A word, a number or a quoted text, on `field` or, without one, on the default fields.
    record Value(@Nullable String field, Quotes quotes, String text, int slop, boolean prefix) implements ClauseNode {}

    record Set(@Nullable String field, SortedSet<String> values) implements ClauseNode {}

    record Range(@Nullable String field, Bound lower, Bound upper) implements ClauseNode {}

    record Regex(@Nullable String field, String pattern) implements ClauseNode {}

    enum Quotes {
        NONE,
        SINGLE,
        DOUBLE
    }

    enum Occur {
        MUST,
        MUST_NOT,
        SHOULD
    }

    /// @param occur empty where neither a prefix nor a joint says it: the default operator does
    record Clause(Optional<Occur> occur, ClauseNode node) {
        static Clause of(Occur occur, ClauseNode node) {
            return new Clause(Optional.of(occur), node);
        }
    }

    static ClauseNode negated(ClauseNode node) {
        return new Group(List.of(Clause.of(Occur.MUST_NOT, node)));
    }

    /// The group without repeated clauses, and with the only clause of an unmarked inner group in that group's
    /// place.
    static ClauseNode group(List<Clause> clauses) {
        return new Group(
                new LinkedHashSet<>(clauses).stream().map(ClauseNode::unwrapped).toList());
    }

    private static Clause unwrapped(Clause clause) {
        if (clause.occur().isEmpty() && clause.node() instanceof Group(List<Clause> inner) && inner.size() == 1) {
            return inner.getFirst();
        }
        return clause;
    }
}
