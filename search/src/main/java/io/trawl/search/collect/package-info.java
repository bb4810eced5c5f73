/// What is computed over the matching documents of one split, and how the answers of many splits become one.
///
/// Entry points: [SplitScan] finds the best hits, the exact count and the aggregations of one segment;
/// [LeafResultMerger] joins [LeafResult]s, in any grouping, to the same result; [AggregationRenderer] writes
/// the JSON.
///
/// Invariants: nothing here does I/O of its own or knows where bytes come from; what grows while a split is scanned
/// or an answer is written is charged to an [AggregationLimits] before it grows, and merging adds nothing to it;
/// intermediate results are plain values that a remote leaf could send. This is the lowest package of the module: it
/// uses none of the others.
@NullMarked
package io.trawl.search.collect;

import org.jspecify.annotations.NullMarked;
