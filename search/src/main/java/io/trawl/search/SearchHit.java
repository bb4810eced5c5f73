package io.trawl.search;

import io.trawl.search.collect.HitAddress;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// A hit of the answer.
///
/// @param document as clients see it
/// @param snippets for each snippet field that the document has: the piece in which most of the query's words stand,
/// as HTML, or nothing if there is none
public record SearchHit(String indexId, HitAddress address, ObjectNode document, Map<String, List<String>> snippets) {
    public SearchHit {
        snippets = Map.copyOf(snippets);
    }
}
