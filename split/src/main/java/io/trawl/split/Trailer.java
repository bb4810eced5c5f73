package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The last bytes of every split file, of every version: where the tail is, whether it is whole, and who can
/// read it.
///
/// @param tail from the first byte of the tail to the end of the file
/// @param directory the compressed directory within the tail, in file coordinates
/// @param directoryRawLength bytes of the directory once decompressed
/// @param tailChecksum CRC32C of the tail up to the trailer
/// @param version of the format
/// @param minReaderVersion the oldest program that reads it
/// @param features bits of what a reader must know
record Trailer(
        ByteRange tail,
        ByteRange directory,
        int directoryRawLength,
        int tailChecksum,
        int version,
        int minReaderVersion,
        int features) {
    /// Bytes of a trailer. Never changes.
    static final int LENGTH = 48;

    private static final int CHECKSUM_AT = 36;
    private static final byte[] MAGIC = "TRAWLSPL".getBytes(StandardCharsets.US_ASCII);

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(tail.start());
        out.putLong(directory.start());
        out.putInt(Math.toIntExact(directory.length()));
        out.putInt(directoryRawLength);
        out.putInt(tailChecksum);
        out.putShort((short) version);
        out.putShort((short) minReaderVersion);
        out.putInt(features);
        out.putInt(checksum(out.array()));
        out.put(MAGIC);
        return out.array();
    }

    /// @param name of the file, for messages
    /// @param bytes the last [#LENGTH] bytes of the file
    /// @throws TrawlException CORRUPTED, or UNKNOWN_VERSION if the file asks for a newer program
    static Trailer decode(String name, byte[] bytes, long fileLength) {
        if (!Arrays.equals(bytes, CHECKSUM_AT + Integer.BYTES, LENGTH, MAGIC, 0, MAGIC.length)) {
            throw TrawlException.corrupted("split " + name + " is damaged or no split: its last 8 bytes, at "
                    + (fileLength - MAGIC.length) + ", are not those of a split file");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(CHECKSUM_AT) != checksum(bytes)) {
            throw TrawlException.corrupted("split " + name + " is damaged: the checksum of its trailer, at "
                    + (fileLength - LENGTH) + ", does not match");
        }
        long tailStart = in.getLong();
        long directoryStart = in.getLong();
        int directoryLength = in.getInt();
        int directoryRawLength = in.getInt();
        int tailChecksum = in.getInt();
        int version = Short.toUnsignedInt(in.getShort());
        int minReaderVersion = Short.toUnsignedInt(in.getShort());
        int features = in.getInt();
        checkReadable(name, version, minReaderVersion, features);
        long trailerStart = fileLength - LENGTH;
        boolean isConsistent = tailStart >= 0
                && tailStart <= directoryStart
                && directoryLength >= 0
                && directoryStart + directoryLength == trailerStart
                && directoryRawLength >= 0
                && directoryRawLength <= SplitFormat.MAX_DIRECTORY_BYTES;
        if (!isConsistent) {
            throw TrawlException.corrupted("split " + name + " is damaged: its trailer places the tail at " + tailStart
                    + " and the directory at " + directoryStart + ", " + directoryLength + " bytes, in a file of "
                    + fileLength + " bytes");
        }
        return new Trailer(
                new ByteRange(tailStart, fileLength),
                ByteRange.ofLength(directoryStart, directoryLength),
                directoryRawLength,
                tailChecksum,
                version,
                minReaderVersion,
                features);
    }

    private static void checkReadable(String name, int version, int minReaderVersion, int features) {
        if (minReaderVersion > SplitFormat.VERSION) {
            throw new TrawlException(
                    ErrorCode.UNKNOWN_VERSION,
                    "split " + name + " has format version " + version + ", this program reads up to version "
                            + SplitFormat.VERSION + ": upgrade it to one that reads version " + minReaderVersion);
        }
        int unknown = features & ~SplitFormat.KNOWN_FEATURES;
        if (unknown != 0) {
            throw new TrawlException(
                    ErrorCode.UNKNOWN_VERSION,
                    "split " + name + " of format version " + version
                            + " needs features that this program does not know" + " (bits 0x"
                            + Integer.toHexString(unknown) + "): upgrade it");
        }
    }

    private static int checksum(byte[] trailer) {
        CRC32C crc = new CRC32C();
        crc.update(trailer, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}
