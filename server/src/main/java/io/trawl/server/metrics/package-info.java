/// What a node counts, as Prometheus reads it. Entry class: [NodeMetrics]. The Prometheus client's types stay here.
@NullMarked
package io.trawl.server.metrics;

import org.jspecify.annotations.NullMarked;
