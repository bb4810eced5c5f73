/// Searching splits on this node.
///
/// Entry points: [LocalLeafSearchClient], [LeafSearcher], [DocFetcher], [TailsAhead].
///
/// A request is a [LeafSearch]. What [LeafCaches] remember is answered first; the other splits go in the order of
/// [SplitRanking], and those that cannot add a hit are passed over.
///
/// A split's way: [SearchPermits] (is there room?) → `SplitOpener` (one read, none if it is open) → the query
/// compiled for the split's own mapping → [WarmupPlanner] (all I/O, one wave) → [CpuExecutor] (all computing,
/// no I/O) → a `LeafResult`. Splits go their ways side by side on virtual threads, so that the reads of one
/// overlap the computing of another.
///
/// Invariants: nothing reads under a CPU permit (a miss gives the permit back while it reads, and is counted);
/// every wait ends with the request's deadline or cancellation.
@NullMarked
package io.trawl.search.leaf;

import org.jspecify.annotations.NullMarked;
