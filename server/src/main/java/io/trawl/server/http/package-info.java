/// HTTP without the vendor: requests, responses, routes, errors. Entry class: [HttpServer].
///
/// Jetty's types stay in [HttpServer] and [JettyExchange]; resources see [ApiRequest] and [ApiResponse] only. A request
/// runs on a virtual
/// thread of its own, so handlers may block. Every answer that is not a success has the shape `{"message": "…"}`.
@NullMarked
package io.trawl.server.http;

import org.jspecify.annotations.NullMarked;
