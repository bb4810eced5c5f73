package io.trawl.ingest;

/// A document that was rejected at the door.
///
/// @param document the line as it came; what is not UTF-8 in it is replaced, and of a very long one this
///     is the start
/// @param reason `invalid_json`, `invalid_schema` or `document_too_large`
public record ParseFailure(String message, String document, String reason) {}
