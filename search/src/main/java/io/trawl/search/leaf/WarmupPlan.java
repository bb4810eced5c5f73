package io.trawl.search.leaf;

import io.trawl.common.ByteRange;
import io.trawl.query.ReadNeed;
import java.util.List;
import java.util.Optional;

/// What one split must read before it can be searched.
sealed interface WarmupPlan {
    /// @param ranges of the split file; all of them are one wave
    /// @param then what can only be named, or should only be read, once they are here
    record Read(List<ByteRange> ranges, Optional<SecondWave> then) implements WarmupPlan {
        public Read {
            ranges = List.copyOf(ranges);
        }

        /// An upper bound: ranges may overlap.
        long bytes() {
            return bytesOf(ranges);
        }
    }

    /// No document of the split can match, so nothing is read.
    ///
    /// @param term that is required and absent
    record Skip(ReadNeed.Term term) implements WarmupPlan {}

    /// @param rule why it is not part of the first
    /// @param needs what it is for
    /// @param most an upper bound of what it reads
    record SecondWave(TwoWavesRule rule, List<ReadNeed> needs, List<ByteRange> most) {
        public SecondWave {
            needs = List.copyOf(needs);
            most = List.copyOf(most);
        }
    }

    static long bytesOf(List<ByteRange> ranges) {
        return ranges.stream().mapToLong(ByteRange::length).sum();
    }
}
