@NullMarked
package io.trawl.storage.remote;

import org.jspecify.annotations.NullMarked;
