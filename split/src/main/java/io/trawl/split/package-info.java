/// The split file: one immutable, self-contained piece of an index.
@NullMarked
package io.trawl.split;

import org.jspecify.annotations.NullMarked;
