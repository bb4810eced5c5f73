package io.trawl.search;

import io.trawl.common.ByteRange;
import io.trawl.common.IndexUid;
import io.trawl.config.StorageUri;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitTimeRange;
import java.util.Optional;

/// A split to search: all that a leaf must know to open it in one read.
///
/// @param indexUri folder of the split's file
/// @param tail where the hot tail lies in the file
/// @param timestampField of the index, which `timeRange` is of; empty if it has none, or is not known
/// @param timeRange of the split's documents, if they have timestamps; then every one of them has
/// @param docMappingUid the mapping that it was made with
public record SplitTarget(
        IndexUid indexUid,
        StorageUri indexUri,
        String splitId,
        ByteRange tail,
        Optional<String> timestampField,
        Optional<SplitTimeRange> timeRange,
        long numDocs,
        String docMappingUid) {
    public static SplitTarget of(SplitMetadata metadata, StorageUri indexUri) {
        return of(metadata, indexUri, Optional.empty());
    }

    public static SplitTarget of(SplitMetadata metadata, StorageUri indexUri, Optional<String> timestampField) {
        return new SplitTarget(
                metadata.indexUid(),
                indexUri,
                metadata.splitId(),
                metadata.footerOffsets(),
                timestampField,
                metadata.timeRange(),
                metadata.numDocs(),
                metadata.docMappingUid());
    }

    public String fileName() {
        return splitId + ".split";
    }
}
