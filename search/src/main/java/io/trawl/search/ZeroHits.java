package io.trawl.search;

import io.trawl.query.QueryAst;
import java.util.List;
import java.util.Optional;

/// Why a search found nothing.
///
/// @param clauses what each clause of the query matches by itself, in the time range of the request
/// @param unknownFields fields of the query that no document has
/// @param nearestTime where the query does have hits, if only the time range of the request keeps them out
public record ZeroHits(List<ClauseHits> clauses, List<UnknownField> unknownFields, Optional<NearestTime> nearestTime) {
    public ZeroHits {
        clauses = List.copyOf(clauses);
        unknownFields = List.copyOf(unknownFields);
    }

    /// How a clause is joined with those beside it.
    public enum Occur {
        MUST,
        SHOULD,
        MUST_NOT
    }

    /// @param tokens what the field's tokenizer makes of the text; empty unless the clause is one of text
    public record ClauseHits(QueryAst clause, Occur occur, long numHits, List<TokenHits> tokens) {
        public ClauseHits {
            tokens = List.copyOf(tokens);
        }
    }

    public record TokenHits(String token, long numHits) {}

    /// @param nearest the known field whose name is most like it, if any is
    public record UnknownField(String field, Optional<String> nearest) {}

    /// A span of time as long as the one asked for.
    ///
    /// @param endSeconds exclusive
    public record NearestTime(long startSeconds, long endSeconds, long numHits) {}
}
