package io.trawl.search;

import io.trawl.search.collect.HitAddress;
import tools.jackson.databind.node.ObjectNode;

/// A hit of the answer.
///
/// @param document as clients see it
public record SearchHit(String indexId, HitAddress address, ObjectNode document) {}
