/// Which indexes, sources, splits and checkpoints exist, and the one place where that changes.
///
/// Entry points: [Metastore] and the [MetastoreView] it hands out.
@NullMarked
package io.trawl.metastore;

import org.jspecify.annotations.NullMarked;
