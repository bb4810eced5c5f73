package io.trawl.indexing;

import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Metastore;
import io.trawl.split.PackagedSplit;
import io.trawl.split.SplitMetadata;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes splits known to the metastore and then puts their files on storage, so that whatever a crash
/// leaves behind can be named.
final class SplitUploader {
    private static final Logger LOG = LoggerFactory.getLogger(SplitUploader.class);

    private final Metastore metastore;
    private final StorageResolver storages;
    private final Semaphore permits;
    private final PipelineScheduler scheduler;
    private final PipelineCounters counters;

    /// @param permits shared by the node's pipelines: `indexer.max_concurrent_split_uploads`
    SplitUploader(
            Metastore metastore,
            StorageResolver storages,
            Semaphore permits,
            PipelineScheduler scheduler,
            PipelineCounters counters) {
        this.metastore = metastore;
        this.storages = storages;
        this.permits = permits;
        this.scheduler = scheduler;
        this.counters = counters;
    }

    /// A commit of many partitions has many splits: their files go side by side, as many as there are permits.
    void upload(Commit commit) {
        if (commit.packaged().isEmpty()) {
            return;
        }
        IndexMetadata index = commit.workbench().index();
        List<SplitMetadata> splits =
                commit.packaged().stream().map(PackagedSplit::metadata).toList();
        metastore.stageSplits(index.uid(), splits, commit.context());
        counters.addStaged(splits.size());
        Storage storage = storages.resolve(index.config().indexUri());
        List<Callable<Boolean>> puts = commit.packaged().stream()
                .<Callable<Boolean>>map(split -> () -> put(split, storage, commit))
                .toList();
        scheduler.transferAll(puts, commit.context());
    }

    private boolean put(PackagedSplit split, Storage storage, Commit commit) throws InterruptedException {
        commit.context().check();
        permits.acquire();
        try {
            StorageKey key = new StorageKey(split.metadata().fileName());
            storage.put(key, Payload.ofFile(split.file()), commit.context());
        } finally {
            permits.release();
        }
        counters.addUploaded(split.length());
        return true;
    }

    void deleteLocalFiles(Commit commit) {
        for (PackagedSplit split : commit.packaged()) {
            try {
                Files.deleteIfExists(split.file());
            } catch (IOException failure) {
                LOG.warn("cannot delete `{}`, it goes at the next start", split.file(), failure);
            }
        }
    }
}
