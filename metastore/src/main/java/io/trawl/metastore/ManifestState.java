package io.trawl.metastore;

import io.trawl.common.IndexUid;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything, after the entries of the log up to `commits.lastNumber()`. Immutable.
///
/// Index templates and the leases of singletons will have their place here.
///
/// @param deletedIndexes those whose splits may have left files
record ManifestState(RecentCommits commits, IndexTable indexes, SortedMap<IndexUid, DeletedIndex> deletedIndexes) {
    static final ManifestState EMPTY = new ManifestState(RecentCommits.NONE, IndexTable.EMPTY, new TreeMap<>());

    /// The number of the last entry that is in it.
    long number() {
        return commits.lastNumber();
    }

    Optional<IndexState> index(String indexId) {
        return indexes.find(indexId);
    }

    Optional<IndexState> index(IndexUid indexUid) {
        return indexes.find(indexUid.indexId())
                .filter(index -> index.metadata().uid().equals(indexUid));
    }

    ManifestState with(IndexState index) {
        return new ManifestState(commits, indexes.with(index), deletedIndexes);
    }

    ManifestState withoutIndex(String indexId) {
        return new ManifestState(commits, indexes.without(indexId), deletedIndexes);
    }

    ManifestState withDeleted(DeletedIndex deleted) {
        SortedMap<IndexUid, DeletedIndex> changed = new TreeMap<>(deletedIndexes);
        changed.put(deleted.uid(), deleted);
        return new ManifestState(commits, indexes, changed);
    }

    ManifestState withoutDeleted(IndexUid uid) {
        SortedMap<IndexUid, DeletedIndex> changed = new TreeMap<>(deletedIndexes);
        changed.remove(uid);
        return new ManifestState(commits, indexes, changed);
    }

    /// After the entry with this commit id, whose operations are applied already.
    ManifestState committed(String commitId) {
        return new ManifestState(commits.then(commitId), indexes, deletedIndexes);
    }
}
