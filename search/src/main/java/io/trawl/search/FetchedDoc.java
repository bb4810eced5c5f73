package io.trawl.search;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// A document as clients see it, and where it came from.
///
/// @param snippets by field, if they were asked for
public record FetchedDoc(String splitId, int doc, ObjectNode document, Map<String, List<String>> snippets) {
    public FetchedDoc {
        snippets = Map.copyOf(snippets);
    }
}
