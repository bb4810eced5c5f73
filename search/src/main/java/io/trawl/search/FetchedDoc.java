package io.trawl.search;

import tools.jackson.databind.node.ObjectNode;

/// A document as clients see it, and where it came from.
public record FetchedDoc(String splitId, int doc, ObjectNode document) {}
