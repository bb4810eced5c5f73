package io.trawl.search;

/// A search stream: a column of every matching document, in no order across splits.
///
/// @param matching which documents; asks for no hits and no aggregations
public record StreamRequest(SearchRequest matching, StreamOutput output) {
    public StreamRequest {
        if (matching.maxHits() != 0 || matching.aggregations().isPresent()) {
            throw new IllegalArgumentException("a search stream has neither hits nor aggregations");
        }
    }
}
