package io.trawl.metastore;

import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitState;
import io.trawl.split.SplitTimeRange;
import java.util.Optional;

/// Decides for each split whether a [SplitQuery] wants it: the cheap and selective questions first.
final class SplitFilter {
    private final SplitQuery query;
    private final int states;
    private final long timeStart;
    /// Inclusive, unlike the query's.
    private final long timeLast;

    SplitFilter(SplitQuery query) {
        this.query = query;
        int bits = 0;
        for (SplitState state : query.states()) {
            bits |= SplitTable.Chunk.bit(state);
        }
        states = bits;
        timeStart = query.timeStart().orElse(Long.MIN_VALUE);
        timeLast = query.timeEnd().isPresent() ? lastBefore(query.timeEnd().getAsLong()) : Long.MAX_VALUE;
    }

    private static long lastBefore(long end) {
        return end == Long.MIN_VALUE ? end : end - 1;
    }

    /// False only if no split of the chunk passes.
    boolean mayPassAny(SplitTable.Chunk chunk) {
        if ((chunk.states & states) == 0) {
            return false;
        }
        boolean overlaps = chunk.timeEndMax >= timeStart && chunk.timeStartMin <= timeLast;
        return overlaps || chunk.hasUntimed;
    }

    boolean passes(Split split) {
        if ((SplitTable.Chunk.bit(split.state()) & states) == 0) {
            return false;
        }
        SplitMetadata metadata = split.metadata();
        return passesTime(metadata.timeRange())
                && passesIds(metadata)
                && (query.nodeId().isEmpty() || query.nodeId().get().equals(metadata.nodeId()))
                && query.deleteOpstamps().contains(metadata.deleteOpstamp())
                && query.createTimestamps().contains(metadata.createTimestamp())
                && query.updateTimestamps().contains(split.updateTimestamp())
                && passesMaturity(metadata)
                && (query.tags().isEmpty() || query.tags().get().matches(metadata.tags()));
    }

    private boolean passesTime(Optional<SplitTimeRange> range) {
        if (range.isEmpty()) {
            // It may hold anything, so a search looks into it; it has no end by which to retire it.
            return query.timeRangeEndMax().isEmpty();
        }
        SplitTimeRange times = range.get();
        return times.end() >= timeStart
                && times.start() <= timeLast
                && (query.timeRangeEndMax().isEmpty()
                        || times.end() <= query.timeRangeEndMax().getAsLong());
    }

    private boolean passesIds(SplitMetadata metadata) {
        if (!query.splitIds().isEmpty() && !query.splitIds().contains(metadata.splitId())) {
            return false;
        }
        if (query.excludedSplitIds().contains(metadata.splitId())) {
            return false;
        }
        if (query.afterSplit().isEmpty()) {
            return true;
        }
        SplitQuery.SplitCursor after = query.afterSplit().get();
        int byIndex = metadata.indexUid().compareTo(after.indexUid());
        return byIndex > 0 || (byIndex == 0 && metadata.splitId().compareTo(after.splitId()) > 0);
    }

    private boolean passesMaturity(SplitMetadata metadata) {
        if (query.matureAt().isEmpty()) {
            return true;
        }
        SplitQuery.MatureAt wanted = query.matureAt().get();
        return metadata.isMature(wanted.now()) == wanted.mature();
    }
}
