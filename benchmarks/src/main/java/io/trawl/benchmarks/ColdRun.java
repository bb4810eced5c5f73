package io.trawl.benchmarks;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.metastore.MetastoreView;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitOpener;
import io.trawl.split.SplitReader;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.s3.S3Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Searches by nodes that have nothing cached, each run by a new one.
final class ColdRun {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final MetastoreView view;
    private final FarSplits far;
    private final Path cache;
    private final TimeSource time = TimeSource.SYSTEM;
    private int runs;

    /// @param cache a folder for what nodes cache; each one empties it
    ColdRun(MetastoreView view, FarSplits far, Path cache) {
        this.view = view;
        this.far = far;
        this.cache = cache;
    }

    /// What one search took, opening its splits or not.
    ///
    /// @param splits of which anything was read
    /// @param requests that arrived at the storage
    /// @param searchWaves reads that waited for the one before, a split, without opening and hits
    /// @param allWaves the sum over the splits, with opening and hits
    /// @param cpuMillis of this process on all cores, the storage's server included
    record Outcome(
            long nanos,
            long hits,
            int splits,
            long requests,
            long bytes,
            double searchWaves,
            long allWaves,
            long misses,
            double cpuMillis) {
        double millis() {
            return nanos / 1e6;
        }
    }

    /// A search that opens its splits first.
    Outcome search(SearchRequest request) {
        try (ColdNode node = newNode()) {
            return search(node, request, true);
        }
    }

    /// A search on a node whose splits are open, with nothing of them read but their tails.
    ///
    /// @param splits all that the search could ask
    Outcome searchWithTails(SearchRequest request, List<SplitMetadata> splits) {
        try (ColdNode node = newNode()) {
            node.openAll(far.storage(), splits, context());
            return search(node, request, false);
        }
    }

    ColdNode newNode() {
        return new ColdNode(view, far.storage(), cache);
    }

    Outcome search(ColdNode node, SearchRequest request, boolean opens) {
        RequestContext context = context();
        far.ledger().clear();
        double cpu = Machine.ownCpuSeconds();
        long start = time.nanoTime();
        SearchResponse response = node.search(request, context);
        long nanos = time.nanoTime() - start;
        double cpuMillis = (Machine.ownCpuSeconds() - cpu) * 1e3;
        // By the server, since splits may be proven to match nothing before or after they were read.
        int asked = (int) far.ledger().entries().stream()
                .map(S3Ledger.Entry::key)
                .distinct()
                .count();
        long opened = opens ? asked : 0;
        long fetches = response.hits().stream()
                .map(hit -> hit.address().splitId())
                .distinct()
                .count();
        long waves = context.counters().storageWaves();
        return new Outcome(
                nanos,
                response.numHits(),
                asked,
                far.ledger().requests(),
                far.ledger().bytesOut(),
                asked == 0 ? 0 : (double) (waves - opened - fetches) / asked,
                waves,
                context.counters().misses(),
                cpuMillis);
    }

    /// Opens one split and does no more.
    Outcome open(SplitMetadata split) {
        try (SplitCache splits = ColdNode.newCache(cache)) {
            SplitOpener opener = new SplitOpener(splits);
            ByteRange tail = split.footerOffsets();
            RequestContext context = context();
            far.ledger().clear();
            long start = time.nanoTime();
            try (SplitReader reader = opener.open(far.storage(), new StorageKey(split.fileName()), tail, context)) {
                long nanos = time.nanoTime() - start;
                return new Outcome(
                        nanos,
                        reader.leafReader().maxDoc(),
                        1,
                        far.ledger().requests(),
                        far.ledger().bytesOut(),
                        0,
                        context.counters().storageWaves(),
                        context.counters().misses(),
                        0);
            }
        }
    }

    RequestContext context() {
        return RequestContext.interactive("bench-" + runs++, TIMEOUT);
    }
}
