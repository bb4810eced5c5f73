@NullMarked
package io.trawl.metastore;

import org.jspecify.annotations.NullMarked;
