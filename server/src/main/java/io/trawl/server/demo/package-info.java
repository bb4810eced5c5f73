/// A node that shows itself working: [Demo] streams generated logs into it. Also trains the AOT cache.
@NullMarked
package io.trawl.server.demo;

import org.jspecify.annotations.NullMarked;
