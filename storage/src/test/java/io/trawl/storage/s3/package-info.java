@NullMarked
package io.trawl.storage.s3;

import org.jspecify.annotations.NullMarked;
