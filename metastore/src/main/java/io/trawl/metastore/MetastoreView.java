package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.common.SourceCheckpoint;
import io.trawl.config.IndexTemplate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The whole state after some change, as it was: a view never changes, and asking it does no I/O.
public interface MetastoreView {
    /// How many changes are in it; later views have higher ones.
    long version();

    /// How long ago it was known to be the latest state.
    Duration age();

    /// All indexes, by id.
    List<IndexMetadata> indexes();

    /// The indexes that `patterns` name, by id; see [IndexPatterns].
    ///
    /// @throws io.trawl.common.TrawlException BAD_REQUEST if a pattern is not valid
    default List<IndexMetadata> indexes(List<String> patterns) {
        IndexPatterns parsed = IndexPatterns.parse(patterns);
        return indexes().stream()
                .filter(index -> parsed.matches(index.indexId()))
                .toList();
    }

    Optional<IndexMetadata> index(String indexId);

    /// Empty also if there is an index of that id with another uid.
    default Optional<IndexMetadata> index(IndexUid indexUid) {
        return index(indexUid.indexId()).filter(index -> index.uid().equals(indexUid));
    }

    /// The splits that pass all filters of `query`, in its order.
    List<Split> splits(SplitQuery query);

    Optional<Split> split(IndexUid indexUid, String splitId);

    /// Empty positions if the index or the source is unknown, or nothing was published of it.
    default SourceCheckpoint checkpoint(IndexUid indexUid, String sourceId) {
        return index(indexUid).map(index -> index.checkpoint(sourceId)).orElse(SourceCheckpoint.EMPTY);
    }

    /// All index templates, by id.
    List<IndexTemplate> templates();

    Optional<IndexTemplate> template(String templateId);

    /// The template that an index of this id is made from: of those whose patterns match the one of the highest
    /// priority, and of several such the first by id.
    default Optional<IndexTemplate> findTemplateFor(String indexId) {
        return templates().stream()
                .filter(template ->
                        IndexPatterns.parse(template.indexIdPatterns()).matches(indexId))
                // The first of the highest ones: `max` would take the last.
                .min(Comparator.comparingLong(IndexTemplate::priority).reversed());
    }

    /// Indexes that are gone but of whose splits files may be left.
    List<DeletedIndex> deletedIndexes();
}
