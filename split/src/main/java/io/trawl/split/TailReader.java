package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.TrawlException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Reads a split's tail from its bytes, checking all of them before it believes any.
final class TailReader {
    private TailReader() {}

    /// @param name of the split, for messages
    /// @param bytes of the file's `range`, from the first byte of the tail to the end of the file
    /// @throws TrawlException CORRUPTED or UNKNOWN_VERSION
    static SplitTail read(String name, byte[] bytes, ByteRange range) {
        if (bytes.length < Trailer.LENGTH) {
            throw TrawlException.corrupted("split " + name + " is damaged: its tail at " + range + " is shorter than "
                    + Trailer.LENGTH + " bytes");
        }
        int trailerAt = bytes.length - Trailer.LENGTH;
        Trailer trailer = Trailer.decode(name, Arrays.copyOfRange(bytes, trailerAt, bytes.length), range.end());
        if (!trailer.tail().equals(range)) {
            throw TrawlException.corrupted("split " + name + " is damaged or not the one that was meant: its tail is "
                    + trailer.tail() + ", its metadata says " + range);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, trailerAt);
        if ((int) crc.getValue() != trailer.tailChecksum()) {
            throw TrawlException.corrupted(
                    "split " + name + " is damaged: the checksum of its tail at " + range + " does not match");
        }
        int directoryAt = (int) (trailer.directory().start() - range.start());
        SplitTail tail = TailDirectory.decode(
                name, Arrays.copyOfRange(bytes, directoryAt, trailerAt), trailer.directoryRawLength());
        checkPlaces(name, tail, range);
        return tail;
    }

    private static void checkPlaces(String name, SplitTail tail, ByteRange range) {
        if (tail.pages().dataLength() != range.start()) {
            throw TrawlException.corrupted("split " + name + " is damaged: its data ends at "
                    + tail.pages().dataLength() + ", its tail starts at " + range.start());
        }
        tail.files().forEach((file, place) -> {
            if (place.end() > range.end()) {
                throw TrawlException.corrupted(
                        "split " + name + " is damaged: `" + file + "` at " + place + " ends behind it");
            }
        });
    }
}
