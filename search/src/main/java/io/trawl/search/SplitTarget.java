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
/// @param timeRange of the split's documents, if they have timestamps
/// @param docMappingUid the mapping that it was made with
public record SplitTarget(
        IndexUid indexUid,
        StorageUri indexUri,
        String splitId,
        ByteRange tail,
        Optional<SplitTimeRange> timeRange,
        long numDocs,
        String docMappingUid) {
    public static SplitTarget of(SplitMetadata metadata, StorageUri indexUri) {
        return new SplitTarget(
                metadata.indexUid(),
                indexUri,
                metadata.splitId(),
                metadata.footerOffsets(),
                metadata.timeRange(),
                metadata.numDocs(),
                metadata.docMappingUid());
    }

    public String fileName() {
        return splitId + ".split";
    }
}
