package io.trawl.server.http;

import com.github.luben.zstd.ZstdInputStream;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/// Undoes the compression of a request's body. Limits count decompressed bytes.
final class ContentEncoding {
    private ContentEncoding() {}

    /// @throws TrawlException UNSUPPORTED_MEDIA_TYPE for an unknown encoding, TOO_LARGE past the limit, BAD_REQUEST for
    /// damaged data
    static byte[] decode(String encoding, byte[] body, DataSize limit) {
        String name = encoding.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("identity")) {
            return body;
        }
        try (InputStream in = open(name, encoding, body)) {
            byte[] decoded = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit.bytes() + 1));
            if (decoded.length > limit.bytes()) {
                throw tooLarge(limit);
            }
            return decoded;
        } catch (IOException damaged) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, "Error while decompressing the data", damaged);
        }
    }

    static TrawlException tooLarge(DataSize limit) {
        return new TrawlException(
                ErrorCode.TOO_LARGE, "The request payload is too large: the limit is " + limit.toHuman());
    }

    private static InputStream open(String name, String given, byte[] body) throws IOException {
        InputStream raw = new ByteArrayInputStream(body);
        return switch (name) {
            case "gzip", "x-gzip" -> new GZIPInputStream(raw, 1 << 16);
            case "deflate", "x-deflate" -> new InflaterInputStream(raw);
            case "zstd" -> new ZstdInputStream(raw);
            default ->
                throw new TrawlException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "Unsupported Content-Encoding " + given + ". Supported encodings are 'gzip' and 'zstd'");
        };
    }
}
