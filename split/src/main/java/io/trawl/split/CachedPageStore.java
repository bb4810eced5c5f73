package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.IndexInput;

/// A split on storage: what was read of it lies in a sparse file on this machine, written with `pwrite` and
/// mapped read-only. A store through the map would kill the process on a full disk, a write that fails only
/// fails the request.
///
/// Pages that an earlier run of this node has left in the file are not believed, but checked when they are first
/// asked for, and read again if they are not what they should be.
final class CachedPageStore implements PageStore {
    /// Reads closer than this are one: the bytes between cost less than another request.
    private static final int COALESCE_BYTES = 64 << 10;
    /// Longer reads are cut: at 90 MB/s a connection, 512 KiB take 6 ms.
    static final int PART_BYTES = 512 << 10;
    /// What one wave may hold in memory until it is on disk; more is fetched in further waves.
    private static final long WAVE_BYTES = 32 << 20;

    private final Storage storage;
    private final StorageKey key;
    private final PageChecksums pages;
    private final CacheFile file;
    private final IndexInput mapped;
    /// Pages that lie in the file since an earlier run.
    private final Residency left;
    /// All pages that lie in the file, for the next run.
    private final Residency written;

    private CachedPageStore(
            Storage storage, StorageKey key, PageChecksums pages, CacheFile file, IndexInput mapped, Residency left) {
        this.storage = storage;
        this.key = key;
        this.pages = pages;
        this.file = file;
        this.mapped = mapped;
        this.left = left;
        this.written = new Residency(pages.pageCount());
        for (int page = 0; page < pages.pageCount(); page++) {
            if (left.isResident(page)) {
                written.mark(page, page + 1);
            }
        }
    }

    /// @param file which has the tail, and may have more; stays when the store is closed
    static CachedPageStore open(Storage storage, StorageKey key, PageChecksums pages, CacheFile file) {
        try {
            // What may fail comes before the map, which somebody must close.
            Residency left = file.readResidency();
            return new CachedPageStore(storage, key, pages, file, MappedFiles.open(file.path()), left);
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot map cache file `" + file.path() + "`: " + TrawlException.describe(failure),
                    failure);
        }
    }

    @Override
    public IndexInput mapped() {
        return mapped;
    }

    @Override
    public void load(List<PageRun> runs, RequestContext context) {
        for (List<PageRun> wave : waves(cut(absent(runs, context)))) {
            loadWave(wave, context);
        }
    }

    /// The parts of `runs` that the file does not have. A stretch it has between two it lacks is read with them if
    /// it is short.
    private List<PageRun> absent(List<PageRun> runs, RequestContext context) {
        if (left.residentPages() == 0) {
            return runs;
        }
        List<PageRun> absent = new ArrayList<>();
        int gap = COALESCE_BYTES / pages.pageSize();
        for (PageRun run : runs) {
            int first = -1;
            int last = -1;
            for (int page = run.first(); page < run.end(); page++) {
                if (left.isResident(page) && isWhole(page, context)) {
                    continue;
                }
                if (first >= 0 && page - last > gap) {
                    absent.add(new PageRun(first, last + 1));
                    first = -1;
                }
                first = first < 0 ? page : first;
                last = page;
            }
            if (first >= 0) {
                absent.add(new PageRun(first, last + 1));
            }
        }
        return absent;
    }

    private boolean isWhole(int page, RequestContext context) {
        context.check();
        ByteRange range = pages.range(page, page + 1);
        byte[] bytes = new byte[(int) range.length()];
        try {
            mapped.clone().randomAccessSlice(range.start(), range.length()).readBytes(0, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            return false;
        }
        return pages.isWhole(page, ByteBuffer.wrap(bytes));
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
        List<byte[]> answers = CheckedRead.readMany(storage, reads, context);
        for (int i = 0; i < answers.size(); i++) {
            PageRun part = parts.get(i);
            ByteRange range = reads.get(i).range();
            ByteBuffer bytes =
                    CheckedRead.check(answers.get(i), storage, key, range, context, read -> verified(part, read));
            file.write(bytes, range.start(), context);
            written.mark(part.first(), part.end());
        }
        file.writeResidency(
                written, new PageRun(parts.getFirst().first(), parts.getLast().end()), context);
    }

    private ByteBuffer verified(PageRun part, byte[] read) {
        ByteBuffer bytes = ByteBuffer.wrap(read);
        pages.verify(key.value(), part.first(), bytes.duplicate());
        return bytes;
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

    @Override
    public int coalesceBytes() {
        return COALESCE_BYTES;
    }

    @Override
    public long cachedBytes() {
        return (long) written.residentPages() * pages.pageSize() + file.emptyBytes();
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public void close() throws IOException {
        mapped.close();
    }
}
