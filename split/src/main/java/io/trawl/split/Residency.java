package io.trawl.split;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// Which pages of a split are on this machine and verified: one bit a page, only ever set.
///
/// A bit is set after the page's bytes are in place, and read before they are; so whoever sees the bit sees
/// the bytes.
final class Residency {
    private final int pageCount;
    private final AtomicLongArray words;
    private final AtomicInteger residentPages = new AtomicInteger();

    Residency(int pageCount) {
        this.pageCount = pageCount;
        this.words = new AtomicLongArray((pageCount + Long.SIZE - 1) / Long.SIZE);
    }

    int residentPages() {
        return residentPages.get();
    }

    /// The bits of 64 pages.
    long word(int index) {
        return words.get(index);
    }

    boolean isResident(int page) {
        return (words.get(page >> 6) & 1L << page) != 0;
    }

    /// Whether all pages from `first` up to, not including, `end` are resident.
    boolean areResident(int first, int end) {
        return runEnd(first, end) >= end;
    }

    void mark(int first, int end) {
        for (int page = first; page < end; page++) {
            long bit = 1L << page;
            if ((words.getAndUpdate(page >> 6, word -> word | bit) & bit) == 0) {
                residentPages.incrementAndGet();
            }
        }
    }

    /// The first page from `page` on that is not resident, at most `limit`.
    int runEnd(int page, int limit) {
        int last = Math.min(limit, pageCount);
        int at = page;
        while (at < last) {
            long absent = ~words.get(at >> 6) >>> at;
            if (absent != 0) {
                return Math.min(last, at + Long.numberOfTrailingZeros(absent));
            }
            at = (at | Long.SIZE - 1) + 1;
        }
        return last;
    }

    /// The first page of the resident run that `page`, which is resident, belongs to; at least `limit`.
    int runStart(int page, int limit) {
        int at = page;
        while (at > limit) {
            int before = at - 1;
            long absent = ~words.get(before >> 6) << Long.SIZE - 1 - before;
            if (absent != 0) {
                return Math.max(limit, at - Long.numberOfLeadingZeros(absent));
            }
            at = before & -Long.SIZE;
        }
        return limit;
    }
}
