package io.trawl.testkit.s3;

import java.util.Map;

/// A request as it came over the wire.
///
/// @param rawPath still percent-encoded, as are `rawQuery` and what is signed
/// @param headers by name in lower case
/// @param body without transfer encoding, but with `aws-chunked` as the client sent it
@SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
public record HttpRequest(String method, String rawPath, String rawQuery, Map<String, String> headers, byte[] body) {
    /// Empty without the header.
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    public boolean hasParameter(String name) {
        return UriCodec.parameters(rawQuery).stream()
                .anyMatch(parameter -> parameter.name().equals(name));
    }

    /// Empty without the parameter.
    public String parameter(String name) {
        return UriCodec.parameters(rawQuery).stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(UriCodec.Parameter::value)
                .findFirst()
                .orElse("");
    }
}
