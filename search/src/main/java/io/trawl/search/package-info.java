/// Searching: what is asked ([SearchRequest], [LeafSearchRequest]), what is answered ([SearchResponse]), and
/// the port between root and leaf ([LeafSearchClient]).
///
/// The way of a search: `root.RootSearcher` prunes splits by the metastore's view and fans out over
/// [LeafSearchClient]; `leaf.LocalLeafSearchClient` (or a remote one) hands on to `leaf.LeafSearcher`, which
/// opens each split, fetches all that the query will read in one wave, and computes with `collect`; the root
/// merges, and fetches the page's documents.
///
/// Arrows between the packages: `root` and `leaf` use this one, and all of them `collect`, which uses none;
/// `root` knows `leaf` only by the port, so that a remote leaf is another implementation of it.
@NullMarked
package io.trawl.search;

import org.jspecify.annotations.NullMarked;
