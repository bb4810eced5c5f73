package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.common.SourceCheckpoint;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexTemplate;
import io.trawl.config.SourceConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What each operation demands of the state, and what it makes of it. Pure: the same everywhere, at any time.
///
/// Indexes and sources are done here, splits in [SplitOperations], templates in [TemplateOperations].
final class ManifestOperations {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestOperations.class);

    private ManifestOperations() {}

    /// @param now seconds since 1970, of the entry that the operation is part of
    /// @throws io.trawl.common.TrawlException if the state does not allow it; nothing was changed then
    static ManifestState apply(ManifestState state, ManifestOperation operation, long now) {
        return switch (operation) {
            case ManifestOperation.CreateIndex create -> createIndex(state, create, now);
            case ManifestOperation.UpdateIndex(IndexUid uid, IndexConfig config) -> {
                IndexState index = require(state, uid);
                IndexConfig updated = IndexUpdate.apply(index.metadata().config(), config);
                yield state.with(index.withMetadata(index.metadata().withConfig(updated)));
            }
            case ManifestOperation.DeleteIndex(IndexUid uid) -> deleteIndex(state, require(state, uid), now);
            case ManifestOperation.ClearIndex(IndexUid uid) -> clearIndex(state, require(state, uid), now);
            case ManifestOperation.AddSource(IndexUid uid, SourceConfig source) ->
                addSource(state, require(state, uid), source);
            case ManifestOperation.UpdateSource(IndexUid uid, SourceConfig source) -> {
                IndexState index = require(state, uid);
                SourceUpdate.check(requireSource(index, source.sourceId()), source);
                yield withSource(state, index, source);
            }
            case ManifestOperation.ToggleSource(IndexUid uid, String sourceId, boolean enable) -> {
                IndexState index = require(state, uid);
                SourceConfig source = requireSource(index, sourceId);
                SourceUpdate.checkNotProtected(sourceId);
                yield withSource(state, index, source.withEnabled(enable));
            }
            case ManifestOperation.DeleteSource(IndexUid uid, String sourceId) ->
                deleteSource(state, require(state, uid), sourceId);
            case ManifestOperation.ResetCheckpoint(IndexUid uid, String sourceId) -> {
                IndexState index = require(state, uid);
                SourceConfig source = requireSource(index, sourceId);
                yield withoutCheckpoint(state, index, source.sourceId());
            }
            case ManifestOperation.StageSplits stage ->
                SplitOperations.stage(state, require(state, stage.indexUid()), stage.splits(), now);
            case ManifestOperation.PublishSplits(PublishRequest request) ->
                SplitOperations.publish(state, require(state, request.indexUid()), request, now);
            case ManifestOperation.MarkSplits(IndexUid uid, List<String> splitIds) ->
                SplitOperations.mark(state, require(state, uid), splitIds, now);
            case ManifestOperation.DeleteSplits(IndexUid uid, List<String> splitIds) ->
                state.deletedIndexes().containsKey(uid)
                        ? SplitOperations.deleteOfDeletedIndex(state, uid, splitIds)
                        : SplitOperations.delete(state, require(state, uid), splitIds);
            case ManifestOperation.CreateTemplate(IndexTemplate template) -> TemplateOperations.create(state, template);
            case ManifestOperation.PutTemplate(IndexTemplate template) -> state.with(template);
            case ManifestOperation.DeleteTemplate(String templateId) -> TemplateOperations.delete(state, templateId);
        };
    }

    /// Says so when a delta leaves records out, which is allowed and may be a source's own loss.
    static void logGap(MetastoreView view, PublishRequest request) {
        request.checkpointDelta().ifPresent(delta -> {
            SourceCheckpoint current = view.checkpoint(request.indexUid(), delta.sourceId());
            if (current.hasGapBefore(delta)) {
                LOG.warn(
                        "checkpoint of source {}/{} has a gap: {} follows {}",
                        request.indexUid().indexId(),
                        delta.sourceId(),
                        delta.partitions(),
                        current.positions());
            }
        });
    }

    private static ManifestState createIndex(ManifestState state, ManifestOperation.CreateIndex create, long now) {
        String indexId = create.indexUid().indexId();
        ManifestState base = state;
        var existing = state.index(indexId);
        if (existing.isPresent()) {
            if (!create.overwrite()) {
                throw MetastoreErrors.indexExists(indexId);
            }
            base = deleteIndex(state, existing.get(), now);
        }
        IndexMetadata metadata = new IndexMetadata(create.indexUid(), create.config(), Map.of(), now, create.sources());
        return base.with(new IndexState(metadata, SplitTable.EMPTY));
    }

    private static ManifestState deleteIndex(ManifestState state, IndexState index, long now) {
        ManifestState without = state.withoutIndex(index.indexId());
        if (index.splits().size() == 0) {
            return without;
        }
        IndexMetadata metadata = index.metadata();
        return without.withDeleted(new DeletedIndex(
                metadata.uid(),
                metadata.config().indexUri(),
                now,
                index.splits().toList()));
    }

    private static ManifestState clearIndex(ManifestState state, IndexState index, long now) {
        return state.with(new IndexState(
                index.metadata().withCheckpoints(Map.of()),
                index.splits().map(split -> SplitOperations.marked(split, now))));
    }

    private static ManifestState addSource(ManifestState state, IndexState index, SourceConfig source) {
        if (index.metadata().source(source.sourceId()).isPresent()) {
            throw MetastoreErrors.sourceExists(index.indexId(), source.sourceId());
        }
        List<SourceConfig> sources = new ArrayList<>(index.metadata().sources());
        sources.add(source);
        return state.with(index.withMetadata(index.metadata().withSources(sources)));
    }

    private static ManifestState deleteSource(ManifestState state, IndexState index, String sourceId) {
        requireSource(index, sourceId);
        SourceUpdate.checkNotProtected(sourceId);
        List<SourceConfig> sources = index.metadata().sources().stream()
                .filter(source -> !source.sourceId().equals(sourceId))
                .toList();
        IndexState changed = index.withMetadata(index.metadata().withSources(sources));
        return withoutCheckpoint(state, changed, sourceId);
    }

    private static ManifestState withSource(ManifestState state, IndexState index, SourceConfig changed) {
        List<SourceConfig> sources = index.metadata().sources().stream()
                .map(source -> source.sourceId().equals(changed.sourceId()) ? changed : source)
                .toList();
        return state.with(index.withMetadata(index.metadata().withSources(sources)));
    }

    private static ManifestState withoutCheckpoint(ManifestState state, IndexState index, String sourceId) {
        Map<String, SourceCheckpoint> checkpoints =
                new HashMap<>(index.metadata().checkpoints());
        checkpoints.remove(sourceId);
        return state.with(index.withMetadata(index.metadata().withCheckpoints(checkpoints)));
    }

    private static IndexState require(ManifestState state, IndexUid uid) {
        return state.index(uid).orElseThrow(() -> MetastoreErrors.indexNotFound(uid.indexId()));
    }

    static SourceConfig requireSource(IndexState index, String sourceId) {
        return index.metadata()
                .source(sourceId)
                .orElseThrow(() -> MetastoreErrors.sourceNotFound(index.indexId(), sourceId));
    }
}
