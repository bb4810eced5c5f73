@NullMarked
package io.trawl.storage.azure;

import org.jspecify.annotations.NullMarked;
