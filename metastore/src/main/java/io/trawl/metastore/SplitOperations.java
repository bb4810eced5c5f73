package io.trawl.metastore;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.IndexUid;
import io.trawl.common.SourceCheckpoint;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of splits: staged, published, marked for deletion, gone.
final class SplitOperations {
    private static final Logger LOG = LoggerFactory.getLogger(SplitOperations.class);

    private SplitOperations() {}

    static ManifestState stage(ManifestState state, IndexState index, List<SplitMetadata> splits, long now) {
        List<String> notStaged = new ArrayList<>();
        for (SplitMetadata split : splits) {
            if (!split.indexUid().equals(index.metadata().uid())) {
                throw MetastoreErrors.invalidArgument("split `" + split.splitId() + "` is of index `" + split.indexUid()
                        + "` and cannot be staged for `" + index.metadata().uid() + "`");
            }
            Optional<Split> known = index.splits().find(split.splitId());
            if (known.isPresent() && known.get().state() != SplitState.STAGED) {
                notStaged.add(split.splitId());
            }
        }
        if (!notStaged.isEmpty()) {
            throw MetastoreErrors.splitsPrecondition(notStaged, "splits are not staged");
        }
        SplitTable table = index.splits();
        for (SplitMetadata split : splits) {
            table = table.with(Split.staged(split, now));
        }
        return state.with(index.withSplits(table));
    }

    /// First the checkpoint, then the new splits, then the replaced ones: the first that does not fit is what is
    /// told.
    static ManifestState publish(ManifestState state, IndexState index, PublishRequest request, long now) {
        IndexMetadata metadata =
                request.checkpointDelta().map(delta -> advance(index, delta)).orElse(index.metadata());
        List<Split> published = requireAll(index, request.newSplits(), SplitState.STAGED, "splits are not staged");
        List<Split> replaced =
                requireAll(index, request.replacedSplits(), SplitState.PUBLISHED, "splits are not published");
        SplitTable table = index.splits();
        for (Split split : published) {
            table = table.with(split.published(now));
        }
        for (Split split : replaced) {
            table = table.with(split.markedForDeletion(now));
        }
        return state.with(new IndexState(metadata, table));
    }

    static ManifestState mark(ManifestState state, IndexState index, List<String> splitIds, long now) {
        SplitTable table = index.splits();
        for (String splitId : splitIds) {
            Optional<Split> split = table.find(splitId);
            if (split.isEmpty()) {
                LOG.debug(
                        "split {} of index {} is to be marked for deletion and is not known", splitId, index.indexId());
            } else if (split.get().state() != SplitState.MARKED_FOR_DELETION) {
                table = table.with(split.get().markedForDeletion(now));
            }
        }
        return state.with(index.withSplits(table));
    }

    static ManifestState delete(ManifestState state, IndexState index, List<String> splitIds) {
        List<String> alive = new ArrayList<>();
        SplitTable table = index.splits();
        for (String splitId : splitIds) {
            Optional<Split> split = table.find(splitId);
            if (split.isPresent() && split.get().state() != SplitState.MARKED_FOR_DELETION) {
                alive.add(splitId);
            }
            table = table.without(splitId);
        }
        if (!alive.isEmpty()) {
            throw MetastoreErrors.splitsPrecondition(alive, "splits are not marked for deletion");
        }
        return state.with(index.withSplits(table));
    }

    static ManifestState deleteOfDeletedIndex(ManifestState state, IndexUid uid, List<String> splitIds) {
        DeletedIndex deleted = state.deletedIndexes().get(uid);
        if (deleted == null) {
            throw MetastoreErrors.indexNotFound(uid.indexId());
        }
        Set<String> gone = new HashSet<>(splitIds);
        List<Split> rest = deleted.splits().stream()
                .filter(split -> !gone.contains(split.splitId()))
                .toList();
        if (rest.isEmpty()) {
            return state.withoutDeleted(uid);
        }
        return state.withDeleted(new DeletedIndex(uid, deleted.indexUri(), deleted.deleteTimestamp(), rest));
    }

    static Split marked(Split split, long now) {
        return split.state() == SplitState.MARKED_FOR_DELETION ? split : split.markedForDeletion(now);
    }

    private static IndexMetadata advance(IndexState index, CheckpointDelta delta) {
        String sourceId = delta.sourceId();
        ManifestOperations.requireSource(index, sourceId);
        SourceCheckpoint current = index.metadata().checkpoint(sourceId);
        Optional<String> conflict = current.conflictWith(delta);
        if (conflict.isPresent()) {
            throw MetastoreErrors.checkpointConflict(index.indexId(), sourceId, conflict.get());
        }
        Map<String, SourceCheckpoint> checkpoints =
                new HashMap<>(index.metadata().checkpoints());
        checkpoints.put(sourceId, current.apply(delta));
        return index.metadata().withCheckpoints(checkpoints);
    }

    private static List<Split> requireAll(IndexState index, List<String> splitIds, SplitState state, String problem) {
        List<Split> found = new ArrayList<>(splitIds.size());
        List<String> unknown = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String splitId : splitIds) {
            Optional<Split> split = index.splits().find(splitId);
            if (split.isEmpty()) {
                unknown.add(splitId);
            } else if (split.get().state() != state) {
                wrong.add(splitId);
            } else {
                found.add(split.get());
            }
        }
        if (!unknown.isEmpty()) {
            throw MetastoreErrors.splitsNotFound(unknown);
        }
        if (!wrong.isEmpty()) {
            throw MetastoreErrors.splitsPrecondition(wrong, problem);
        }
        return found;
    }
}
