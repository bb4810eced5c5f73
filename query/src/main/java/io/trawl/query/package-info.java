/// What a request asks for: the query tree, the query language, aggregation requests, compilation to Lucene.
///
/// The way of a query: text → [QueryParser] → [QueryAst] → [QueryCompiler] → [CompiledQuery], which holds the
/// Lucene query and every term, term range and column that it will read ([ReadNeed]). Whoever makes a Lucene query
/// says what it reads: the warm-up planner has no other source, so a query without its needs is a bug.
/// [AggregationParser] and [SortBy] read the rest of a request, [FieldColumns] finds the columns behind it,
/// [TimeRangeExtractor] and [TagFilterExtractor] say which splits a query may skip.
///
/// Invariants:
/// - Nesting, clauses, automata and text length are bounded by [QueryLimits], so that no query overflows a stack or
///   costs more than its size.
/// - No query uses points: exact values are terms, ranges are columns, and each stands in for the other where a
///   field has only one of them.
/// - A mistake of the user is a `TrawlException` with code BAD_REQUEST that names the field, value or place.
/// - `AND` without `OR` beside it is never optional: `a AND b c` wants all three, whatever else is joined by
///   nothing.
///
/// Nothing here does I/O; a compiled query reads only when a searcher runs it.
@NullMarked
package io.trawl.query;

import org.jspecify.annotations.NullMarked;
