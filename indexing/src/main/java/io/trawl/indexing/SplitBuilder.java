package io.trawl.indexing;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexConfigJson;
import io.trawl.metastore.IndexMetadata;
import io.trawl.split.SplitIdentity;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitPackager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Turns a sealed workbench into split files: flushes each Lucene index and packages it. Computes only;
/// its files are in the scratch folder.
final class SplitBuilder {
    private final IndexingEnvironment environment;
    private final IndexingMemory memory;
    private final String sourceId;
    private final Path folder;
    private final SplitPackager packager = new SplitPackager();

    SplitBuilder(IndexingEnvironment environment, IndexingMemory memory, String sourceId, Path folder) {
        this.environment = environment;
        this.memory = memory;
        this.sourceId = sourceId;
        this.folder = folder;
    }

    void build(Commit commit) {
        Workbench workbench = commit.workbench();
        try {
            List<OpenSplit> splits = workbench.splits().stream()
                    .filter(split -> split.documents() > 0)
                    .toList();
            Files.createDirectories(folder);
            long writerBytes = splits.stream().mapToLong(OpenSplit::heapBytes).sum();
            // Each is flushed, packaged and let go of before the next: so little memory holds its files, however many
            // splits there are, and what each writer held is free for the next commit as soon as it is flushed.
            for (OpenSplit split : splits) {
                writerBytes -= split.heapBytes();
                split.seal();
                memory.shrink(commit.memory(), writerBytes + workbench.scratchBytes());
                pack(commit, split, splits.size());
                split.close();
            }
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot build a split in `" + folder + "`: " + TrawlException.describe(failure),
                    failure);
        } finally {
            drop(commit);
        }
    }

    private void pack(Commit commit, OpenSplit split, int splitsInCommit) throws IOException {
        IndexMetadata index = commit.workbench().index();
        SplitMetadata metadata = split.metadata(
                index, sourceId, environment.nodeId(), environment.timeSource().epochSeconds());
        SplitIdentity identity = new SplitIdentity(
                metadata,
                IndexConfigJson.toJson(index.config()).toString(),
                commit.commitId(),
                splitsInCommit,
                Optional.of(commit.delta()),
                List.of());
        Path target = folder.resolve(metadata.fileName());
        commit.packaged().add(packager.pack(split.seal(), identity, target, commit.context()));
    }

    /// Lets go of the writers and their memory.
    void drop(Commit commit) {
        Workbench workbench = commit.workbench();
        try (workbench) {
            environment.parsers().giveBack(workbench.index(), workbench.parser());
        } finally {
            memory.release(commit.memory());
        }
    }
}
