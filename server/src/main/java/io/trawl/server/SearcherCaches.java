package io.trawl.server;

import io.trawl.common.DataSize;
import io.trawl.common.cache.CacheStatistics;
import io.trawl.config.SearcherConfig;
import io.trawl.search.leaf.LeafCaches;
import io.trawl.search.leaf.TailsAhead;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitCacheLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The caches of a searcher, with the sizes that its config asks for; those in memory are capped by the node's budget.
///
/// Columns have no cache of their own: they lie in the split cache's files, and in memory as far as the system's page
/// cache holds those. `searcher.fast_field_cache_capacity` is therefore a lower bound of the split cache.
final class SearcherCaches {
    /// For parts of splits that searches have read, where `searcher.split_cache` does not say.
    private static final DataSize DEFAULT_DISK = DataSize.ofGibibytes(10);

    private static final int DEFAULT_FILES = 10_000;
    /// Files open at once; a few more than a search reads at once.
    private static final int DEFAULT_DESCRIPTORS = 128;
    /// Shares of the node's budget.
    private static final int READERS_SHARE = 4;

    private static final int ANSWERS_SHARE = 16;
    private static final int MATCHES_SHARE = 8;
    /// Tails fetched ahead take this share of the split cache, and of its files, at most.
    private static final int TAILS_SHARE = 4;

    private static final int DEFAULT_DOWNLOADS = 4;

    private final SearcherConfig config;
    private final SplitCacheLimits limits;
    private final SplitCache splits;
    private final LeafCaches leaf;

    /// @param memory bytes of the node's budget
    SearcherCaches(SearcherConfig config, Path folder, long memory) {
        this.config = config;
        this.limits = new SplitCacheLimits(
                config.splitCache().map(SearcherConfig.SplitCache::maxNumBytes).orElseGet(this::defaultDisk),
                config.splitCache().map(SearcherConfig.SplitCache::maxNumSplits).orElse(DEFAULT_FILES),
                config.splitCache()
                        .map(SearcherConfig.SplitCache::maxFileDescriptors)
                        .orElse(DEFAULT_DESCRIPTORS),
                config.splitFooterCache().settings().atMost(memory / READERS_SHARE));
        this.splits = SplitCache.open(folder, limits);
        this.leaf = new LeafCaches(
                config.partialRequestCache().settings().atMost(memory / ANSWERS_SHARE),
                config.predicateCache().settings().atMost(memory / MATCHES_SHARE));
    }

    private DataSize defaultDisk() {
        DataSize columns = config.fastFieldCache().capacity();
        return columns.compareTo(DEFAULT_DISK) > 0 ? columns : DEFAULT_DISK;
    }

    SplitCache splits() {
        return splits;
    }

    LeafCaches leaf() {
        return leaf;
    }

    TailsAhead.Limits tails() {
        return new TailsAhead.Limits(
                config.splitCache()
                        .map(SearcherConfig.SplitCache::numConcurrentDownloads)
                        .orElse(DEFAULT_DOWNLOADS),
                DataSize.ofBytes(limits.diskBytes().bytes() / TAILS_SHARE),
                limits.files() / TAILS_SHARE);
    }

    List<CacheStatistics.Family> statistics() {
        List<CacheStatistics.Family> all = new ArrayList<>(splits.statistics());
        all.addAll(leaf.statistics());
        return all;
    }
}
