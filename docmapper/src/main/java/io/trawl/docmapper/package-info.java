/// Turns a JSON document into Lucene fields, by the index's doc mapping, and a stored document into a hit.
///
/// Entry point: [DocMapper]. It gives the [IndexSchema] (what queries may name), a [DocParser] (one thread's
/// reusable machine from a line to a [ParsedDoc]) and a [DocRenderer] (from the stored line to the hit).
///
/// Invariants:
/// - A document is a slice of bytes and stays one: strings without escapes are never copied, and the stored
///   `_source` is the line itself. [JsonScanner] refuses what is not strict JSON before anything reaches Lucene.
/// - One Lucene field a mapped field carries both its terms and its column. No points, no norms unless asked for.
///   Numbers, dates and addresses are indexed as terms whose byte order is the order of values ([TermCodec]).
/// - Undeclared and `json` fields share one inverted field a root, whose terms carry path, type and value; their
///   columns are one doc-values field a path and type ([ColumnNames]), up to a limit a split.
/// - Text is split by one [TokenCursor] for documents and for queries, so that both always agree.
///   Whatever the tokenizer's settings, a text costs bounded time and memory: [TokenCursor#cutShort()].
///
/// May use `common`, `config`, lucene-core, of lucene-analysis-common the stemmer and the folding table, hash4j, and
/// Jackson's tree (for hits only).
@NullMarked
package io.trawl.docmapper;

import org.jspecify.annotations.NullMarked;
