package io.trawl.ingest;

import io.trawl.common.RequestContext;
import io.trawl.metastore.IndexMetadata;
import java.util.Optional;

/// Asked when documents come for an index that is not there.
@FunctionalInterface
public interface IndexCreator {
    /// Documents are taken for existing indexes only.
    IndexCreator NONE = (indexId, context) -> Optional.empty();

    /// Makes the index if it is one that is made on demand. Called after a look at the latest state; where somebody
    /// else was faster, the index is theirs.
    ///
    /// @return empty if there is to be no such index
    /// @throws io.trawl.common.TrawlException BAD_REQUEST if no index can have this id
    Optional<IndexMetadata> create(String indexId, RequestContext context);
}
