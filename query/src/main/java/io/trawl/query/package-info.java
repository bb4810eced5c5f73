/// What a request asks for: the query tree, the query language, aggregation requests, compilation to Lucene.
///
/// The way of a query: text → [QueryParser] → [QueryAst] → [QueryCompiler] → [CompiledQuery], which holds the Lucene
/// query *and*
/// every term, term range and column that it will read ([ReadNeed]). Whoever makes a Lucene query says what it reads:
/// the
/// warm-up planner has no other source, so a query without its needs is a bug.
///
/// Invariants:
/// - nesting is bounded by [QueryLimits#MAX_DEPTH] in text and in JSON, so that no recursion over a tree overflows a
/// stack;
/// - no query uses points: numbers, dates and addresses are terms and columns;
/// - a mistake of the user is a [io.trawl.common.TrawlException] with code BAD_REQUEST that names the field, value or
/// place.
///
/// Nothing here does I/O; a compiled query reads only when a searcher runs it.
@NullMarked
package io.trawl.query;

import org.jspecify.annotations.NullMarked;
