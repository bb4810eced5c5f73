package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.split.SplitState;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Which splits are wanted: those that pass every filter that is set. Made by [#builder].
///
/// @param indexUids only of these indexes; empty: of all
/// @param states in one of these states
/// @param nodeId made by this indexer
/// @param tags with tags like these
/// @param timeStart that may hold documents at or after this second; splits without a time range may
/// @param timeEnd that may hold documents before this second; splits without a time range may
/// @param timeRangeEndMax whose last document is not after this second; never a split without a time range
/// @param deleteOpstamps which delete operations they have seen
/// @param createTimestamps made within these seconds
/// @param updateTimestamps in their state since these seconds
/// @param matureAt mature at this second (`mature` true) or not yet
/// @param splitIds only these; empty: any
/// @param excludedSplitIds but none of these
/// @param afterSplit only what follows this split in the order by index and id
/// @param order how they are sorted
/// @param offset how many are passed over
/// @param limit how many are returned at most
public record SplitQuery(
        Set<IndexUid> indexUids,
        Set<SplitState> states,
        Optional<String> nodeId,
        Optional<TagFilter> tags,
        OptionalLong timeStart,
        OptionalLong timeEnd,
        OptionalLong timeRangeEndMax,
        Bounds deleteOpstamps,
        Bounds createTimestamps,
        Bounds updateTimestamps,
        Optional<MatureAt> matureAt,
        Set<String> splitIds,
        Set<String> excludedSplitIds,
        Optional<SplitCursor> afterSplit,
        Order order,
        int offset,
        int limit) {
    public SplitQuery {
        indexUids = Set.copyOf(indexUids);
        states = Set.copyOf(states);
        splitIds = Set.copyOf(splitIds);
        excludedSplitIds = Set.copyOf(excludedSplitIds);
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException(
                    "offset and limit must not be negative, got " + offset + " and " + limit);
        }
    }

    /// Both ends inclusive.
    public record Bounds(long min, long max) {
        public static final Bounds ALL = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

        public static Bounds atLeast(long min) {
            return new Bounds(min, Long.MAX_VALUE);
        }

        public static Bounds atMost(long max) {
            return new Bounds(Long.MIN_VALUE, max);
        }

        public static Bounds below(long end) {
            return end == Long.MIN_VALUE ? new Bounds(0, -1) : atMost(end - 1);
        }

        boolean contains(long value) {
            return min <= value && value <= max;
        }
    }

    /// Whether splits are wanted that are mature at the second `now`, or those that are not.
    public record MatureAt(boolean mature, long now) {}

    /// A place in the order by index and split id.
    public record SplitCursor(IndexUid indexUid, String splitId) {}

    /// How splits are sorted.
    public enum Order {
        /// By index uid, then split id.
        SPLIT_ID,
        /// By the last delete operation seen, then publish time: those that wait longest for a delete first.
        STALENESS
    }

    /// All splits, by id.
    public static Builder builder() {
        return new Builder();
    }

    /// The published splits of one index: what a search of it looks at.
    public static Builder published(IndexUid indexUid) {
        return builder().indexUids(List.of(indexUid)).states(SplitState.PUBLISHED);
    }

    /// Collects filters; none is set at first.
    public static final class Builder {
        private Set<IndexUid> indexUids = Set.of();
        private Set<SplitState> states = EnumSet.allOf(SplitState.class);
        private Optional<String> nodeId = Optional.empty();
        private Optional<TagFilter> tags = Optional.empty();
        private OptionalLong timeStart = OptionalLong.empty();
        private OptionalLong timeEnd = OptionalLong.empty();
        private OptionalLong timeRangeEndMax = OptionalLong.empty();
        private Bounds deleteOpstamps = Bounds.ALL;
        private Bounds createTimestamps = Bounds.ALL;
        private Bounds updateTimestamps = Bounds.ALL;
        private Optional<MatureAt> matureAt = Optional.empty();
        private Set<String> splitIds = Set.of();
        private Set<String> excludedSplitIds = Set.of();
        private Optional<SplitCursor> afterSplit = Optional.empty();
        private Order order = Order.SPLIT_ID;
        private int offset;
        private int limit = Integer.MAX_VALUE;

        private Builder() {}

        public Builder indexUids(Iterable<IndexUid> value) {
            Set<IndexUid> uids = new LinkedHashSet<>();
            value.forEach(uids::add);
            indexUids = uids;
            return this;
        }

        public Builder states(SplitState first, SplitState... rest) {
            states = EnumSet.of(first, rest);
            return this;
        }

        public Builder states(Set<SplitState> value) {
            states = value;
            return this;
        }

        public Builder nodeId(String value) {
            nodeId = Optional.of(value);
            return this;
        }

        public Builder tags(TagFilter value) {
            tags = Optional.of(value);
            return this;
        }

        /// Documents from this second on.
        public Builder timeStart(long seconds) {
            timeStart = OptionalLong.of(seconds);
            return this;
        }

        /// Documents before this second.
        public Builder timeEnd(long seconds) {
            timeEnd = OptionalLong.of(seconds);
            return this;
        }

        public Builder timeRangeEndMax(long seconds) {
            timeRangeEndMax = OptionalLong.of(seconds);
            return this;
        }

        public Builder deleteOpstamps(Bounds value) {
            deleteOpstamps = value;
            return this;
        }

        public Builder createTimestamps(Bounds value) {
            createTimestamps = value;
            return this;
        }

        public Builder updateTimestamps(Bounds value) {
            updateTimestamps = value;
            return this;
        }

        /// Splits that are mature at the second `now`.
        public Builder matureAt(long now) {
            matureAt = Optional.of(new MatureAt(true, now));
            return this;
        }

        /// Splits that are not mature at the second `now`.
        public Builder immatureAt(long now) {
            matureAt = Optional.of(new MatureAt(false, now));
            return this;
        }

        public Builder splitIds(Iterable<String> value) {
            Set<String> ids = new HashSet<>();
            value.forEach(ids::add);
            splitIds = ids;
            return this;
        }

        public Builder excludedSplitIds(Iterable<String> value) {
            Set<String> ids = new HashSet<>();
            value.forEach(ids::add);
            excludedSplitIds = ids;
            return this;
        }

        public Builder afterSplit(IndexUid indexUid, String splitId) {
            afterSplit = Optional.of(new SplitCursor(indexUid, splitId));
            return this;
        }

        public Builder order(Order value) {
            order = value;
            return this;
        }

        public Builder offset(int value) {
            offset = value;
            return this;
        }

        public Builder limit(int value) {
            limit = value;
            return this;
        }

        public SplitQuery build() {
            return new SplitQuery(
                    indexUids,
                    states,
                    nodeId,
                    tags,
                    timeStart,
                    timeEnd,
                    timeRangeEndMax,
                    deleteOpstamps,
                    createTimestamps,
                    updateTimestamps,
                    matureAt,
                    splitIds,
                    excludedSplitIds,
                    afterSplit,
                    order,
                    offset,
                    limit);
        }
    }
}
