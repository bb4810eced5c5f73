/// The native REST API: one resource a noun, each adding its routes to a [io.trawl.server.http.Router].
///
/// A resource reads the request, calls one engine door, and writes the answer; it decides nothing else. Names, statuses
/// and strictness are those of Quickwit's API.
@NullMarked
package io.trawl.server.rest;

import org.jspecify.annotations.NullMarked;
