package io.trawl.server.indexes;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.EnvironmentKnobs;
import io.trawl.config.IndexConfig;
import io.trawl.config.SourceConfig;
import io.trawl.config.StorageUri;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done to indexes as wholes: where the metastore and the files must change together.
public final class IndexService {
    private static final Logger LOG = LoggerFactory.getLogger(IndexService.class);

    /// Files deleted by one request, where the storage has such a request.
    private static final int DELETE_BATCH = 1_000;

    private final Metastore metastore;
    private final StorageResolver storages;
    private final EnvironmentKnobs knobs;

    public IndexService(Metastore metastore, StorageResolver storages, EnvironmentKnobs knobs) {
        this.metastore = metastore;
        this.storages = storages;
        this.knobs = knobs;
    }

    /// Sums over the published splits of an index.
    ///
    /// @param docBytes bytes of the documents as they were sent
    /// @param minTimestamp seconds; absent without splits that have times
    public record Description(
            IndexMetadata index,
            long splits,
            long splitBytes,
            long docs,
            long docBytes,
            OptionalLong minTimestamp,
            OptionalLong maxTimestamp) {}

    /// @throws TrawlException NOT_FOUND
    public IndexMetadata require(String indexId) {
        return metastore
                .view()
                .index(indexId)
                .orElseThrow(() -> TrawlException.notFound("index `" + indexId + "` not found"));
    }

    /// Makes an index with the sources that every index has.
    ///
    /// @param overwrite an index of the same id is deleted first, with its files
    public IndexMetadata create(IndexConfig config, boolean overwrite, RequestContext context) {
        checkStorage(config, context);
        if (overwrite && metastore.view().index(config.indexId()).isPresent()) {
            delete(config.indexId(), context);
        }
        return metastore.createIndex(config, SourceConfig.defaults(knobs), false, context);
    }

    /// Makes an index with the sources that those made from a template have.
    IndexMetadata createFromTemplate(IndexConfig config, RequestContext context) {
        checkStorage(config, context);
        return metastore.createIndex(config, SourceConfig.templateDefaults(knobs), false, context);
    }

    /// A storage that does not work must fail the creation, not the first commit an hour later.
    private void checkStorage(IndexConfig config, RequestContext context) {
        storages.resolve(config.indexUri()).list("", "", 1, context);
    }

    /// @return the splits that would be deleted
    public List<Split> splitsOf(String indexId) {
        IndexMetadata index = require(indexId);
        return metastore
                .view()
                .splits(SplitQuery.builder().indexUids(List.of(index.uid())).build());
    }

    /// Deletes an index: first the record, so that nobody starts to use a file that goes; then the files.
    ///
    /// A file that cannot be removed now stays known to the metastore, for the garbage collector.
    public List<Split> delete(String indexId, RequestContext context) {
        IndexMetadata index = require(indexId);
        List<Split> splits = metastore.deleteIndex(index.uid(), context);
        Storage storage = storages.resolve(index.config().indexUri());
        List<String> removed = new ArrayList<>();
        for (int start = 0; start < splits.size(); start += DELETE_BATCH) {
            List<Split> batch = splits.subList(start, Math.min(start + DELETE_BATCH, splits.size()));
            try {
                storage.deleteMany(
                        batch.stream()
                                .map(split -> new StorageKey(split.metadata().fileName()))
                                .toList(),
                        context);
                batch.forEach(split -> removed.add(split.splitId()));
            } catch (TrawlException failure) {
                LOG.warn(
                        "{} split files of deleted index {} stay for now, or some of them: {}",
                        batch.size(),
                        indexId,
                        failure.getMessage());
            }
        }
        if (!removed.isEmpty()) {
            metastore.deleteSplits(index.uid(), removed, context);
        }
        removeFolder(index.config(), context);
        return splits;
    }

    /// Removes the folder that was made for the index, if it is empty. One that the operator named is left alone.
    private void removeFolder(IndexConfig config, RequestContext context) {
        String path = config.indexUri().path();
        int slash = path.lastIndexOf('/');
        if (slash <= 0 || !path.substring(slash + 1).equals(config.indexId())) {
            return;
        }
        StorageUri parent = new StorageUri(config.indexUri().scheme(), path.substring(0, slash));
        try {
            // Nothing is younger than a time before all times: files of puts under way stay, and so their folder.
            int unused = storages.resolve(parent).tidy(config.indexId(), 0, context);
        } catch (TrawlException | IllegalArgumentException failure) {
            LOG.warn("the folder of deleted index {} stays: {}", config.indexId(), failure.getMessage());
        }
    }

    public void clear(String indexId, RequestContext context) {
        metastore.clearIndex(require(indexId).uid(), context);
    }

    public Description describe(String indexId) {
        IndexMetadata index = require(indexId);
        long splitBytes = 0;
        long docs = 0;
        long docBytes = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        List<Split> splits =
                metastore.view().splits(SplitQuery.published(index.uid()).build());
        for (Split split : splits) {
            splitBytes += split.metadata().fileSize();
            docs += split.metadata().numDocs();
            docBytes += split.metadata().uncompressedDocsSize();
            if (split.metadata().timeRange().isPresent()) {
                min = Math.min(min, split.metadata().timeRange().get().start());
                max = Math.max(max, split.metadata().timeRange().get().end());
            }
        }
        boolean timed = min <= max;
        return new Description(
                index,
                splits.size(),
                splitBytes,
                docs,
                docBytes,
                timed ? OptionalLong.of(min) : OptionalLong.empty(),
                timed ? OptionalLong.of(max) : OptionalLong.empty());
    }

    /// @throws TrawlException NOT_FOUND
    public Split requireSplit(String indexId, String splitId) {
        return metastore
                .view()
                .split(require(indexId).uid(), splitId)
                .orElseThrow(() -> new TrawlException(ErrorCode.NOT_FOUND, "split `" + splitId + "` not found"));
    }
}
