package io.trawl.loggen;

/// A machine or container that logs.
///
/// @param head `,"service":"…","host":"…","tenant_id":`, as it stands in each of its lines
/// @param name its name, for others to mention
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Host(byte[] head, byte[] name, byte[] address, byte[] region, byte[] version, byte[] container) {}
