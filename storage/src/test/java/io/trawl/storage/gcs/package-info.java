@NullMarked
package io.trawl.storage.gcs;

import org.jspecify.annotations.NullMarked;
