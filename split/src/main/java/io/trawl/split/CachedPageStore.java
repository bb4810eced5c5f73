package io.trawl.split;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.IndexInput;

/// A split on storage: what was read of it lies in a sparse file on this machine, written with `pwrite` and
/// mapped read-only. A store through the map would kill the process on a full disk, a write that fails only
/// fails the request.
final class CachedPageStore implements PageStore {
    /// Reads closer than this are one: the bytes between cost less than another request.
    private static final int COALESCE_BYTES = 64 << 10;
    /// Longer reads are cut: at 90 MB/s a connection, 512 KiB take 6 ms.
    private static final int PART_BYTES = 512 << 10;
    /// What one wave may hold in memory until it is on disk; more is fetched in further waves.
    private static final long WAVE_BYTES = 32 << 20;

    private final Storage storage;
    private final StorageKey key;
    private final PageChecksums pages;
    private final Path file;
    private final FileChannel channel;
    private final IndexInput mapped;

    private CachedPageStore(
            Storage storage, StorageKey key, PageChecksums pages, Path file, FileChannel channel, IndexInput mapped) {
        this.storage = storage;
        this.key = key;
        this.pages = pages;
        this.file = file;
        this.channel = channel;
        this.mapped = mapped;
    }

    /// @param file is created; deleted on close
    /// @param tail the bytes of the split's tail, which give the file its length
    static CachedPageStore create(Storage storage, StorageKey key, PageChecksums pages, Path file, byte[] tail) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            write(channel, ByteBuffer.wrap(tail), pages.dataLength());
            return new CachedPageStore(storage, key, pages, file, channel, MappedFiles.open(file));
        } catch (IOException failure) {
            TrawlException failed = unavailable(file, failure);
            try {
                if (channel != null) {
                    channel.close();
                }
                Files.deleteIfExists(file);
            } catch (IOException second) {
                failed.addSuppressed(second);
            }
            throw failed;
        }
    }

    @Override
    public IndexInput mapped() {
        return mapped;
    }

    @Override
    public void load(List<PageRun> runs, RequestContext context) {
        for (List<PageRun> wave : waves(cut(runs))) {
            loadWave(wave, context);
        }
    }

    @Override
    public FetchCost cost(List<PageRun> runs) {
        List<PageRun> parts = cut(runs);
        long bytes = 0;
        long longest = 0;
        for (PageRun part : parts) {
            bytes += bytes(part);
            longest = Math.max(longest, bytes(part));
        }
        return new FetchCost(parts.size(), bytes, waves(parts).size(), longest);
    }

    private List<List<PageRun>> waves(List<PageRun> parts) {
        List<List<PageRun>> waves = new ArrayList<>();
        int done = 0;
        while (done < parts.size()) {
            long bytes = 0;
            int end = done;
            while (end < parts.size() && (end == done || bytes + bytes(parts.get(end)) <= WAVE_BYTES)) {
                bytes += bytes(parts.get(end));
                end++;
            }
            waves.add(parts.subList(done, end));
            done = end;
        }
        return waves;
    }

    private void loadWave(List<PageRun> parts, RequestContext context) {
        List<StorageRead> reads = new ArrayList<>(parts.size());
        for (PageRun part : parts) {
            reads.add(new StorageRead(key, pages.range(part.first(), part.end())));
        }
        List<byte[]> answers = storage.readMany(reads, context);
        for (int i = 0; i < answers.size(); i++) {
            PageRun part = parts.get(i);
            ByteBuffer bytes = ByteBuffer.wrap(answers.get(i));
            pages.verify(key.value(), part.first(), bytes.duplicate());
            try {
                write(channel, bytes, pages.range(part.first(), part.end()).start());
            } catch (IOException failure) {
                throw unavailable(file, failure);
            }
        }
    }

    private long bytes(PageRun run) {
        return pages.range(run.first(), run.end()).length();
    }

    /// Into parts of [#PART_BYTES]; a short rest stays with the part before it.
    private List<PageRun> cut(List<PageRun> runs) {
        int pagesInPart = Math.max(1, PART_BYTES / pages.pageSize());
        List<PageRun> parts = new ArrayList<>();
        for (PageRun run : runs) {
            int first = run.first();
            while (first < run.end()) {
                int end = Math.min(run.end(), first + pagesInPart);
                if (run.end() - end < pagesInPart / 4) {
                    end = run.end();
                }
                parts.add(new PageRun(first, end));
                first = end;
            }
        }
        return parts;
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private static TrawlException unavailable(Path file, IOException failure) {
        return new TrawlException(
                ErrorCode.UNAVAILABLE,
                "cannot write cache file `" + file + "`: " + TrawlException.describe(failure)
                        + "; is the disk of the cache full?",
                failure);
    }

    @Override
    public int coalesceBytes() {
        return COALESCE_BYTES;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public void close() throws IOException {
        try (FileChannel ignored = channel) {
            mapped.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
