package io.trawl.metastore;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What every object of the manifest is wrapped in: a first line that says what it is, then its body.
///
/// ```
/// {"format":"trawl-manifest-entry","version":1,…,"encoding":"plain","crc32c":"1f2e3d4c"}
/// …body: JSON lines, as they are (`plain`) or compressed (`zstd`)…
/// ```
///
/// The first line and how it is checked stay the same in all versions, so that damage and an unknown version can be
/// told apart: it ends in `,"crc32c":"` and eight hexadecimal digits, the CRC32C of the line up to that comma and of
/// the body. `version` is that of the body and of the other keys of the line.
final class ManifestFrame {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String START = "{\"format\":\"";
    private static final String CHECKSUM = ",\"crc32c\":\"";
    private static final int CHECKSUM_DIGITS = 8;
    private static final String END = "\"}";
    /// A first line is far shorter; without a limit a damaged object would be searched to its end.
    private static final int FIRST_LINE_MAX = 4096;
    /// Small bodies stay readable for people.
    private static final int PLAIN_MAX = 16 * 1024;
    /// On splits' JSON: a tenth in size at several hundred MB/s.
    private static final int ZSTD_LEVEL = 1;

    private static final String PLAIN = "plain";
    private static final String ZSTD = "zstd";

    private ManifestFrame() {}

    /// The kinds of objects, and the newest version of each that this program knows.
    enum Format {
        ENTRY("trawl-manifest-entry", 1),
        SNAPSHOT("trawl-manifest-snapshot", 1),
        CLUSTER("trawl-cluster", 1);

        private final String id;
        private final int version;

        Format(String id, int version) {
            this.id = id;
            this.version = version;
        }
    }

    /// An object that passed its checksum and is of a known version.
    ///
    /// @param header the keys of the first line
    /// @param body the bytes behind it, as stored
    /// @param name of the object, for messages
    @SuppressWarnings("ArrayRecordComponent") // Made once, read once.
    record Opened(JsonNode header, byte[] body, String name) {
        /// The JSON lines. Throws CORRUPTED through the stream only if the checksum lied.
        InputStream lines() {
            String encoding = header.path("encoding").asString("");
            return switch (encoding) {
                case PLAIN -> new ByteArrayInputStream(body);
                case ZSTD -> unzip();
                default -> throw unknown(name, "encoding", encoding);
            };
        }

        private InputStream unzip() {
            try {
                return new ZstdInputStream(new ByteArrayInputStream(body));
            } catch (IOException failure) {
                throw damaged(name, "its body does not unpack: " + TrawlException.describe(failure));
            }
        }

        String text(String key) {
            JsonNode value = header.path(key);
            if (!value.isString()) {
                throw damaged(name, "its first line lacks `" + key + "`");
            }
            return value.asString();
        }

        long number(String key) {
            JsonNode value = header.path(key);
            if (!value.isIntegralNumber()) {
                throw damaged(name, "its first line lacks `" + key + "`");
            }
            return value.asLong();
        }
    }

    /// Writes the JSON lines of a body.
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static ObjectNode header(Format format) {
        return JSON.createObjectNode().put("format", format.id).put("version", format.version);
    }

    /// A small object, or a large one in memory already.
    static byte[] pack(ObjectNode header, byte[] lines) {
        if (lines.length <= PLAIN_MAX) {
            return assemble(header.put("encoding", PLAIN), lines);
        }
        return packCompressed(header, out -> out.write(lines));
    }

    /// An object that is only ever held compressed.
    static byte[] packCompressed(ObjectNode header, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes, ZSTD_LEVEL)) {
            body.writeTo(out);
        } catch (IOException failure) {
            throw TrawlException.internal("cannot compress a manifest object", failure);
        }
        return assemble(header.put("encoding", ZSTD), bytes.toByteArray());
    }

    private static byte[] assemble(ObjectNode header, byte[] body) {
        String json = header.toString();
        byte[] line = json.substring(0, json.length() - 1).getBytes(StandardCharsets.UTF_8);
        String tail = CHECKSUM + hex(checksum(line, line.length, body, 0)) + END + "\n";
        byte[] end = tail.getBytes(StandardCharsets.US_ASCII);
        byte[] packed = new byte[line.length + end.length + body.length];
        System.arraycopy(line, 0, packed, 0, line.length);
        System.arraycopy(end, 0, packed, line.length, end.length);
        System.arraycopy(body, 0, packed, line.length + end.length, body.length);
        return packed;
    }

    /// @param name of the object, for messages
    /// @throws TrawlException CORRUPTED if it is not as it was written, UNKNOWN_VERSION if it is of a newer version
    static Opened open(Format format, byte[] packed, String name) {
        int newline = 0;
        while (newline < packed.length && newline < FIRST_LINE_MAX && packed[newline] != '\n') {
            newline++;
        }
        if (newline == packed.length || packed[newline] != '\n') {
            throw damaged(name, "it has no first line");
        }
        String line = new String(packed, 0, newline, StandardCharsets.UTF_8);
        int tailLength = CHECKSUM.length() + CHECKSUM_DIGITS + END.length();
        int covered = newline - tailLength;
        if (covered < 0 || !line.startsWith(START) || !line.endsWith(END) || !isChecksumAt(packed, covered)) {
            throw damaged(name, "its first line is not one of a manifest");
        }
        String stored = new String(packed, covered + CHECKSUM.length(), CHECKSUM_DIGITS, StandardCharsets.US_ASCII);
        String actual = hex(checksum(packed, covered, packed, newline + 1));
        if (!stored.equals(actual)) {
            throw damaged(name, "its checksum is " + actual + " where " + stored + " was written");
        }
        return checked(format, line, Arrays.copyOfRange(packed, newline + 1, packed.length), name);
    }

    private static Opened checked(Format format, String line, byte[] body, String name) {
        JsonNode header;
        try {
            header = JSON.readTree(line);
        } catch (JacksonException failure) {
            throw damaged(name, "its first line is not JSON");
        }
        String id = header.path("format").asString("");
        if (!id.equals(format.id)) {
            throw damaged(name, "it is a `" + id + "` where a `" + format.id + "` belongs");
        }
        long version = header.path("version").asLong(-1);
        if (version < 1 || version > format.version) {
            throw unknown(name, "version", Long.toString(version));
        }
        return new Opened(header, body, name);
    }

    private static boolean isChecksumAt(byte[] packed, int at) {
        for (int i = 0; i < CHECKSUM.length(); i++) {
            if (packed[at + i] != CHECKSUM.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static long checksum(byte[] line, int lineLength, byte[] body, int bodyStart) {
        CRC32C crc = new CRC32C();
        crc.update(line, 0, lineLength);
        crc.update(body, bodyStart, body.length - bodyStart);
        return crc.getValue();
    }

    private static String hex(long checksum) {
        return String.format("%08x", checksum);
    }

    static TrawlException damaged(String name, String problem) {
        return TrawlException.corrupted("manifest object `" + name + "` is damaged: " + problem
                + "; put a good copy of it in its place, or rebuild the metastore");
    }

    static TrawlException unknown(String name, String what, String value) {
        return new TrawlException(
                ErrorCode.UNKNOWN_VERSION,
                "manifest object `" + name + "` has the " + what + " `" + value
                        + "`, which this program does not know: start the version that wrote it, or a newer one");
    }
}
