package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.common.TimeSource;
import io.trawl.config.IndexTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A state of the manifest, and since when it may be old.
record ManifestView(Known known, TimeSource timeSource) implements MetastoreView {
    private static final Comparator<Split> BY_STALENESS = Comparator.<Split>comparingLong(
                    split -> split.metadata().deleteOpstamp())
            .thenComparingLong(split -> publishTime(split.publishTimestamp()));

    private static long publishTime(OptionalLong timestamp) {
        return timestamp.orElse(Long.MAX_VALUE);
    }

    @Override
    public long version() {
        return known.number();
    }

    @Override
    public Duration age() {
        return known.confirmed().age(timeSource);
    }

    @Override
    public List<IndexMetadata> indexes() {
        return known.state().indexes().all().stream().map(IndexState::metadata).toList();
    }

    @Override
    public Optional<IndexMetadata> index(String indexId) {
        return known.state().index(indexId).map(IndexState::metadata);
    }

    @Override
    public List<Split> splits(SplitQuery query) {
        SplitFilter filter = new SplitFilter(query);
        boolean isSorted = query.order() == SplitQuery.Order.SPLIT_ID;
        long wanted = isSorted ? (long) query.offset() + query.limit() : Long.MAX_VALUE;
        List<Split> found = new ArrayList<>();
        for (IndexState index : known.state().indexes().all()) {
            boolean isWanted = query.indexUids().isEmpty()
                    || query.indexUids().contains(index.metadata().uid());
            if (isWanted && found.size() < wanted) {
                index.splits().collect(filter, wanted, found);
            }
        }
        if (!isSorted) {
            found.sort(BY_STALENESS);
        }
        int start = Math.min(query.offset(), found.size());
        int end = (int) Math.min(found.size(), (long) query.offset() + query.limit());
        return List.copyOf(found.subList(start, end));
    }

    @Override
    public Optional<Split> split(IndexUid indexUid, String splitId) {
        return known.state().index(indexUid).flatMap(index -> index.splits().find(splitId));
    }

    @Override
    public List<IndexTemplate> templates() {
        return List.copyOf(known.state().templates().values());
    }

    @Override
    public Optional<IndexTemplate> template(String templateId) {
        return Optional.ofNullable(known.state().templates().get(templateId));
    }

    @Override
    public List<DeletedIndex> deletedIndexes() {
        return List.copyOf(known.state().deletedIndexes().values());
    }
}
