package io.trawl.benchmarks;

import io.trawl.common.IndexUid;
import io.trawl.config.IndexTemplate;
import io.trawl.metastore.DeletedIndex;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A view in which all splits but one are hidden.
record OneSplitView(MetastoreView delegate, String splitId) implements MetastoreView {
    @Override
    public List<Split> splits(SplitQuery query) {
        return delegate.splits(query).stream()
                .filter(split -> split.splitId().equals(splitId))
                .toList();
    }

    @Override
    public Optional<Split> split(IndexUid indexUid, String wanted) {
        return delegate.split(indexUid, wanted).filter(split -> split.splitId().equals(splitId));
    }

    @Override
    public long version() {
        return delegate.version();
    }

    @Override
    public Duration age() {
        return delegate.age();
    }

    @Override
    public List<IndexMetadata> indexes() {
        return delegate.indexes();
    }

    @Override
    public Optional<IndexMetadata> index(String indexId) {
        return delegate.index(indexId);
    }

    @Override
    public List<IndexTemplate> templates() {
        return delegate.templates();
    }

    @Override
    public Optional<IndexTemplate> template(String templateId) {
        return delegate.template(templateId);
    }

    @Override
    public List<DeletedIndex> deletedIndexes() {
        return delegate.deletedIndexes();
    }
}
