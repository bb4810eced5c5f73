package io.trawl.common;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A tree of limits on memory: what a child takes, its parents take too, so that configured sizes are caps within the
/// node's budget and never promises beside it.
///
/// Memory is charged before it is used. All budgets of one tree share one lock, held for a few additions; a wait for
/// room therefore sees room that frees up anywhere in the tree.
public final class MemoryBudget {
    private final String name;
    private final long limit;
    private final @Nullable MemoryBudget parent;
    private final ReentrantLock lock;
    private final Condition released;
    /// Guarded by `lock`.
    private long used;

    private MemoryBudget(String name, long limit, @Nullable MemoryBudget parent) {
        if (limit < 0) {
            throw new IllegalArgumentException("memory budget " + name + " must not be negative, got " + limit);
        }
        this.name = name;
        this.limit = limit;
        this.parent = parent;
        this.lock = parent == null ? new ReentrantLock() : parent.lock;
        this.released = parent == null ? lock.newCondition() : parent.released;
    }

    public static MemoryBudget root(String name, DataSize limit) {
        return new MemoryBudget(name, limit.bytes(), null);
    }

    public static MemoryBudget unlimited(String name) {
        return new MemoryBudget(name, Long.MAX_VALUE, null);
    }

    /// A part of this budget with a cap of its own.
    public MemoryBudget child(String childName, DataSize cap) {
        return new MemoryBudget(name + "." + childName, cap.bytes(), this);
    }

    public String name() {
        return name;
    }

    public long limit() {
        return limit;
    }

    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /// Takes `bytes` if there is room.
    ///
    /// @return a charge to close when the memory is free again, or `null` if there is no room
    public @Nullable Charge tryCharge(long bytes) {
        checkAmount(bytes);
        lock.lock();
        try {
            return blocker(bytes) == null ? take(bytes) : null;
        } finally {
            lock.unlock();
        }
    }

    /// Takes `bytes`, or says that they are too many.
    ///
    /// @throws TrawlException TOO_MANY_REQUESTS naming the budget that is full
    public Charge charge(long bytes) {
        checkAmount(bytes);
        lock.lock();
        try {
            MemoryBudget blocker = blocker(bytes);
            if (blocker != null) {
                throw exhausted(blocker, bytes);
            }
            return take(bytes);
        } finally {
            lock.unlock();
        }
    }

    /// Takes `bytes`, waiting for room until `deadline`.
    ///
    /// @throws TrawlException TOO_MANY_REQUESTS if they can never fit, or no room came in time
    public Charge chargeWithin(long bytes, Deadline deadline) throws InterruptedException {
        checkAmount(bytes);
        lock.lockInterruptibly();
        try {
            MemoryBudget blocker = blocker(bytes);
            while (blocker != null) {
                long left = deadline.remainingNanos();
                if (bytes > blocker.limit || left <= 0) {
                    throw exhausted(blocker, bytes);
                }
                released.awaitNanos(left);
                blocker = blocker(bytes);
            }
            return take(bytes);
        } finally {
            lock.unlock();
        }
    }

    private static void checkAmount(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot charge " + bytes + " bytes");
        }
    }

    private TrawlException exhausted(MemoryBudget blocker, long bytes) {
        return new TrawlException(
                ErrorCode.TOO_MANY_REQUESTS,
                "memory budget `" + blocker.name + "` is exhausted: " + DataSize.ofBytes(bytes) + " asked, "
                        + DataSize.ofBytes(blocker.used) + " of " + DataSize.ofBytes(blocker.limit) + " in use");
    }

    private @Nullable MemoryBudget blocker(long bytes) {
        for (MemoryBudget budget = this; budget != null; budget = budget.parent) {
            if (bytes > budget.limit - budget.used) {
                return budget;
            }
        }
        return null;
    }

    private Charge take(long bytes) {
        for (MemoryBudget budget = this; budget != null; budget = budget.parent) {
            budget.used += bytes;
        }
        return new Charge(this, bytes);
    }

    private void giveBack(long bytes) {
        lock.lock();
        try {
            for (MemoryBudget budget = this; budget != null; budget = budget.parent) {
                budget.used -= bytes;
            }
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Memory that is taken until closed. Closing twice is harmless. Owned by one thread at a time.
    public static final class Charge implements AutoCloseable {
        private final MemoryBudget budget;
        private long bytes;

        private Charge(MemoryBudget budget, long bytes) {
            this.budget = budget;
            this.bytes = bytes;
        }

        public long bytes() {
            return bytes;
        }

        /// Takes `more` on top.
        ///
        /// @throws TrawlException TOO_MANY_REQUESTS if there is no room; what was taken before stays taken
        public void grow(long more) {
            Charge extra = budget.charge(more);
            bytes += extra.bytes;
            extra.bytes = 0;
        }

        /// Gives back all but `remaining` bytes.
        public void shrinkTo(long remaining) {
            if (remaining < bytes) {
                budget.giveBack(bytes - remaining);
                bytes = remaining;
            }
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }
}
