package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// One cache file: what was read of a split, where it lies in the split, and behind it which pages those are and which
/// split it is.
///
/// `[the split, with holes][bitmap of pages][identity][footer]`. Bits are written after the pages they speak of, but
/// nothing is forced to the disk: after a crash a bit may speak of a page that never got there. So the bitmap is a
/// hint, and the split's own checksums decide; the identity carries one of its own.
///
/// A file is opened for each write and closed again: 20 µs beside a read from storage, no descriptor held by splits
/// that nobody reads, and a thread that is interrupted in the middle closes nobody else's channel.
final class CacheFile {
    static final String SUFFIX = ".sparse";
    private static final long MAGIC = 0x5452_5743_4143_4831L;
    /// Length of the identity, its checksum, pages, and the magic number.
    private static final int FOOTER_BYTES = 3 * Integer.BYTES + Long.BYTES;
    /// No URI and key are longer.
    private static final int IDENTITY_MAX = 64 << 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final SplitCache.SplitId id;
    private final int pageCount;
    private final CacheDisk disk;

    /// A file as it was found.
    ///
    /// @param resident pages that it says it has
    record Found(CacheFile file, int pageCount, int resident) {}

    private CacheFile(Path path, SplitCache.SplitId id, int pageCount, CacheDisk disk) {
        this.path = path;
        this.id = id;
        this.pageCount = pageCount;
        this.disk = disk;
    }

    /// Writes a new file with nothing but the tail. On a failure nothing is left of it.
    ///
    /// @throws TrawlException UNAVAILABLE
    static CacheFile create(
            Path path, SplitCache.SplitId id, int pageCount, byte[] tail, CacheDisk disk, RequestContext context) {
        CacheFile file = new CacheFile(path, id, pageCount, disk);
        byte[] identity = identity(id);
        ByteBuffer manifest = ByteBuffer.allocate(bitmapBytes(pageCount) + identity.length + FOOTER_BYTES);
        manifest.position(bitmapBytes(pageCount));
        manifest.put(identity);
        manifest.putInt(identity.length).putInt(crc(identity)).putInt(pageCount).putLong(MAGIC);
        try {
            file.write(ByteBuffer.wrap(tail), id.footer().start(), context);
            file.write(manifest.flip(), id.footer().end(), context);
            return file;
        } catch (RuntimeException failure) {
            file.delete();
            throw failure;
        }
    }

    /// Reads what a file of an earlier run says of itself.
    ///
    /// @return empty if it is not a whole cache file
    static Optional<Found> find(Path path, CacheDisk disk) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long length = channel.size();
            if (length < FOOTER_BYTES) {
                return Optional.empty();
            }
            ByteBuffer footer = read(channel, length - FOOTER_BYTES, FOOTER_BYTES);
            int identityLength = footer.getInt();
            int crc = footer.getInt();
            int pageCount = footer.getInt();
            long identityAt = length - FOOTER_BYTES - identityLength;
            boolean plausible = footer.getLong() == MAGIC
                    && identityLength > 0
                    && identityLength <= IDENTITY_MAX
                    && pageCount >= 0
                    && identityAt >= bitmapBytes(pageCount);
            if (!plausible) {
                return Optional.empty();
            }
            byte[] identity = read(channel, identityAt, identityLength).array();
            if (crc(identity) != crc) {
                return Optional.empty();
            }
            SplitCache.SplitId id = identity(identity);
            long bitmapAt = identityAt - bitmapBytes(pageCount);
            if (bitmapAt != id.footer().end()) {
                return Optional.empty();
            }
            ByteBuffer bitmap = read(channel, bitmapAt, bitmapBytes(pageCount));
            int resident = 0;
            while (bitmap.hasRemaining()) {
                resident += Long.bitCount(bitmap.getLong());
            }
            return Optional.of(new Found(new CacheFile(path, id, pageCount, disk), pageCount, resident));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    SplitCache.SplitId id() {
        return id;
    }

    Path path() {
        return path;
    }

    /// What the file takes on disk with nothing but the tail.
    long emptyBytes() {
        return id.footer().length() + bitmapBytes(pageCount) + IDENTITY_MAX / 64;
    }

    /// The tail as it lies in the file; to be checked.
    byte[] readTail() throws IOException {
        ByteRange footer = id.footer();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(channel, footer.start(), Math.toIntExact(footer.length()))
                    .array();
        }
    }

    /// Which pages the file says it has.
    Residency readResidency() throws IOException {
        Residency residency = new Residency(pageCount);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer bitmap = read(channel, id.footer().end(), bitmapBytes(pageCount));
            for (int page = 0; page < pageCount; page++) {
                if ((bitmap.getLong((page >> 6) * Long.BYTES) & 1L << page) != 0) {
                    residency.mark(page, page + 1);
                }
            }
        }
        return residency;
    }

    /// Keeps that these pages are here. `residency` has all pages that are.
    void writeResidency(Residency residency, PageRun pages, RequestContext context) {
        int first = pages.first() >> 6;
        int end = (pages.end() + Long.SIZE - 1) >> 6;
        ByteBuffer words = ByteBuffer.allocate((end - first) * Long.BYTES);
        for (int word = first; word < end; word++) {
            words.putLong(residency.word(word));
        }
        write(words.flip(), id.footer().end() + (long) first * Long.BYTES, context);
    }

    /// @throws TrawlException UNAVAILABLE if the disk does not take it, CANCELLED
    void write(ByteBuffer bytes, long at, RequestContext context) {
        try {
            disk.write(path, bytes, at);
        } catch (ClosedByInterruptException interrupted) {
            context.check();
            throw new TrawlException(ErrorCode.CANCELLED, "request " + context.id() + " was interrupted", interrupted);
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot write cache file `" + path + "`: " + TrawlException.describe(failure)
                            + "; is the disk of the cache full?",
                    failure);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            throw TrawlException.internal(
                    "cannot delete cache file `" + path + "`: " + TrawlException.describe(failure), failure);
        }
    }

    private static int bitmapBytes(int pageCount) {
        return (pageCount + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return bytes.flip();
    }

    private static byte[] identity(SplitCache.SplitId id) {
        return JSON.writeValueAsString(JSON.createObjectNode()
                        .put("root", id.storageRoot())
                        .put("key", id.key().value())
                        .put("tail_start", id.footer().start())
                        .put("tail_end", id.footer().end()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static SplitCache.SplitId identity(byte[] bytes) {
        JsonNode json = JSON.readTree(bytes);
        return new SplitCache.SplitId(
                json.path("root").stringValue(),
                new StorageKey(json.path("key").stringValue()),
                new ByteRange(
                        json.path("tail_start").longValue(),
                        json.path("tail_end").longValue()));
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
