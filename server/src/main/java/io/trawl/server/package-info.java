/// The edges: REST, wiring, roles, lifecycle.
@NullMarked
package io.trawl.server;

import org.jspecify.annotations.NullMarked;
