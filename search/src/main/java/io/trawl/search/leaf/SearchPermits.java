package io.trawl.search.leaf;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.SearcherConfig;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many splits this node searches at once, and how many bytes it may hold fetched for them.
///
/// What a split needs is charged in full before it is read, and given back before more is waited for: no search
/// holds some memory while it waits for more.
public final class SearchPermits {
    private final int splitsMax;
    private final Semaphore splits;
    private final MemoryBudget memory;
    private final long initialBytes;

    /// As the other one, with the initial allocation that is the default.
    public SearchPermits(int splitsMax, MemoryBudget memory) {
        this(splitsMax, memory, SearcherConfig.DEFAULT.warmupSingleSplitInitialAllocation());
    }

    /// @param splitsMax splits searched at once, at least 1
    /// @param memory for what is fetched; a child of the node's budget
    /// @param initialAllocation charged for a split whose need is not known before its first wave
    public SearchPermits(int splitsMax, MemoryBudget memory, DataSize initialAllocation) {
        this.splitsMax = splitsMax;
        this.splits = new Semaphore(splitsMax, true);
        this.memory = memory;
        this.initialBytes = Math.min(memory.limit(), initialAllocation.bytes());
    }

    /// How many more splits could be searched now.
    public int free() {
        return splits.availablePermits();
    }

    public int splitsMax() {
        return splitsMax;
    }

    /// Waits for room to search one split.
    ///
    /// @throws TrawlException CANCELLED, TIMEOUT
    public Permit acquire(RequestContext context) {
        if (!splits.tryAcquire()) {
            boolean acquired = interruptibly(
                    context,
                    () -> splits.tryAcquire(Math.max(0, context.deadline().remainingNanos()), TimeUnit.NANOSECONDS));
            if (!acquired) {
                context.check();
                throw new TrawlException(
                        ErrorCode.TIMEOUT, "request " + context.id() + " timed out waiting to search a split");
            }
        }
        return new Permit(context);
    }

    /// A wait that a cancellation of the request ends.
    private static <T> T interruptibly(RequestContext context, Wait<T> wait) {
        Thread waiter = Thread.currentThread();
        try (RequestContext.Registration ignored = context.onCancel(waiter::interrupt)) {
            return wait.run();
        } catch (InterruptedException interrupted) {
            context.check();
            waiter.interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "request " + context.id() + " was interrupted", interrupted);
        }
    }

    @FunctionalInterface
    private interface Wait<T> {
        T run() throws InterruptedException;
    }

    /// Room to search one split, until closed.
    public final class Permit implements AutoCloseable {
        private final RequestContext context;
        private MemoryBudget.Charge charge;

        private Permit(RequestContext context) {
            this.context = context;
            this.charge = memory.charge(0);
        }

        /// What a split is charged whose need is not known yet; never more than there can be.
        long initialBytes() {
            return initialBytes;
        }

        /// Waits for room for what the split's plan will fetch, all of it: what was charged before is given back
        /// first.
        ///
        /// @throws TrawlException TOO_MANY_REQUESTS if it can never fit or no room comes in time
        public void charge(long bytes) {
            if (bytes <= charge.bytes()) {
                charge.shrinkTo(bytes);
                return;
            }
            if (bytes > memory.limit()) {
                throw new TrawlException(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "a split of the search needs " + DataSize.ofBytes(bytes) + " at once, and memory budget `"
                                + memory.name() + "` allows " + DataSize.ofBytes(memory.limit())
                                + ": ask for less, raise `searcher.warmup_memory_budget`, or give the node more memory");
            }
            charge.close();
            MemoryBudget.Charge now = memory.tryCharge(bytes);
            charge = now != null ? now : interruptibly(context, () -> memory.chargeWithin(bytes, context.deadline()));
        }

        @Override
        public void close() {
            charge.close();
            splits.release();
        }
    }
}
