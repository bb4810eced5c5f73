/// The command line. Entry class: [TrawlCommand].
///
/// Client commands talk REST to a running node and must feel instant: they load as few classes as they can, so no
/// HTTP client library, no logging framework and no engine class is touched on their way.
@NullMarked
package io.trawl.server.cli;

import org.jspecify.annotations.NullMarked;
