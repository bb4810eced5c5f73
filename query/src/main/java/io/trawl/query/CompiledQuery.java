package io.trawl.query;

import java.util.List;
import org.apache.lucene.search.Query;

/// A Lucene query and all that it will read. Fit for any split whose documents were made with the same schema.
///
/// @param needs without duplicates, in a fixed order
/// @param matchesAll the query is known to match every document, so that metadata may answer
/// @param matchesNone the query is known to match no document
public record CompiledQuery(Query query, List<ReadNeed> needs, boolean matchesAll, boolean matchesNone) {
    public CompiledQuery {
        needs = List.copyOf(needs);
    }
}
