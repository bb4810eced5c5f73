package io.trawl.metastore;

import io.trawl.split.SplitState;
import io.trawl.split.SplitTimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The splits of one index, by id. Immutable; a changed table shares nearly all of the one it came from.
///
/// The splits lie in chunks, sorted. A change copies one chunk and the list of chunks: with 100,000 splits that is
/// about 5 KB and a few microseconds, where copying a hash map took milliseconds. Split ids grow with time, so the
/// splits of a chunk are of about one time: each chunk keeps the bounds of its splits' time ranges and which states
/// they are in, and a query passes over whole chunks.
final class SplitTable {
    static final SplitTable EMPTY = new SplitTable(new Chunk[0], 0);

    /// Splits a chunk at most. Smaller ones make changes cheaper, larger ones scans.
    private static final int CHUNK_MAX = 256;

    /// None is empty; in the order of their first ids.
    private final Chunk[] chunks;

    private final int size;

    private SplitTable(Chunk[] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    /// @param splits sorted by id, each id once
    static SplitTable ofSorted(List<Split> splits) {
        int count = (splits.size() + CHUNK_MAX - 1) / CHUNK_MAX;
        Chunk[] chunks = new Chunk[count];
        for (int i = 0; i < count; i++) {
            int end = Math.min(splits.size(), (i + 1) * CHUNK_MAX);
            chunks[i] = Chunk.of(splits.subList(i * CHUNK_MAX, end).toArray(new Split[0]));
        }
        return new SplitTable(chunks, splits.size());
    }

    int size() {
        return size;
    }

    Optional<Split> find(String splitId) {
        int chunk = chunkFor(splitId);
        if (chunk < 0) {
            return Optional.empty();
        }
        int at = chunks[chunk].search(splitId);
        return at < 0 ? Optional.empty() : Optional.of(chunks[chunk].splits[at]);
    }

    /// With `split` in the place of the one of its id, or added.
    SplitTable with(Split split) {
        int index = chunkFor(split.splitId());
        if (index < 0) {
            if (chunks.length == 0) {
                return new SplitTable(new Chunk[] {Chunk.of(split)}, 1);
            }
            index = 0;
        }
        Chunk chunk = chunks[index];
        int at = chunk.search(split.splitId());
        if (at >= 0) {
            Split[] splits = chunk.splits.clone();
            splits[at] = split;
            return new SplitTable(replaced(index, Chunk.of(splits)), size);
        }
        int insertAt = -at - 1;
        if (chunk.splits.length < CHUNK_MAX) {
            return new SplitTable(replaced(index, Chunk.of(inserted(chunk.splits, insertAt, split))), size + 1);
        }
        if (insertAt == chunk.splits.length) {
            // Ids grow: leave the chunk full and begin the next.
            return new SplitTable(replaced(index, chunk, Chunk.of(split)), size + 1);
        }
        Split[] all = inserted(chunk.splits, insertAt, split);
        int middle = all.length / 2;
        Chunk left = Chunk.of(Arrays.copyOfRange(all, 0, middle));
        Chunk right = Chunk.of(Arrays.copyOfRange(all, middle, all.length));
        return new SplitTable(replaced(index, left, right), size + 1);
    }

    SplitTable without(String splitId) {
        int index = chunkFor(splitId);
        int at = index < 0 ? -1 : chunks[index].search(splitId);
        if (at < 0) {
            return this;
        }
        Split[] splits = chunks[index].splits;
        if (splits.length == 1) {
            return new SplitTable(replaced(index), size - 1);
        }
        Split[] rest = new Split[splits.length - 1];
        System.arraycopy(splits, 0, rest, 0, at);
        System.arraycopy(splits, at + 1, rest, at, rest.length - at);
        boolean joinsNext = index + 1 < chunks.length && rest.length + chunks[index + 1].splits.length <= CHUNK_MAX / 2;
        if (!joinsNext) {
            return new SplitTable(replaced(index, Chunk.of(rest)), size - 1);
        }
        Split[] next = chunks[index + 1].splits;
        Split[] joined = Arrays.copyOf(rest, rest.length + next.length);
        System.arraycopy(next, 0, joined, rest.length, next.length);
        Chunk[] fewer = new Chunk[chunks.length - 1];
        System.arraycopy(chunks, 0, fewer, 0, index);
        fewer[index] = Chunk.of(joined);
        System.arraycopy(chunks, index + 2, fewer, index + 1, fewer.length - index - 1);
        return new SplitTable(fewer, size - 1);
    }

    /// With each split put through `change`, which keeps its id.
    SplitTable map(UnaryOperator<Split> change) {
        Chunk[] changed = new Chunk[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            Split[] splits = chunks[i].splits.clone();
            Arrays.setAll(splits, at -> change.apply(splits[at]));
            changed[i] = Chunk.of(splits);
        }
        return new SplitTable(changed, size);
    }

    void forEach(Consumer<Split> action) {
        for (Chunk chunk : chunks) {
            for (Split split : chunk.splits) {
                action.accept(split);
            }
        }
    }

    List<Split> toList() {
        List<Split> all = new ArrayList<>(size);
        forEach(all::add);
        return all;
    }

    /// Adds the splits that pass `filter` to `into`, in the order of their ids, until it holds `limit`.
    void collect(SplitFilter filter, long limit, List<Split> into) {
        for (Chunk chunk : chunks) {
            if (!filter.mayPassAny(chunk)) {
                continue;
            }
            for (Split split : chunk.splits) {
                if (into.size() >= limit) {
                    return;
                }
                if (filter.passes(split)) {
                    into.add(split);
                }
            }
        }
    }

    /// The chunk that holds `splitId` if any does; -1 if the id is before all.
    private int chunkFor(String splitId) {
        int low = 0;
        int high = chunks.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].splits[0].splitId().compareTo(splitId) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private Chunk[] replaced(int index, Chunk... by) {
        Chunk[] changed = new Chunk[chunks.length - 1 + by.length];
        System.arraycopy(chunks, 0, changed, 0, index);
        System.arraycopy(by, 0, changed, index, by.length);
        System.arraycopy(chunks, index + 1, changed, index + by.length, chunks.length - index - 1);
        return changed;
    }

    private static Split[] inserted(Split[] splits, int at, Split split) {
        Split[] longer = Arrays.copyOf(splits, splits.length + 1);
        System.arraycopy(splits, at, longer, at + 1, splits.length - at);
        longer[at] = split;
        return longer;
    }

    /// A run of splits and what can be said of all of them.
    static final class Chunk {
        final Split[] splits;
        /// Of those with a time range; `timeStartMin > timeEndMax` if there is none.
        final long timeStartMin;

        final long timeEndMax;
        final boolean hasUntimed;
        /// A bit for the ordinal of each state that occurs.
        final int states;

        private Chunk(Split[] splits, long timeStartMin, long timeEndMax, boolean hasUntimed, int states) {
            this.splits = splits;
            this.timeStartMin = timeStartMin;
            this.timeEndMax = timeEndMax;
            this.hasUntimed = hasUntimed;
            this.states = states;
        }

        static Chunk of(Split... splits) {
            long start = Long.MAX_VALUE;
            long end = Long.MIN_VALUE;
            boolean untimed = false;
            int states = 0;
            for (Split split : splits) {
                states |= bit(split.state());
                Optional<SplitTimeRange> range = split.metadata().timeRange();
                if (range.isPresent()) {
                    start = Math.min(start, range.get().start());
                    end = Math.max(end, range.get().end());
                } else {
                    untimed = true;
                }
            }
            return new Chunk(splits, start, end, untimed, states);
        }

        static int bit(SplitState state) {
            return 1 << state.ordinal();
        }

        int search(String splitId) {
            int low = 0;
            int high = splits.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = splits[middle].splitId().compareTo(splitId);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -(low + 1);
        }
    }
}
