package io.trawl.search.leaf;

import io.trawl.common.ByteRange;
import java.util.List;

/// What one split must read before it can be searched.
sealed interface WarmupPlan {
    /// @param ranges of the split file; all of them are one wave
    record Read(List<ByteRange> ranges) implements WarmupPlan {
        public Read {
            ranges = List.copyOf(ranges);
        }

        /// An upper bound: ranges may overlap.
        long bytes() {
            return ranges.stream().mapToLong(ByteRange::length).sum();
        }
    }

    /// No document of the split can match, so nothing is read.
    record Skip() implements WarmupPlan {}
}
