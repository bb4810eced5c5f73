package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.config.IndexTemplate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything, after the entries of the log up to `commits.lastNumber()`. Immutable.
///
/// The leases of singletons will have their place here.
///
/// @param deletedIndexes those whose splits may have left files
/// @param templates by id
record ManifestState(
        RecentCommits commits,
        IndexTable indexes,
        SortedMap<IndexUid, DeletedIndex> deletedIndexes,
        SortedMap<String, IndexTemplate> templates) {
    static final ManifestState EMPTY =
            new ManifestState(RecentCommits.NONE, IndexTable.EMPTY, new TreeMap<>(), new TreeMap<>());

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
        return new ManifestState(commits, indexes.with(index), deletedIndexes, templates);
    }

    ManifestState withoutIndex(String indexId) {
        return new ManifestState(commits, indexes.without(indexId), deletedIndexes, templates);
    }

    ManifestState withDeleted(DeletedIndex deleted) {
        SortedMap<IndexUid, DeletedIndex> changed = new TreeMap<>(deletedIndexes);
        changed.put(deleted.uid(), deleted);
        return new ManifestState(commits, indexes, changed, templates);
    }

    ManifestState withoutDeleted(IndexUid uid) {
        SortedMap<IndexUid, DeletedIndex> changed = new TreeMap<>(deletedIndexes);
        changed.remove(uid);
        return new ManifestState(commits, indexes, changed, templates);
    }

    /// With `template` in the place of the one of its id, or added.
    ManifestState with(IndexTemplate template) {
        SortedMap<String, IndexTemplate> changed = new TreeMap<>(templates);
        changed.put(template.templateId(), template);
        return new ManifestState(commits, indexes, deletedIndexes, changed);
    }

    ManifestState withoutTemplate(String templateId) {
        SortedMap<String, IndexTemplate> changed = new TreeMap<>(templates);
        changed.remove(templateId);
        return new ManifestState(commits, indexes, deletedIndexes, changed);
    }

    /// After the entry with this commit id, whose operations are applied already.
    ManifestState committed(String commitId) {
        return new ManifestState(commits.then(commitId), indexes, deletedIndexes, templates);
    }
}
