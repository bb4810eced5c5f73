package io.trawl.indexing;

import io.trawl.common.MemoryBudget;
import io.trawl.common.TrawlException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shares the memory of all open splits: when it is short, the pipeline that holds the most makes room, and who
/// cannot go on waits for that.
///
/// Memory is asked for in steps before documents are added, so that what Lucene buffers is never more
/// than what is charged, but for one large document.
final class IndexingMemory {
    /// What an open split is charged more than it uses, so that it rarely asks.
    private static final long STEP_BYTES = 8L << 20;
    /// A split that starts with little keeps many small pipelines from charging much.
    private static final long FIRST_STEP_BYTES = 1L << 20;
    /// Files of splits in the making go to the disk rather than take a larger part of the memory.
    private static final int SCRATCH_PART = 8;
    /// Small commits touch no disk, however little memory there is.
    private static final long SCRATCH_BYTES_MIN = 8L << 20;
    /// The files of 200 splits of 2 MB of documents.
    private static final long SCRATCH_BYTES_MAX = 128L << 20;

    /// Documents read ahead are no larger part of the memory.
    private static final int READ_AHEAD_PART = 8;

    private final MemoryBudget budget;
    /// What the open splits of each pipeline are charged. Guarded by this.
    private final Map<Holder, MemoryBudget.Charge> open = new HashMap<>();
    /// Sealed splits whose memory will come free without anyone's doing. Guarded by this.
    private int flushing;
    /// Who was told to wait, however often. Guarded by this.
    private final Set<Holder> waiting = new LinkedHashSet<>();

    /// A pipeline with open splits.
    interface Holder {
        /// It is the largest and others wait: it is to make room soon.
        void makeRoomSoon();

        /// Memory came free: to try again.
        void memoryFreed();
    }

    /// What a holder is to do next.
    enum Answer {
        GO_ON,
        /// It holds the most: only its own memory helps.
        MAKE_ROOM,
        /// Come back when told.
        WAIT
    }

    /// What a sealed split is charged until it is flushed. Guarded by the [IndexingMemory].
    static final class Detached {
        private final MemoryBudget.Charge charge;
        private boolean isReleased;

        private Detached(MemoryBudget.Charge charge) {
            this.charge = charge;
        }
    }

    IndexingMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /// Memory for documents that are read ahead, which is nice to have: to be closed.
    ///
    /// @return null if it would be a large part, or there is no room
    MemoryBudget.@Nullable Charge tryReadAhead(long bytes) {
        return bytes > budget.limit() / READ_AHEAD_PART ? null : budget.tryCharge(bytes);
    }

    /// What the files of one commit's splits may take of it, until they are packaged.
    long scratchBytesMax() {
        return Math.clamp(budget.limit() / SCRATCH_PART, SCRATCH_BYTES_MIN, SCRATCH_BYTES_MAX);
    }

    /// Makes sure that `holder` is charged at least `bytes`.
    synchronized Answer ensure(Holder holder, long bytes) {
        MemoryBudget.Charge charge = open.get(holder);
        if (charge != null && charge.bytes() >= bytes) {
            return Answer.GO_ON;
        }
        long step = charge == null ? FIRST_STEP_BYTES : Math.max(STEP_BYTES, bytes / 8);
        if (grow(holder, charge, bytes + step) || grow(holder, charge, bytes)) {
            return Answer.GO_ON;
        }
        return makeRoom(holder, charge == null ? 0 : charge.bytes());
    }

    private boolean grow(Holder holder, MemoryBudget.@Nullable Charge charge, long bytes) {
        if (charge == null) {
            MemoryBudget.Charge made = budget.tryCharge(bytes);
            if (made != null) {
                open.put(holder, made);
            }
            return made != null;
        }
        try {
            charge.grow(bytes - charge.bytes());
            return true;
        } catch (TrawlException noRoom) {
            return false;
        }
    }

    private Answer makeRoom(Holder holder, long own) {
        if (flushing > 0) {
            waiting.add(holder);
            return Answer.WAIT;
        }
        Holder largest = holder;
        long most = own;
        for (Map.Entry<Holder, MemoryBudget.Charge> entry : open.entrySet()) {
            if (entry.getValue().bytes() > most) {
                most = entry.getValue().bytes();
                largest = entry.getKey();
            }
        }
        if (largest == holder && own > 0) {
            return Answer.MAKE_ROOM;
        }
        if (largest != holder) {
            largest.makeRoomSoon();
        }
        waiting.add(holder);
        return Answer.WAIT;
    }

    /// `holder` has made room by itself: it goes on with `bytes`.
    void shrink(Holder holder, long bytes) {
        List<Holder> told;
        synchronized (this) {
            MemoryBudget.Charge charge = open.get(holder);
            if (charge != null) {
                charge.shrinkTo(bytes);
            }
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(Holder::memoryFreed);
    }

    /// The split of `holder` is sealed: its charge goes with it, to be given to [#release] when it is
    /// flushed or dropped.
    synchronized Detached detach(Holder holder) {
        MemoryBudget.Charge charge = open.remove(holder);
        flushing++;
        return new Detached(charge == null ? budget.charge(0) : charge);
    }

    /// The writers are flushed: all but `bytes`, which their files take, is free again.
    void shrink(Detached detached, long bytes) {
        List<Holder> told;
        synchronized (this) {
            if (!detached.isReleased) {
                detached.charge.shrinkTo(bytes);
            }
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(Holder::memoryFreed);
    }

    /// What was charged is free again. Repeating it is harmless.
    void release(Detached detached) {
        List<Holder> told;
        synchronized (this) {
            if (detached.isReleased) {
                return;
            }
            detached.isReleased = true;
            detached.charge.close();
            flushing--;
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(Holder::memoryFreed);
    }

    long usedBytes() {
        return budget.used();
    }
}
