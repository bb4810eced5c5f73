package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.store.IndexInput;

/// The bytes of one open split: says what can be read at once, and brings what cannot. Safe for concurrent
/// use.
final class SplitBytes implements Closeable {
    /// What a read that nobody foresaw brings at least: one request for 64 KiB takes hardly longer than for
    /// one page.
    private static final int MISS_BYTES = 64 << 10;
    /// How far a window may reach to each side; further costs more to find out than it saves.
    private static final int WINDOW_PAGES = 1024;

    private final String splitName;
    private final PageChecksums pages;
    private final HotPieces pieces;
    private final PageStore store;
    private final Residency residency;
    private final PageFetcher fetcher;
    private final LongAdder misses = new LongAdder();

    SplitBytes(String splitName, PageChecksums pages, HotPieces pieces, PageStore store) {
        this.splitName = splitName;
        this.pages = pages;
        this.pieces = pieces;
        this.store = store;
        this.residency = new Residency(pages.pageCount());
        this.fetcher = new PageFetcher(pages, residency, store);
    }

    long dataLength() {
        return pages.dataLength();
    }

    IndexInput mapped() {
        return store.mapped();
    }

    boolean isRemote() {
        return store.isRemote();
    }

    long misses() {
        return misses.sum();
    }

    /// What the split takes on this machine's disk beyond what storage has there anyway.
    long cachedBytes() {
        return store.cachedBytes();
    }

    void fetch(Collection<ByteRange> ranges, RequestContext context) {
        fetcher.fetch(ranges, context);
    }

    FetchCost cost(Collection<ByteRange> ranges, boolean cold) {
        return fetcher.cost(ranges, cold);
    }

    FetchCost scatteredCost(Collection<ByteRange> ranges) {
        return fetcher.scatteredCost(ranges);
    }

    /// Bytes between two reads that are read as well rather than make two requests.
    int bridgedBytes() {
        return store.coalesceBytes();
    }

    boolean isResident(long start, long end) {
        long dataEnd = Math.min(end, pages.dataLength());
        return start >= dataEnd || residency.areResident(pages.pageOf(start), pages.pageOf(dataEnd - 1) + 1);
    }

    /// Whether these bytes can be read without storage, where they are or from a copy.
    boolean isAtHand(ByteRange range) {
        return isResident(range.start(), range.end()) || copyAtHand(range.start(), range.end()) >= 0;
    }

    /// The run around the bytes from `start` to `end`, which is brought first if need be.
    ///
    /// @param start before `end`, both in the data
    Window window(long start, long end) {
        int first = pages.pageOf(start);
        int last = pages.pageOf(end - 1) + 1;
        while (true) {
            if (residency.areResident(first, last)) {
                ByteRange run = pages.range(
                        residency.runStart(first, Math.max(0, first - WINDOW_PAGES)),
                        residency.runEnd(last, last + WINDOW_PAGES));
                return new Window(run.start(), run.end(), 0);
            }
            int piece = copyAtHand(start, end);
            if (piece >= 0) {
                ByteRange copy = pieces.copy(piece);
                return new Window(
                        copy.start(),
                        copy.end(),
                        copy.start() - pieces.data(piece).start());
            }
            miss(start, end);
        }
    }

    /// The piece that holds these bytes and whose copy can be read; -1 if there is none.
    private int copyAtHand(long start, long end) {
        int piece = pieces.find(start, end);
        if (piece < 0) {
            return -1;
        }
        ByteRange copy = pieces.copy(piece);
        return isResident(copy.start(), copy.end()) ? piece : -1;
    }

    private void miss(long start, long end) {
        ByteRange blocks = new ByteRange(
                start / MISS_BYTES * MISS_BYTES,
                Math.min(pages.dataLength(), (end + MISS_BYTES - 1) / MISS_BYTES * MISS_BYTES));
        if (!store.isRemote()) {
            // Nothing to wait for: the bytes are here and only have to be checked.
            fetcher.fetch(List.of(blocks), RequestContext.background(splitName));
            return;
        }
        misses.increment();
        if (!SplitReader.MISS_LISTENER.isBound()) {
            fetcher.fetch(List.of(blocks), RequestContext.background(splitName));
            return;
        }
        MissListener listener = SplitReader.MISS_LISTENER.get();
        listener.context().counters().addMiss();
        listener.beforeMiss();
        try {
            fetcher.fetch(List.of(blocks), listener.context());
        } finally {
            listener.afterMiss();
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
