package io.trawl.config;

import io.trawl.common.DataSize;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// How a node spends memory and time on searches. Keys: `searcher.*`.
///
/// @param aggregationMemoryLimit of one request on one node
/// @param splitFooterCache hot tails of splits
/// @param maxNumConcurrentSplitSearches splits searched at once on this node, at least 1
/// @param maxNumConcurrentSplitStreams splits streamed at once on this node, at least 1
/// @param maxSplitsPerSearch a request over it is refused; empty for no limit
/// @param requestTimeout limit for a whole root request
/// @param leafRequestTimeout limit for a leaf request
/// @param warmupMemoryBudget bytes that searches may hold fetched at once
/// @param warmupSingleSplitInitialAllocation bytes a split is charged before its need is known
public record SearcherConfig(
        DataSize aggregationMemoryLimit,
        int aggregationBucketLimit,
        CacheConfig fastFieldCache,
        CacheConfig splitFooterCache,
        CacheConfig partialRequestCache,
        CacheConfig predicateCache,
        int maxNumConcurrentSplitSearches,
        int maxNumConcurrentSplitStreams,
        OptionalInt maxSplitsPerSearch,
        Optional<SplitCache> splitCache,
        Duration requestTimeout,
        Duration leafRequestTimeout,
        Optional<StorageTimeoutPolicy> storageTimeoutPolicy,
        DataSize warmupMemoryBudget,
        DataSize warmupSingleSplitInitialAllocation,
        boolean useMetastoreReadReplica,
        Optional<Lambda> lambda) {
    public static final SearcherConfig DEFAULT = new SearcherConfig(
            DataSize.ofBytes(500_000_000L),
            65_000,
            CacheConfig.of(DataSize.ofBytes(1_000_000_000L)),
            CacheConfig.of(DataSize.ofBytes(500_000_000L)),
            CacheConfig.of(DataSize.ofBytes(64_000_000L)),
            CacheConfig.of(DataSize.ofBytes(256_000_000L)),
            100,
            100,
            OptionalInt.empty(),
            Optional.empty(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Optional.empty(),
            DataSize.ofBytes(100_000_000_000L),
            DataSize.ofBytes(300_000_000L),
            false,
            Optional.empty());

    public SearcherConfig {
        if (warmupSingleSplitInitialAllocation.compareTo(warmupMemoryBudget) > 0) {
            throw new IllegalArgumentException("`searcher.warmup_single_split_initial_allocation` ("
                    + warmupSingleSplitInitialAllocation + ") must be at most `searcher.warmup_memory_budget` ("
                    + warmupMemoryBudget + ")");
        }
    }

    /// Whole splits kept on disk. Keys: `searcher.split_cache.*`.
    public record SplitCache(
            DataSize maxNumBytes, int maxNumSplits, int numConcurrentDownloads, int maxFileDescriptors) {}

    /// When a storage read is given up and tried again. Keys: `searcher.storage_timeout_policy.*`.
    public record StorageTimeoutPolicy(long minThroughputBytesPerSecs, Duration timeout, int maxNumRetries) {}

    /// Leaf searches in functions of a cloud; accepted, without effect. Keys: `searcher.lambda.*`.
    public record Lambda(
            String functionName, int maxSplitsPerInvocation, int offloadThreshold, Optional<AutoDeploy> autoDeploy) {}

    public record AutoDeploy(String executionRoleArn, DataSize memorySize, Duration invocationTimeout) {}
}
