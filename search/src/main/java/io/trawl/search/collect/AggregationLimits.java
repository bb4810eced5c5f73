package io.trawl.search.collect;

import io.trawl.common.DataSize;
import io.trawl.common.MemoryBudget;
import io.trawl.common.TrawlException;
import java.util.concurrent.atomic.AtomicLong;

/// What the aggregations of one request may take: memory, over all splits and threads, and buckets in the
/// answer.
///
/// Both are charged before they are used, so that a request for too much fails instead of the node. Shared by
/// the threads that work on the request; close it when the intermediate results are no longer needed.
public final class AggregationLimits implements AutoCloseable {
    private final long memoryLimit;
    private final int bucketLimit;
    private final MemoryBudget budget;
    private final AtomicLong memoryUsed = new AtomicLong();
    private final AtomicLong buckets = new AtomicLong();
    /// Guarded by this.
    private MemoryBudget.Charge charge;

    /// @param budget of the request or node; the limit is a cap within it
    public AggregationLimits(DataSize memoryLimit, int bucketLimit, MemoryBudget budget) {
        this.memoryLimit = memoryLimit.bytes();
        this.bucketLimit = bucketLimit;
        this.budget = budget;
        this.charge = budget.charge(0);
    }

    /// Limits that are never reached.
    public static AggregationLimits unlimited() {
        return new AggregationLimits(
                DataSize.ofBytes(Long.MAX_VALUE), Integer.MAX_VALUE, MemoryBudget.unlimited("aggregations"));
    }

    /// Takes memory that is about to be used.
    ///
    /// @throws TrawlException BAD_REQUEST over the request's limit, TOO_MANY_REQUESTS if the node is short of
    /// memory
    public void addMemory(long bytes) {
        long used = memoryUsed.addAndGet(bytes);
        if (used > memoryLimit || used < 0) {
            throw TrawlException.badRequest("aborting aggregation because memory limit was exceeded. limit: "
                    + DataSize.ofBytes(memoryLimit) + ", current: " + DataSize.ofBytes(Math.max(used, memoryLimit))
                    + "; aggregate fewer documents or fields with fewer values, or raise"
                    + " `searcher.aggregation_memory_limit`");
        }
        synchronized (this) {
            charge.grow(bytes);
        }
    }

    /// Counts buckets that are about to be put into the answer.
    ///
    /// @throws TrawlException BAD_REQUEST
    public void addBuckets(long count) {
        long total = buckets.addAndGet(count);
        if (total > bucketLimit || total < 0) {
            throw TrawlException.badRequest(
                    "aborting aggregation because bucket limit was exceeded. limit: " + bucketLimit + ", current: "
                            + total + "; use a larger interval or a smaller size, or raise"
                            + " `searcher.aggregation_bucket_limit`");
        }
    }

    public long memoryUsed() {
        return memoryUsed.get();
    }

    @Override
    public synchronized void close() {
        charge.close();
        charge = budget.charge(0);
    }
}
