package io.trawl.indexing;

import io.trawl.config.IndexConfig;
import io.trawl.config.IndexingSettings;
import io.trawl.config.MergePolicyConfig;
import io.trawl.config.RetentionPolicy;
import io.trawl.docmapper.ParsedDoc;
import io.trawl.metastore.IndexMetadata;
import io.trawl.split.SplitMaturity;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitTimeRange;
import io.trawl.split.TrawlCodec;
import java.nio.file.Path;
import java.time.Duration;

/// A split that takes documents: its writer, and what its metadata will say.
final class OpenSplit implements AutoCloseable {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NO_POSITION = -1;

    private final String splitId;
    private final long partitionId;
    private final SplitWriter writer;
    private final TagCollector tags;
    /// Where the last document came from, and the position that would continue its run.
    private String lastPartition = "";

    private long nextPosition = NO_POSITION;
    private long uncompressedBytes;
    private boolean hasTime;
    private long minSeconds = Long.MAX_VALUE;
    private long maxSeconds = Long.MIN_VALUE;

    /// @param folder for large Lucene files, of this split alone
    /// @param memory for its other files, shared with other splits
    OpenSplit(String splitId, long partitionId, IndexMetadata index, Path folder, ScratchMemory memory) {
        this.splitId = splitId;
        this.partitionId = partitionId;
        this.writer = new SplitWriter(
                new ScratchDirectory(folder, memory), codec(index.config().indexingSettings()));
        this.tags = new TagCollector(index.config().docMapping().allTagFields());
    }

    /// First splits are compressed fast, since merges will do it again; without merges at once as
    /// configured.
    private static TrawlCodec codec(IndexingSettings settings) {
        return settings.mergePolicy() instanceof MergePolicyConfig.NoMerge
                ? TrawlCodec.forWriting(settings.docstoreCompressionLevel(), settings.docstoreBlocksize())
                : TrawlCodec.forWriting(TrawlCodec.DEFAULT_ZSTD_LEVEL, TrawlCodec.DEFAULT_BLOCK_SIZE);
    }

    /// Adds a document.
    ///
    /// @param sourcePartition where it came from
    /// @param position its place there
    /// @param bytes of its line
    /// @return why it was refused, or an empty text
    String add(ParsedDoc document, String sourcePartition, long position, int bytes) {
        document.setProvenance(
                sourcePartition, position, position == nextPosition && sourcePartition.equals(lastPartition));
        String refusal = writer.add(document.fields());
        if (!refusal.isEmpty()) {
            nextPosition = NO_POSITION;
            return refusal;
        }
        lastPartition = sourcePartition;
        nextPosition = position + 1;
        uncompressedBytes += bytes;
        if (document.hasTimestamp()) {
            long seconds = Math.floorDiv(document.timestampNanos(), NANOS_PER_SECOND);
            hasTime = true;
            minSeconds = Math.min(minSeconds, seconds);
            maxSeconds = Math.max(maxSeconds, seconds);
        }
        if (tags.isNeeded()) {
            document.forEachTag(tags::add);
        }
        return "";
    }

    String splitId() {
        return splitId;
    }

    int documents() {
        return writer.documents();
    }

    long partitionId() {
        return partitionId;
    }

    /// What its writer buffers, its files not counted; nothing once it is sealed.
    long heapBytes() {
        return writer.heapBytes();
    }

    /// Writes the Lucene index, which is there until this is closed; nothing can be added after this.
    ScratchDirectory seal() {
        return writer.seal();
    }

    /// @param now seconds since 1970
    SplitMetadata metadata(IndexMetadata index, String sourceId, String nodeId, long now) {
        SplitMetadata.Builder builder = SplitMetadata.builder(splitId, index.uid())
                .partitionId(partitionId)
                .sourceId(sourceId)
                .nodeId(nodeId)
                .numDocs(documents())
                .uncompressedDocsSize(uncompressedBytes)
                .createTimestamp(now)
                .maturity(maturity(index.config()))
                .tags(tags.tags())
                .docMappingUid(index.config().docMapping().docMappingUid());
        if (hasTime) {
            builder.timeRange(new SplitTimeRange(minSeconds, maxSeconds));
        }
        return builder.build();
    }

    private SplitMaturity maturity(IndexConfig config) {
        if (documents() >= config.indexingSettings().splitNumDocsTarget()) {
            return SplitMaturity.MATURE;
        }
        return switch (config.indexingSettings().mergePolicy()) {
            case MergePolicyConfig.NoMerge() -> SplitMaturity.MATURE;
            case MergePolicyConfig.LimitMerge policy -> immature(policy.maturationPeriod(), config);
            case MergePolicyConfig.StableLog policy -> immature(policy.maturationPeriod(), config);
        };
    }

    /// A split that retention will remove is not worth a merge later than that.
    private static SplitMaturity immature(Duration period, IndexConfig config) {
        Duration retention = config.retention().map(RetentionPolicy::duration).orElse(period);
        return SplitMaturity.immature(retention.compareTo(period) < 0 ? retention : period);
    }

    /// Deletes everything.
    @Override
    public void close() {
        writer.close();
    }
}
