package io.trawl.indexing;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.Lifecycle;
import io.trawl.common.PartitionDelta;
import io.trawl.common.Position;
import io.trawl.config.DocMapping;
import io.trawl.config.IndexConfig;
import io.trawl.docmapper.DocParser;
import io.trawl.metastore.IndexMetadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What will be published together: splits, and what was read of the source for them. One thread's at a time.
///
/// There is one split for each partition of the index. Where memory is short and one split is large beside the
/// others it is written out, and further documents of its partition go to another split: so many small partitions
/// go on while a large one is cut. (The alternative, one split of several segments merged at packaging, would cost
/// that merge before the documents are searchable; splits are merged later anyway.)
final class Workbench implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);

    /// Of the partition that takes what comes after [DocMapping#maxNumPartitions()] others. Part of the contract.
    static final long OVERFLOW_PARTITION = 3_264_326_757_911_759_461L;

    /// A split is worth writing out while the workbench stays open if it holds this part of its memory: then that
    /// happens rarely, and the splits are not too small.
    private static final int LARGE_PART = 16;

    private final IndexMetadata index;
    private final String sourceId;
    private final DocParser parser;
    private final CommitPolicy policy;
    private final Supplier<String> ids;
    private final Path folder;
    private final long dueNanos;
    private final int maxPartitions;
    private final boolean isPartitioned;
    private final ScratchMemory scratch;
    private final Map<Long, OpenSplit> open = new LinkedHashMap<>();
    private final List<OpenSplit> written = new ArrayList<>();
    /// Partitions that have splits of their own; as many as are allowed at most.
    private final Set<Long> partitions = new HashSet<>();

    private final Map<String, PartitionDelta> consumed = new LinkedHashMap<>();
    private boolean overflows;
    private boolean isForced;
    /// Where the last document went: those of a partition come one after the other.
    private long lastPartition;

    private @Nullable OpenSplit lastSplit;

    /// @param index with the config that its splits are made by
    /// @param scratchBytesMax of memory for its splits' files
    /// @param now monotonic nanoseconds
    Workbench(
            IndexMetadata index,
            String sourceId,
            DocParser parser,
            Supplier<String> ids,
            Path folder,
            long scratchBytesMax,
            long now) {
        DocMapping mapping = index.config().docMapping();
        this.index = index;
        this.sourceId = sourceId;
        this.parser = parser;
        this.policy = CommitPolicy.of(index.config().indexingSettings());
        this.ids = ids;
        this.folder = folder;
        this.scratch = new ScratchMemory(scratchBytesMax);
        this.dueNanos = now + policy.timeoutNanos();
        this.maxPartitions = (int) Math.min(Integer.MAX_VALUE, mapping.maxNumPartitions());
        this.isPartitioned = isPartitioned(index.config());
        parser.startSplit();
    }

    IndexMetadata index() {
        return index;
    }

    DocParser parser() {
        return parser;
    }

    boolean isPartitioned() {
        return isPartitioned;
    }

    static boolean isPartitioned(IndexConfig config) {
        return !config.docMapping().partitionKey().isBlank();
    }

    /// The split that a document of partition `partitionId` goes to; 0 without partitions.
    OpenSplit split(long partitionId) {
        OpenSplit last = lastSplit;
        if (last != null && partitionId == lastPartition) {
            return last;
        }
        long own = admit(partitionId);
        OpenSplit split = open.get(own);
        if (split == null) {
            String splitId = ids.get();
            split = new OpenSplit(splitId, own, index, folder.resolve(splitId), scratch);
            open.put(own, split);
        }
        lastPartition = partitionId;
        lastSplit = split;
        return split;
    }

    /// The first partitions have splits of their own, all others share one.
    private long admit(long partitionId) {
        if (partitions.contains(partitionId)) {
            return partitionId;
        }
        if (partitions.size() < maxPartitions) {
            partitions.add(partitionId);
            return partitionId;
        }
        if (!overflows) {
            overflows = true;
            LOG.warn(
                    "index {} has more than {} partitions at once (`max_num_partitions`): the others share a split",
                    index.uid().indexId(),
                    maxPartitions);
        }
        return OVERFLOW_PARTITION;
    }

    /// Whether [#split] would open none.
    boolean hasSplitFor(long partitionId) {
        return open.containsKey(partitionId)
                || partitions.size() == maxPartitions
                        && !partitions.contains(partitionId)
                        && open.containsKey(OVERFLOW_PARTITION);
    }

    void consumed(String partitionId, Position from, Position to) {
        consumed.merge(partitionId, new PartitionDelta(from, to), PartitionDelta::then);
    }

    /// It is to be published at once.
    void force() {
        isForced = true;
    }

    boolean isForced() {
        return isForced;
    }

    long documents() {
        long documents = 0;
        for (OpenSplit split : open.values()) {
            documents += split.documents();
        }
        for (OpenSplit split : written) {
            documents += split.documents();
        }
        return documents;
    }

    /// What its splits' files hold in memory.
    long scratchBytes() {
        return scratch.usedBytes();
    }

    long heapBytes() {
        long bytes = scratch.usedBytes();
        for (OpenSplit split : open.values()) {
            bytes += split.heapBytes();
        }
        return bytes;
    }

    /// Writes the largest split out, so that its memory comes free.
    ///
    /// @return false if none is large beside the others: then only the end of the whole workbench helps
    boolean writeLargest() {
        if (open.size() < 2) {
            return false;
        }
        long all = 0;
        long most = -1;
        OpenSplit largest = null;
        for (OpenSplit split : open.values()) {
            long bytes = split.heapBytes();
            all += bytes;
            if (bytes > most) {
                most = bytes;
                largest = split;
            }
        }
        if (largest == null || most * LARGE_PART < all) {
            return false;
        }
        largest.seal();
        open.remove(largest.partitionId());
        written.add(largest);
        lastSplit = null;
        return true;
    }

    /// Writes all splits out: documents that follow open them anew.
    void writeAll() {
        open.values().forEach(OpenSplit::seal);
        written.addAll(open.values());
        open.clear();
        lastSplit = null;
    }

    boolean hasOpenSplits() {
        return !open.isEmpty();
    }

    /// How many more documents it may take.
    long documentsLeft() {
        return policy.maxDocuments() - documents();
    }

    /// @param now monotonic nanoseconds
    boolean isDue(long now) {
        return now - dueNanos >= 0 || policy.isFull(heapBytes(), documents());
    }

    /// Monotonic nanoseconds at which it is due at the latest.
    long dueNanos() {
        return dueNanos;
    }

    /// Nothing was read for it.
    boolean isUntouched() {
        return consumed.isEmpty();
    }

    List<OpenSplit> splits() {
        List<OpenSplit> splits = new ArrayList<>(written);
        splits.addAll(open.values());
        return splits;
    }

    CheckpointDelta delta() {
        return new CheckpointDelta(sourceId, consumed);
    }

    /// Deletes everything, whatever of it fails.
    @Override
    public void close() {
        try (Lifecycle all = new Lifecycle()) {
            splits().forEach(all::add);
        }
    }
}
