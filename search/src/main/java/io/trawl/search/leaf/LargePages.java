package io.trawl.search.leaf;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Keeps the memory of large pages of documents within what a node has: they take turns, small ones do not wait.
///
/// Idea: nobody knows how large documents are before they are decompressed, and a page is whole in memory until it is
/// written as JSON, so two pages that both wait for more memory would wait for each other. A page that may be large
/// therefore waits before it has read anything, and has the turn until its request [ends][RequestContext#end].
/// Cost: large pages are made one after the other; making one is work for the CPU, of which there is not more.
public final class LargePages {
    /// Pages of up to so many documents are small, if also their blocks are.
    static final int SMALL_DOCS_MAX = 200;
    /// Compressed; logs take some ten times as much, and as trees of JSON eight times that.
    static final long SMALL_BLOCKS_BYTES_MAX = 512 << 10;
    /// Bytes of memory a byte of source takes as a tree of JSON.
    private static final int TREE_FACTOR = 8;
    /// Whatever the memory: an answer that takes long to write and read is a mistake.
    private static final DataSize SOURCES_MAX = DataSize.ofMebibytes(64);

    private final Semaphore turns;
    private final long sourcesMax;

    private LargePages(int turns, long sourcesMax) {
        this.turns = new Semaphore(turns, true);
        this.sourcesMax = sourcesMax;
    }

    /// @param memory for the large page whose turn it is
    public static LargePages within(DataSize memory) {
        return new LargePages(1, Math.min(SOURCES_MAX.bytes(), memory.bytes() / TREE_FACTOR));
    }

    /// For a node with one client.
    public static LargePages unlimited() {
        return new LargePages(Integer.MAX_VALUE, SOURCES_MAX.bytes());
    }

    /// The sources that one page may have.
    DataSize sourcesMax() {
        return DataSize.ofBytes(sourcesMax);
    }

    /// Waits for the request's turn if its page may be large.
    ///
    /// @param blockBytes of the blocks with the documents, compressed
    /// @throws TrawlException TOO_MANY_REQUESTS if there are too many before it, CANCELLED
    void enter(long docs, long blockBytes, RequestContext context) {
        if (docs > SMALL_DOCS_MAX || blockBytes > SMALL_BLOCKS_BYTES_MAX) {
            context.holdOnce(this, () -> {
                await(context);
                return turns::release;
            });
        }
    }

    private void await(RequestContext context) {
        Thread waiter = Thread.currentThread();
        try (RequestContext.Registration ignored = context.onCancel(waiter::interrupt)) {
            long left = Math.max(0, context.deadline().remainingNanos());
            if (!turns.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                throw new TrawlException(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "too many requests for large pages of documents: ask for at most " + SMALL_DOCS_MAX
                                + " hits, or again later");
            }
        } catch (InterruptedException interrupted) {
            context.check();
            waiter.interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "request " + context.id() + " was interrupted", interrupted);
        }
    }
}
