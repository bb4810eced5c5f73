package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was done to the files of a [RecordingDirectory] since the last [#clear]: which bytes were read, and
/// which were cut out as slices. Not safe for concurrent use.
final class AccessLog {
    /// Told of each block that a terms enum loads, which starts with a seek.
    interface SeekListener {
        void seeks(RecordingInput input, long target);
    }

    private final Map<String, RangeSet> reads = new HashMap<>();
    private final Map<String, RangeSet> slices = new HashMap<>();
    private @Nullable SeekListener seekListener;

    void read(String file, long start, long length) {
        if (seekListener == null && length > 0) {
            reads.computeIfAbsent(file, ignored -> new RangeSet()).add(start, start + length);
        }
    }

    void slice(String file, long start, long length) {
        slices.computeIfAbsent(file, ignored -> new RangeSet()).add(start, start + length);
    }

    void seek(RecordingInput input, long target) {
        if (seekListener != null) {
            seekListener.seeks(input, target);
        }
    }

    /// While a listener is set, reads are not recorded: a walk over all terms touches everything.
    void setSeekListener(@Nullable SeekListener listener) {
        seekListener = listener;
    }

    List<ByteRange> reads(String file) {
        RangeSet set = reads.get(file);
        return set == null ? List.of() : set.ranges();
    }

    List<ByteRange> slices(String file) {
        RangeSet set = slices.get(file);
        return set == null ? List.of() : set.ranges();
    }

    void clear() {
        reads.clear();
        slices.clear();
    }
}
