package io.trawl.ingest;

import io.trawl.common.IndexUid;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Bytes of the log's segments and records, as the package's manual says.
final class WalFormat {
    static final int SEGMENT_HEADER_BYTES = 64;
    static final int VERSION = 1;
    static final byte KIND_DOCUMENTS = 1;
    static final byte KIND_CLOSED = 2;
    static final byte KIND_TRUNCATED = 3;
    static final byte FLAG_FORCE_COMMIT = 1;

    private static final long SEGMENT_MAGIC = ByteBuffer.wrap("TRAWLWAL".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    static final int RECORD_MAGIC = 0xB7C5_91E3;
    private static final int FIXED_HEADER_BYTES = 64;
    private static final int MAX_NAME_BYTES = 1024;
    static final int MAX_HEADER_BYTES = FIXED_HEADER_BYTES + 3 * (2 + MAX_NAME_BYTES);

    private WalFormat() {}

    /// @param previousNumber the segment before this one, 0 if there is none
    /// @param previousEnd bytes of it that count
    record SegmentHeader(long logId, long number, long previousNumber, long previousEnd) {}

    /// @param offset where the record starts in its segment
    record RecordHeader(
            byte kind,
            byte flags,
            int headerLength,
            int payloadLength,
            int payloadCrc,
            long logId,
            long segment,
            long offset,
            long durableBefore,
            long firstPosition,
            int documents,
            ShardRef shard) {
        long end() {
            return offset + headerLength + payloadLength;
        }

        long lastPosition() {
            return firstPosition + documents - 1;
        }

        RecordHeader withShard(ShardRef same) {
            return new RecordHeader(
                    kind,
                    flags,
                    headerLength,
                    payloadLength,
                    payloadCrc,
                    logId,
                    segment,
                    offset,
                    durableBefore,
                    firstPosition,
                    documents,
                    same);
        }
    }

    static String fileName(long number) {
        return String.format(Locale.ROOT, "wal-%020d.log", number);
    }

    /// @return the segment's number, or -1 if this is no name of a segment
    static long numberOf(String fileName) {
        if (!fileName.matches("wal-[0-9]{20}\\.log")) {
            return -1;
        }
        try {
            return Long.parseLong(fileName.substring(4, 24));
        } catch (NumberFormatException tooLarge) {
            return -1;
        }
    }

    static void writeSegmentHeader(SegmentHeader header, ByteBuffer target) {
        ByteBuffer bytes = ByteBuffer.allocate(SEGMENT_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(SEGMENT_MAGIC).putInt(VERSION).putInt(0);
        bytes.putLong(header.logId).putLong(header.number).putLong(header.previousNumber);
        bytes.putLong(header.previousEnd);
        bytes.putInt(12, segmentCrc(bytes.array(), 0));
        target.put(bytes.array());
    }

    /// The version is covered too, so that a flipped bit in it is damage and not a format from the
    /// future.
    private static int segmentCrc(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, 12);
        crc.update(bytes, at + 16, SEGMENT_HEADER_BYTES - 16);
        return (int) crc.getValue();
    }

    /// The version a segment says it has, -1 if its header cannot be read.
    static int segmentVersion(byte[] bytes, int length) {
        if (length < SEGMENT_HEADER_BYTES) {
            return -1;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean isWhole = buffer.getLong(0) == SEGMENT_MAGIC && buffer.getInt(12) == segmentCrc(bytes, 0);
        return isWhole ? buffer.getInt(8) : -1;
    }

    /// Reads a header whose version is [#VERSION].
    static SegmentHeader readSegmentHeader(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new SegmentHeader(buffer.getLong(16), buffer.getLong(24), buffer.getLong(32), buffer.getLong(40));
    }

    /// The names of a shard as a record holds them.
    static byte[] encodeShard(ShardRef shard) {
        byte[] index = shard.indexUid().toString().getBytes(StandardCharsets.UTF_8);
        byte[] source = shard.sourceId().getBytes(StandardCharsets.UTF_8);
        byte[] id = shard.shardId().getBytes(StandardCharsets.UTF_8);
        int longest = Math.max(index.length, Math.max(source.length, id.length));
        if (longest > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a name in shard " + shard + " is longer than " + MAX_NAME_BYTES);
        }
        ByteBuffer bytes = ByteBuffer.allocate(6 + index.length + source.length + id.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) index.length).put(index);
        bytes.putShort((short) source.length).put(source);
        bytes.putShort((short) id.length).put(id);
        return bytes.array();
    }

    static int headerLength(byte[] encodedShard) {
        return FIXED_HEADER_BYTES + encodedShard.length;
    }

    static byte[] encodeRecordHeader(RecordHeader header, byte[] encodedShard) {
        byte[] array = new byte[headerLength(encodedShard)];
        ByteBuffer bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(RECORD_MAGIC).putInt(0).putShort((short) array.length);
        bytes.put(header.kind).put(header.flags).putInt(header.payloadLength).putInt(header.payloadCrc);
        bytes.putLong(header.logId)
                .putLong(header.segment)
                .putLong(header.offset)
                .putLong(header.durableBefore);
        bytes.putLong(header.firstPosition).putInt(header.documents).put(encodedShard);
        bytes.putInt(4, crc(array, 8, array.length - 8));
        return array;
    }

    /// Reads the record header at `at`.
    ///
    /// @return null if there is none, or it is not whole, or it was written for another place
    static @Nullable RecordHeader readRecordHeader(byte[] bytes, int at, int end, long segment) {
        if (end - at < FIXED_HEADER_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, end).order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.getInt(at) != RECORD_MAGIC || buffer.getLong(at + 28) != segment || buffer.getLong(at + 36) != at) {
            return null;
        }
        int headerLength = Short.toUnsignedInt(buffer.getShort(at + 8));
        if (headerLength < FIXED_HEADER_BYTES + 6
                || headerLength > MAX_HEADER_BYTES
                || headerLength > end - at
                || buffer.getInt(at + 4) != crc(bytes, at + 8, headerLength - 8)) {
            return null;
        }
        buffer.position(at + FIXED_HEADER_BYTES);
        ShardRef shard;
        try {
            shard = new ShardRef(IndexUid.parse(readName(buffer)), readName(buffer), readName(buffer));
        } catch (IllegalArgumentException | BufferUnderflowException notNames) {
            return null;
        }
        int payloadLength = buffer.getInt(at + 12);
        if (payloadLength < 0 || buffer.getInt(at + 60) < 0 || buffer.getLong(at + 52) < 0) {
            return null;
        }
        return new RecordHeader(
                buffer.get(at + 10),
                buffer.get(at + 11),
                headerLength,
                payloadLength,
                buffer.getInt(at + 16),
                buffer.getLong(at + 20),
                segment,
                at,
                buffer.getLong(at + 44),
                buffer.getLong(at + 52),
                buffer.getInt(at + 60),
                shard);
    }

    private static String readName(ByteBuffer buffer) {
        byte[] name = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
