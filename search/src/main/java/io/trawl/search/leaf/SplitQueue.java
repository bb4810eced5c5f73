package io.trawl.search.leaf;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.search.SplitTarget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Hands out the splits of one request in order, to the threads that search them.
///
/// Where later splits may turn out to be of no use, it starts with a few and lets two more begin for each one done:
/// twice as many every wave. A search that finds its hits in the newest splits so reads little of the others, and one
/// that finds none reaches 250 splits in the fifth wave.
final class SplitQueue {
    /// Begun at once even where the first of them may suffice.
    static final int FIRST_SPLITS = 16;

    private final List<SplitTarget> splits;
    private final AtomicInteger next = new AtomicInteger();
    private final Semaphore starts;

    /// @param eager whether all of them may begin at once
    SplitQueue(List<SplitTarget> splits, boolean eager) {
        this.splits = List.copyOf(splits);
        this.starts = new Semaphore(eager ? splits.size() : FIRST_SPLITS);
    }

    /// Waits for its turn. [#done] must follow.
    ///
    /// @return empty if none is left
    /// @throws TrawlException CANCELLED
    Optional<SplitTarget> take() {
        if (next.get() >= splits.size()) {
            return Optional.empty();
        }
        try {
            starts.acquire();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "interrupted while waiting to begin a split", interrupted);
        }
        int index = next.getAndIncrement();
        if (index >= splits.size()) {
            starts.release();
            return Optional.empty();
        }
        return Optional.of(splits.get(index));
    }

    void done() {
        starts.release(2);
    }

    /// There is nothing left to begin, whether all is done or something failed.
    void close() {
        next.set(splits.size());
        starts.release(splits.size());
    }
}
