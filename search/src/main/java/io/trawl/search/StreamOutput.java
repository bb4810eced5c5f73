package io.trawl.search;

import java.util.Optional;

/// Which values a search stream sends, and how.
///
/// @param field a column of u64, i64 or datetime; a document gives all its values of it. Times are microseconds
/// since 1970.
/// @param partitionBy a column of the same kind of integer: values are sent in frames, each headed by one value of
/// it and its length in bytes, both as eight bytes. A document goes to its first value's partition; one without a
/// value sends nothing.
public record StreamOutput(String field, StreamFormat format, Optional<String> partitionBy) {}
