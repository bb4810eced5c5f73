package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeClausesTest {
    /// 2026-01-01T00:00:00Z.
    private static final long START = 1_767_225_600L;

    private static QueryAst range(Bound lower, Bound upper) {
        return new QueryAst.Range("ts", lower, upper);
    }

    private static QueryAst open(QueryAst ast) {
        return TimeClauses.open(ast, "ts", START, START + 59);
    }

    @Test
    void opensEndsThatAllDocumentsLieBehind() {
        Bound early = Bound.included("2025-12-31T23:00:00Z");
        Bound late = Bound.excluded("2026-01-01T01:00:00Z");

        assertThat(open(range(early, late))).isEqualTo(range(Bound.UNBOUNDED, Bound.UNBOUNDED));
        assertThat(open(range(Bound.included("2026-01-01T00:00:00Z"), Bound.UNBOUNDED)))
                .isEqualTo(range(Bound.UNBOUNDED, Bound.UNBOUNDED));
        assertThat(open(range(Bound.UNBOUNDED, Bound.included("2026-01-01T00:01:00Z"))))
                .isEqualTo(range(Bound.UNBOUNDED, Bound.UNBOUNDED));
    }

    @Test
    void keepsEndsThatDivideTheDocuments() {
        List<QueryAst> dividing = List.of(
                range(Bound.included("2026-01-01T00:00:00.5Z"), Bound.UNBOUNDED),
                range(Bound.excluded("2026-01-01T00:00:00Z"), Bound.UNBOUNDED),
                range(Bound.UNBOUNDED, Bound.included("2026-01-01T00:00:59.9Z")),
                range(Bound.UNBOUNDED, Bound.excluded("2026-01-01T00:00:59Z")),
                range(Bound.UNBOUNDED, Bound.excluded("2026-01-01T00:01:00Z")),
                new QueryAst.Range("other", Bound.included("2025-12-31T23:00:00Z"), Bound.UNBOUNDED));

        for (QueryAst ast : dividing) {
            assertThat(open(ast)).isSameAs(ast);
        }
    }

    @Test
    void looksIntoClauses() {
        QueryAst early = range(Bound.included("2025-12-31T23:00:00Z"), Bound.UNBOUNDED);
        QueryAst word = new QueryAst.Term("body", "error");
        QueryAst all = range(Bound.UNBOUNDED, Bound.UNBOUNDED);

        assertThat(open(new QueryAst.Bool(
                        List.of(word), List.of(early), List.of(), List.of(early, word), Optional.empty())))
                .isEqualTo(new QueryAst.Bool(
                        List.of(word), List.of(all), List.of(), List.of(all, word), Optional.empty()));
        assertThat(open(new QueryAst.Boost(early, 2))).isEqualTo(new QueryAst.Boost(all, 2));
        QueryAst untouched = QueryAst.Bool.must(List.of(word));
        assertThat(open(untouched)).isSameAs(untouched);
    }
}
