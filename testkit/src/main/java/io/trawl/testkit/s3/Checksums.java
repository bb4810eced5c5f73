package io.trawl.testkit.s3;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/// The checksums that an upload may carry.
public final class Checksums {
    static final String CRC32C_HEADER = "x-amz-checksum-crc32c";
    private static final String CRC32_HEADER = "x-amz-checksum-crc32";

    private Checksums() {}

    /// @throws S3Failure 400 if a checksum of the request is not that of its body
    static void check(HttpRequest request) {
        check(request.header(CRC32C_HEADER), of(new CRC32C(), request.body()));
        check(request.header(CRC32_HEADER), of(new CRC32(), request.body()));
        check(request.header("content-md5"), Base64.getEncoder().encodeToString(md5(request.body())));
    }

    public static String crc32c(byte[] bytes) {
        return of(new CRC32C(), bytes);
    }

    static String etag(byte[] bytes) {
        return "\"" + HexFormat.of().formatHex(md5(bytes)) + "\"";
    }

    private static void check(String claimed, String actual) {
        if (!claimed.isEmpty() && !claimed.equals(actual)) {
            throw new S3Failure(400, "BadDigest", "the checksum is " + actual + ", not " + claimed);
        }
    }

    private static String of(Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        byte[] value = ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
        return Base64.getEncoder().encodeToString(value);
    }

    /// As headers carry it, in base 64.
    public static String md5Text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(md5(bytes));
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
