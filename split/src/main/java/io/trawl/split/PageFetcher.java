package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Makes ranges of a split resident, each page brought by one request only, however many ask for it.
///
/// A request claims the pages that nobody has claimed, loads them as one wave, and then waits for the loads
/// of others that it needs. If such a load failed, be it that its own request was cancelled, the waiting
/// request claims the pages itself; so nobody fails for another's reasons.
final class PageFetcher {
    /// One wave of one request; done when its pages are resident, or it failed.
    private record Load(CompletableFuture<Void> done) {}

    /// @param mine claimed by this request, to be loaded as `load`
    /// @param others what brings the rest
    private record Claim(List<PageRun> mine, Load load, Set<Load> others) {}

    private final PageChecksums pages;
    private final Residency residency;
    private final PageStore store;
    /// Who is bringing a page. Guarded by itself.
    private final Map<Integer, Load> loads = new HashMap<>();

    PageFetcher(PageChecksums pages, Residency residency, PageStore store) {
        this.pages = pages;
        this.residency = residency;
        this.store = store;
    }

    /// Returns when all of `ranges` before the tail is resident.
    void fetch(Collection<ByteRange> ranges, RequestContext context) {
        context.check();
        List<PageRun> wanted = pageRuns(ranges);
        if (store.isRemote()) {
            context.counters().addResident(residentBytes(wanted));
        }
        while (true) {
            Claim claim = claim(wanted);
            if (claim.mine.isEmpty() && claim.others.isEmpty()) {
                return;
            }
            if (!claim.mine.isEmpty()) {
                load(claim, context);
            }
            for (Load other : claim.others) {
                Waits.untilDone(other.done, context);
            }
        }
    }

    private long residentBytes(List<PageRun> wanted) {
        long bytes = 0;
        for (PageRun run : wanted) {
            int page = run.first();
            while (page < run.end()) {
                int end = residency.runEnd(page, run.end());
                bytes += end > page ? pages.range(page, end).length() : 0;
                page = end + 1;
            }
        }
        return bytes;
    }

    /// What [#fetch] of these ranges would take now, if nobody else were fetching.
    ///
    /// @param cold as if nothing were resident
    FetchCost cost(Collection<ByteRange> ranges, boolean cold) {
        List<PageRun> runs = new ArrayList<>();
        for (PageRun run : pageRuns(ranges)) {
            for (int page = cold ? run.first() : residency.runEnd(run.first(), run.end());
                    page < run.end();
                    page = cold ? page + 1 : residency.runEnd(page + 1, run.end())) {
                if (isNear(runs, page)) {
                    runs.set(runs.size() - 1, new PageRun(runs.getLast().first(), page + 1));
                } else {
                    runs.add(new PageRun(page, page + 1));
                }
            }
        }
        return store.cost(runs);
    }

    /// What fetches of any parts of these ranges take at most, each part for itself.
    FetchCost scatteredCost(Collection<ByteRange> ranges) {
        FetchCost whole = cost(ranges, true);
        long gap = store.coalesceBytes() / pages.pageSize();
        long requests = 0;
        for (PageRun run : pageRuns(ranges)) {
            // Parts that are read on their own have a gap between them; each may be cut, or be one page.
            long length = run.end() - run.first();
            requests += (length + gap) / (gap + 1) + store.cost(List.of(run)).requests() - 1;
        }
        return new FetchCost(
                Math.max(requests, whole.requests()), whole.bytes(), whole.waves(), whole.longestRequest());
    }

    private List<PageRun> pageRuns(Collection<ByteRange> ranges) {
        RangeSet set = new RangeSet();
        for (ByteRange range : ranges) {
            long end = Math.min(range.end(), pages.dataLength());
            if (range.start() < end) {
                set.add(pages.pageOf(range.start()), pages.pageOf(end - 1) + 1L);
            }
        }
        List<PageRun> runs = new ArrayList<>();
        for (ByteRange run : set.ranges()) {
            runs.add(new PageRun((int) run.start(), (int) run.end()));
        }
        return runs;
    }

    private Claim claim(List<PageRun> wanted) {
        Load load = new Load(new CompletableFuture<>());
        Set<Load> others = new LinkedHashSet<>();
        List<PageRun> mine = new ArrayList<>();
        synchronized (loads) {
            for (PageRun run : wanted) {
                for (int page = residency.runEnd(run.first(), run.end());
                        page < run.end();
                        page = residency.runEnd(page + 1, run.end())) {
                    Load other = loads.putIfAbsent(page, load);
                    if (other == null) {
                        addPage(mine, page, load);
                    } else if (other != load) {
                        others.add(other);
                    }
                }
            }
        }
        return new Claim(mine, load, others);
    }

    /// Adds a page behind the last run, bridging a short gap unless somebody else is bringing a page of it.
    private void addPage(List<PageRun> runs, int page, Load load) {
        if (isNear(runs, page) && isFree(runs.getLast().end(), page)) {
            PageRun last = runs.getLast();
            for (int between = last.end(); between < page; between++) {
                loads.put(between, load);
            }
            runs.set(runs.size() - 1, new PageRun(last.first(), page + 1));
            return;
        }
        runs.add(new PageRun(page, page + 1));
    }

    /// Whether `page` is so close behind the last run that both are better read as one.
    private boolean isNear(List<PageRun> runs, int page) {
        if (runs.isEmpty()) {
            return false;
        }
        int gap = page - runs.getLast().end();
        return gap == 0 || (long) gap * pages.pageSize() < store.coalesceBytes();
    }

    private boolean isFree(int first, int end) {
        for (int page = first; page < end; page++) {
            if (loads.containsKey(page)) {
                return false;
            }
        }
        return true;
    }

    private void load(Claim claim, RequestContext context) {
        try {
            store.load(claim.mine, context);
            for (PageRun run : claim.mine) {
                residency.mark(run.first(), run.end());
            }
        } finally {
            synchronized (loads) {
                for (PageRun run : claim.mine) {
                    for (int page = run.first(); page < run.end(); page++) {
                        loads.remove(page, claim.load);
                    }
                }
            }
            claim.load.done.complete(null);
        }
    }
}
