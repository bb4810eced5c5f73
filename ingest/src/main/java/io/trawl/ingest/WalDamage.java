package io.trawl.ingest;

import java.util.List;
import java.util.stream.Collectors;

/// A place in the log that cannot be read, and what was there as far as that can be known.
///
/// @param segment file name
/// @param from offset of the first byte that cannot be read
/// @param to offset behind the last one
/// @param isTail true for the end of the newest segment, with nothing readable behind it: what an
///     interrupted write leaves. It was never acknowledged unless the disk lost it afterwards.
/// @param lost what was there
public record WalDamage(String segment, long from, long to, boolean isTail, List<LostPositions> lost) {
    /// Positions of a shard, both inclusive; `last` is [#UNKNOWN] if there may be any number of them.
    public record LostPositions(ShardRef shard, long first, long last) {
        public static final long UNKNOWN = Long.MAX_VALUE;

        @Override
        public String toString() {
            String end = last == UNKNOWN ? " and perhaps later ones" : " to " + last;
            return "shard " + shard + " positions " + first + end;
        }
    }

    public WalDamage {
        lost = List.copyOf(lost);
    }

    WalDamage withLost(List<LostPositions> positions) {
        return new WalDamage(segment, from, to, isTail, positions);
    }

    @Override
    public String toString() {
        String what = lost.isEmpty()
                ? "no shard known to be affected"
                : lost.stream().map(LostPositions::toString).collect(Collectors.joining(", "));
        return segment + " bytes " + from + " to " + to + (isTail ? " (torn tail): " : ": ") + what;
    }
}
