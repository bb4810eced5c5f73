package io.trawl.indexing;

import java.util.concurrent.atomic.AtomicLong;

/// What the files of the splits in one workbench may hold in memory, together: past it they go to the disk. Safe for
/// concurrent use.
final class ScratchMemory {
    private final long max;
    private final AtomicLong used = new AtomicLong();

    ScratchMemory(long max) {
        this.max = max;
    }

    /// Takes `bytes` if there is room.
    boolean tryTake(long bytes) {
        if (used.addAndGet(bytes) <= max) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /// For what is needed in any case, and small.
    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }
}
