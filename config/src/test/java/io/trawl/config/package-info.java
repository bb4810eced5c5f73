@NullMarked
package io.trawl.config;

import org.jspecify.annotations.NullMarked;
