package io.trawl.indexing;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.PartitionDelta;
import io.trawl.common.Position;
import io.trawl.docmapper.DocParser;
import io.trawl.metastore.IndexMetadata;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What will be published together: open splits, and what was read of the source for them. One thread's
/// at a time.
///
/// There is one open split for each partition of the index; as long as there are no partition keys that
/// is partition 0.
final class Workbench implements AutoCloseable {
    private static final long ONLY_PARTITION = 0;

    private final IndexMetadata index;
    private final String sourceId;
    private final DocParser parser;
    private final CommitPolicy policy;
    private final Supplier<String> ids;
    private final Path folder;
    private final long dueNanos;
    private final Map<Long, OpenSplit> splits = new LinkedHashMap<>();
    private final Map<String, PartitionDelta> consumed = new LinkedHashMap<>();
    private boolean isForced;

    /// @param index with the config that its splits are made by
    /// @param now monotonic nanoseconds
    Workbench(IndexMetadata index, String sourceId, DocParser parser, Supplier<String> ids, Path folder, long now) {
        this.index = index;
        this.sourceId = sourceId;
        this.parser = parser;
        this.policy = CommitPolicy.of(index.config().indexingSettings());
        this.ids = ids;
        this.folder = folder;
        this.dueNanos = now + policy.timeoutNanos();
        parser.startSplit();
    }

    IndexMetadata index() {
        return index;
    }

    DocParser parser() {
        return parser;
    }

    /// The split that the next document goes to.
    OpenSplit split() {
        OpenSplit open = splits.get(ONLY_PARTITION);
        if (open == null) {
            String splitId = ids.get();
            open = new OpenSplit(splitId, ONLY_PARTITION, index, folder.resolve(splitId));
            splits.put(ONLY_PARTITION, open);
        }
        return open;
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
        return splits.values().stream().mapToLong(OpenSplit::documents).sum();
    }

    long heapBytes() {
        return splits.values().stream().mapToLong(OpenSplit::heapBytes).sum();
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
        return List.copyOf(splits.values());
    }

    CheckpointDelta delta() {
        return new CheckpointDelta(sourceId, consumed);
    }

    /// Deletes everything.
    @Override
    public void close() {
        splits.values().forEach(OpenSplit::close);
    }
}
