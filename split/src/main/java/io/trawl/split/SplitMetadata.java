package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.IndexUid;
import java.util.List;
import java.util.Optional;

/// What the metastore keeps of a split: enough to prune it from a search, to open it in one read, and to
/// merge it.
///
/// Made by [#builder]; written as JSON by [SplitMetadataJson].
///
/// @param splitId a ULID; the file is `{splitId}.split`
/// @param partitionId hash of the partition key's values, an unsigned number; 0 without a partition key
/// @param sourceId the source whose documents these are
/// @param nodeId the indexer that made it
/// @param numDocs at least 0
/// @param uncompressedDocsSize bytes of the document lines, without newlines
/// @param timeRange absent if no document has a timestamp
/// @param createTimestamp seconds since 1970
/// @param tags `field!` and `field:value` pairs, sorted
/// @param footerOffsets where the hot tail lies: from its first byte to the file's end; empty until packaged
/// @param deleteOpstamp the last delete operation that the split has seen
/// @param numMergeOps how often its documents were merged; 0 for a first split
/// @param docMappingUid which version of the doc mapping it was made with
public record SplitMetadata(
        String splitId,
        IndexUid indexUid,
        long partitionId,
        String sourceId,
        String nodeId,
        long numDocs,
        long uncompressedDocsSize,
        Optional<SplitTimeRange> timeRange,
        long createTimestamp,
        SplitMaturity maturity,
        List<String> tags,
        ByteRange footerOffsets,
        long deleteOpstamp,
        int numMergeOps,
        String docMappingUid) {
    /// The doc mapping uid of splits that were made before mappings had one.
    public static final String NIL_DOC_MAPPING_UID = "00000000000000000000000000";

    private static final ByteRange NOT_PACKAGED = new ByteRange(0, 0);

    public SplitMetadata {
        if (splitId.isEmpty()) {
            throw new IllegalArgumentException("a split id must not be empty");
        }
        requireNotNegative("num_docs", numDocs);
        requireNotNegative("uncompressed_docs_size_in_bytes", uncompressedDocsSize);
        requireNotNegative("delete_opstamp", deleteOpstamp);
        requireNotNegative("num_merge_ops", numMergeOps);
        tags = tags.stream().sorted().distinct().toList();
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("`" + name + "` must not be negative, got " + value);
        }
    }

    /// @return a builder whose other fields have the defaults of [Builder]
    public static Builder builder(String splitId, IndexUid indexUid) {
        return new Builder(splitId, indexUid);
    }

    public Builder toBuilder() {
        Builder builder = new Builder(splitId, indexUid)
                .partitionId(partitionId)
                .sourceId(sourceId)
                .nodeId(nodeId)
                .numDocs(numDocs)
                .uncompressedDocsSize(uncompressedDocsSize)
                .createTimestamp(createTimestamp)
                .maturity(maturity)
                .tags(tags)
                .footerOffsets(footerOffsets)
                .deleteOpstamp(deleteOpstamp)
                .numMergeOps(numMergeOps)
                .docMappingUid(docMappingUid);
        timeRange.ifPresent(builder::timeRange);
        return builder;
    }

    public SplitMetadata withFooterOffsets(ByteRange offsets) {
        return toBuilder().footerOffsets(offsets).build();
    }

    /// The size of the split file, 0 if it is not packaged yet.
    public long fileSize() {
        return footerOffsets.end();
    }

    /// The name of the split's file in the index's folder.
    public String fileName() {
        return splitId + ".split";
    }

    /// @param now seconds since 1970
    public boolean isMature(long now) {
        return maturity.isMature(createTimestamp, now);
    }

    /// Collects the fields one by one. Defaults: partition 0, no documents, no time range, mature, no tags,
    /// never merged.
    public static final class Builder {
        private final String splitId;
        private final IndexUid indexUid;
        private long partitionId;
        private String sourceId = "";
        private String nodeId = "";
        private long numDocs;
        private long uncompressedDocsSize;
        private Optional<SplitTimeRange> timeRange = Optional.empty();
        private long createTimestamp;
        private SplitMaturity maturity = SplitMaturity.MATURE;
        private List<String> tags = List.of();
        private ByteRange footerOffsets = NOT_PACKAGED;
        private long deleteOpstamp;
        private int numMergeOps;
        private String docMappingUid = NIL_DOC_MAPPING_UID;

        private Builder(String splitId, IndexUid indexUid) {
            this.splitId = splitId;
            this.indexUid = indexUid;
        }

        public Builder partitionId(long value) {
            partitionId = value;
            return this;
        }

        public Builder sourceId(String value) {
            sourceId = value;
            return this;
        }

        public Builder nodeId(String value) {
            nodeId = value;
            return this;
        }

        public Builder numDocs(long value) {
            numDocs = value;
            return this;
        }

        public Builder uncompressedDocsSize(long value) {
            uncompressedDocsSize = value;
            return this;
        }

        public Builder timeRange(SplitTimeRange value) {
            timeRange = Optional.of(value);
            return this;
        }

        public Builder createTimestamp(long value) {
            createTimestamp = value;
            return this;
        }

        public Builder maturity(SplitMaturity value) {
            maturity = value;
            return this;
        }

        public Builder tags(List<String> value) {
            tags = value;
            return this;
        }

        public Builder footerOffsets(ByteRange value) {
            footerOffsets = value;
            return this;
        }

        public Builder deleteOpstamp(long value) {
            deleteOpstamp = value;
            return this;
        }

        public Builder numMergeOps(int value) {
            numMergeOps = value;
            return this;
        }

        public Builder docMappingUid(String value) {
            docMappingUid = value;
            return this;
        }

        public SplitMetadata build() {
            return new SplitMetadata(
                    splitId,
                    indexUid,
                    partitionId,
                    sourceId,
                    nodeId,
                    numDocs,
                    uncompressedDocsSize,
                    timeRange,
                    createTimestamp,
                    maturity,
                    tags,
                    footerOffsets,
                    deleteOpstamp,
                    numMergeOps,
                    docMappingUid);
        }
    }
}
