package io.trawl.metastore;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.ErrorCode;
import io.trawl.common.Position;
import io.trawl.split.SplitState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a metastore should hold, done in the simplest way: mutable maps, no log, no sharing. Each operation says how
/// it fails, or nothing.
final class MetastoreModel {
    /// Index id to the index.
    final Map<String, Index> indexes = new TreeMap<>();

    /// Uids of deleted indexes to the ids of their splits.
    final Map<String, TreeSet<String>> deleted = new TreeMap<>();

    static final class Index {
        String uid = "";
        final TreeMap<String, SplitState> splits = new TreeMap<>();
        final TreeMap<String, TreeMap<String, String>> checkpoints = new TreeMap<>();
        final List<String> sources = new ArrayList<>();
    }

    Optional<ErrorCode> create(String id, List<String> sources, boolean overwrite) {
        if (indexes.containsKey(id)) {
            if (!overwrite) {
                return Optional.of(ErrorCode.ALREADY_EXISTS);
            }
            delete(id);
        }
        Index index = new Index();
        index.sources.addAll(sources);
        indexes.put(id, index);
        return Optional.empty();
    }

    void delete(String id) {
        Index index = indexes.remove(id);
        if (!index.splits.isEmpty()) {
            deleted.put(index.uid, new TreeSet<>(index.splits.keySet()));
        }
    }

    void clear(Index index) {
        index.splits.replaceAll((split, state) -> SplitState.MARKED_FOR_DELETION);
        index.checkpoints.clear();
    }

    Optional<ErrorCode> deleteSource(Index index, String source) {
        if (!index.sources.remove(source)) {
            return Optional.of(ErrorCode.NOT_FOUND);
        }
        index.checkpoints.remove(source);
        return Optional.empty();
    }

    Optional<ErrorCode> addSource(Index index, String source) {
        if (index.sources.contains(source)) {
            return Optional.of(ErrorCode.ALREADY_EXISTS);
        }
        index.sources.add(source);
        return Optional.empty();
    }

    Optional<ErrorCode> reset(Index index, String source) {
        if (!index.sources.contains(source)) {
            return Optional.of(ErrorCode.NOT_FOUND);
        }
        index.checkpoints.remove(source);
        return Optional.empty();
    }

    Optional<ErrorCode> stage(Index index, List<String> ids) {
        for (String id : ids) {
            if (index.splits.getOrDefault(id, SplitState.STAGED) != SplitState.STAGED) {
                return Optional.of(ErrorCode.FAILED_PRECONDITION);
            }
        }
        ids.forEach(id -> index.splits.put(id, SplitState.STAGED));
        return Optional.empty();
    }

    Optional<ErrorCode> publish(
            Index index, List<String> added, List<String> replaced, Optional<CheckpointDelta> delta) {
        if (delta.isPresent()) {
            String source = delta.get().sourceId();
            if (!index.sources.contains(source)) {
                return Optional.of(ErrorCode.NOT_FOUND);
            }
            Map<String, String> positions = index.checkpoints.getOrDefault(source, new TreeMap<>());
            boolean overlaps = delta.get().partitions().entrySet().stream()
                    .anyMatch(part ->
                            part.getValue().from().toString().compareTo(positions.getOrDefault(part.getKey(), "")) < 0);
            if (overlaps) {
                return Optional.of(ErrorCode.CHECKPOINT_CONFLICT);
            }
        }
        Optional<ErrorCode> wrong =
                require(index, added, SplitState.STAGED).or(() -> require(index, replaced, SplitState.PUBLISHED));
        if (wrong.isPresent()) {
            return wrong;
        }
        added.forEach(id -> index.splits.put(id, SplitState.PUBLISHED));
        replaced.forEach(id -> index.splits.put(id, SplitState.MARKED_FOR_DELETION));
        delta.ifPresent(it -> {
            TreeMap<String, String> positions =
                    index.checkpoints.computeIfAbsent(it.sourceId(), source -> new TreeMap<>());
            it.partitions()
                    .forEach((partition, part) ->
                            positions.put(partition, part.to().toString()));
        });
        return Optional.empty();
    }

    private static Optional<ErrorCode> require(Index index, List<String> ids, SplitState state) {
        if (!index.splits.keySet().containsAll(ids)) {
            return Optional.of(ErrorCode.NOT_FOUND);
        }
        boolean fits = ids.stream().allMatch(id -> index.splits.get(id) == state);
        return fits ? Optional.empty() : Optional.of(ErrorCode.FAILED_PRECONDITION);
    }

    void mark(Index index, List<String> ids) {
        ids.forEach(id -> index.splits.computeIfPresent(id, (split, state) -> SplitState.MARKED_FOR_DELETION));
    }

    Optional<ErrorCode> deleteSplits(Index index, List<String> ids) {
        for (String id : ids) {
            SplitState marked = SplitState.MARKED_FOR_DELETION;
            if (index.splits.getOrDefault(id, marked) != marked) {
                return Optional.of(ErrorCode.FAILED_PRECONDITION);
            }
        }
        index.splits.keySet().removeAll(ids);
        return Optional.empty();
    }

    void deleteOfDeleted(String uid, List<String> ids) {
        TreeSet<String> left = deleted.get(uid);
        left.removeAll(ids);
        if (left.isEmpty()) {
            deleted.remove(uid);
        }
    }

    /// All of it as text, to be compared with [#describe(MetastoreView)].
    String describe() {
        StringBuilder text = new StringBuilder();
        indexes.forEach((id, index) -> text.append(index.uid)
                .append(index.sources)
                .append(index.splits)
                .append(new TreeMap<>(index.checkpoints))
                .append('\n'));
        return text.append(deleted).toString();
    }

    static String describe(MetastoreView view) {
        StringBuilder text = new StringBuilder();
        for (IndexMetadata index : view.indexes()) {
            TreeMap<String, SplitState> splits = new TreeMap<>();
            view.splits(SplitQuery.builder().indexUids(List.of(index.uid())).build())
                    .forEach(split -> splits.put(split.splitId(), split.state()));
            TreeMap<String, Map<String, String>> checkpoints = new TreeMap<>();
            index.checkpoints().forEach((source, checkpoint) -> {
                Map<String, String> positions = new TreeMap<>();
                checkpoint.positions().forEach((partition, at) -> positions.put(partition, at.toString()));
                checkpoints.put(source, positions);
            });
            List<String> sources =
                    index.sources().stream().map(source -> source.sourceId()).toList();
            text.append(index.uid())
                    .append(sources)
                    .append(splits)
                    .append(checkpoints)
                    .append('\n');
        }
        Map<String, TreeSet<String>> deleted = new HashMap<>();
        for (DeletedIndex index : view.deletedIndexes()) {
            TreeSet<String> ids = new TreeSet<>();
            index.splits().forEach(split -> ids.add(split.splitId()));
            deleted.put(index.uid().toString(), ids);
        }
        return text.append(new TreeMap<>(deleted)).toString();
    }

    static Position position(int at) {
        return at < 0 ? Position.BEGINNING : Position.offset(at);
    }
}
