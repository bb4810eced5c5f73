@org.jspecify.annotations.NullMarked
package io.trawl.indexing;
