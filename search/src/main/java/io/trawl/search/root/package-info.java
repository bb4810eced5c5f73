/// The root of a search: which splits, on which nodes, and the one answer.
///
/// Entry point: [RootSearcher]. It knows leaves only as `LeafSearchClient`s.
@NullMarked
package io.trawl.search.root;

import org.jspecify.annotations.NullMarked;
