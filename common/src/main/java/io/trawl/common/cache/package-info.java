/// What the caches of a node share: who leaves when one is full, and what is counted.
///
/// Entry points: [WeightedCache] keeps values in memory; [EvictionPolicy] is for caches of another kind, such as files.
/// An entry's weight is its bytes, and a cache never holds more of them than its capacity.
@NullMarked
package io.trawl.common.cache;

import org.jspecify.annotations.NullMarked;
