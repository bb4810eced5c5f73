package io.trawl.testkit.s3;

/// An object as it is stored. Its bytes are never changed.
///
/// @param crc32c in base 64; empty for an object of several parts, whose checksum would be one of checksums
@SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
public record StoredObject(byte[] bytes, String etag, String crc32c, long lastModifiedMillis) {}
