package io.trawl.testkit.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Takes `aws-chunked` off a body: chunks with or without signatures, then a trailer that may hold a checksum.
final class AwsChunkedBody {
    private final byte[] encoded;
    private final SignatureV4 signature;
    private final boolean signed;
    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    private final Map<String, String> trailer = new HashMap<>();
    private int position;

    private AwsChunkedBody(HttpRequest request, SignatureV4 signature) {
        this.encoded = request.body();
        this.signature = signature;
        this.signed = request.header("x-amz-content-sha256").startsWith("STREAMING-AWS4");
    }

    static boolean isUsedBy(HttpRequest request) {
        return request.header("x-amz-content-sha256").startsWith("STREAMING-");
    }

    /// The same request with its body decoded and its trailer among the headers.
    ///
    /// @throws S3Failure if a chunk's signature or the length does not hold
    static HttpRequest decode(HttpRequest request, SignatureV4 signature) {
        AwsChunkedBody body = new AwsChunkedBody(request, signature);
        body.decode();
        String expected = request.header("x-amz-decoded-content-length");
        if (!expected.isEmpty() && Long.parseLong(expected) != body.decoded.size()) {
            throw new S3Failure(400, "IncompleteBody", "the body has " + body.decoded.size() + " bytes of " + expected);
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.putAll(body.trailer);
        return new HttpRequest(
                request.method(), request.rawPath(), request.rawQuery(), headers, body.decoded.toByteArray());
    }

    private void decode() {
        int length;
        do {
            String head = line();
            int semicolon = head.indexOf(';');
            length = Integer.parseInt(semicolon < 0 ? head : head.substring(0, semicolon), 16);
            checkLeft(length);
            byte[] chunk = Arrays.copyOfRange(encoded, position, position + length);
            if (signed) {
                signature.checkChunk(chunk, head.substring(head.indexOf('=') + 1));
            }
            decoded.writeBytes(chunk);
            position += length;
            if (length > 0) {
                line();
            }
        } while (length > 0);
        readTrailer();
    }

    private void readTrailer() {
        StringBuilder lines = new StringBuilder();
        while (position < encoded.length) {
            String line = line();
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals("x-amz-trailer-signature")) {
                signature.checkTrailer(lines.toString(), value);
            } else {
                lines.append(name).append(':').append(value).append('\n');
                trailer.put(name, value);
            }
        }
    }

    private String line() {
        int end = position;
        while (end < encoded.length && encoded[end] != '\n') {
            end++;
        }
        String line = new String(encoded, position, end - position, StandardCharsets.ISO_8859_1).strip();
        position = Math.min(end + 1, encoded.length);
        return line;
    }

    private void checkLeft(int length) {
        if (length > encoded.length - position) {
            throw new S3Failure(400, "IncompleteBody", "a chunk is longer than what is left of the body");
        }
    }
}
