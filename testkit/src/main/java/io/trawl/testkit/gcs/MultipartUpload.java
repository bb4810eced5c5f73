package io.trawl.testkit.gcs;

import io.trawl.testkit.s3.Checksums;
import io.trawl.testkit.s3.HttpRequest;
import io.trawl.testkit.s3.S3Failure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The two parts of a `multipart/related` body: what is said of an object, and its bytes.
@SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
record MultipartUpload(String metadata, byte[] content) {
    private static final Pattern BOUNDARY = Pattern.compile("multipart/related; *boundary=\"?([^\";]+)\"?");
    private static final Pattern CRC32C = Pattern.compile("\"crc32c\"\\s*:\\s*\"([^\"]+)\"");

    /// @throws S3Failure 400 if the parts cannot be told apart, or the bytes have another checksum than is said
    static MultipartUpload of(HttpRequest request) {
        Matcher boundary = BOUNDARY.matcher(request.header("content-type"));
        if (!boundary.matches()) {
            throw malformed();
        }
        // One char a byte, so that places in the text are places in the body.
        String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        String separator = "--" + boundary.group(1);
        int second = body.indexOf("\r\n" + separator + "\r\n", separator.length());
        int end = body.lastIndexOf("\r\n" + separator + "--");
        int metadataStart = body.indexOf("\r\n\r\n") + 4;
        int contentStart = body.indexOf("\r\n\r\n", second + 4) + 4;
        if (!body.startsWith(separator) || second < metadataStart || end < contentStart) {
            throw malformed();
        }
        String metadata = new String(Arrays.copyOfRange(request.body(), metadataStart, second), StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOfRange(request.body(), contentStart, end);
        checkChecksum(metadata, content);
        return new MultipartUpload(metadata, content);
    }

    static void checkChecksum(String metadata, byte[] content) {
        Matcher claimed = CRC32C.matcher(metadata);
        if (claimed.find() && !claimed.group(1).equals(Checksums.crc32c(content))) {
            throw new S3Failure(400, "invalid", "provided CRC32C does not match calculated CRC32C");
        }
    }

    private static S3Failure malformed() {
        return new S3Failure(400, "invalid", "the body is not multipart/related");
    }
}
