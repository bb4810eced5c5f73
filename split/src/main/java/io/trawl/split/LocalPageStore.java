package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.lucene.store.IndexInput;

/// A split on this machine's own file system: mapped where it lies. Loading a page is checking it.
final class LocalPageStore implements PageStore {
    private final String splitName;
    private final PageChecksums pages;
    private final IndexInput mapped;

    LocalPageStore(String splitName, PageChecksums pages, IndexInput mapped) {
        this.splitName = splitName;
        this.pages = pages;
        this.mapped = mapped;
    }

    @Override
    public IndexInput mapped() {
        return mapped;
    }

    @Override
    public void load(List<PageRun> runs, RequestContext context) {
        IndexInput in = mapped.clone();
        byte[] page = new byte[pages.pageSize()];
        for (PageRun run : runs) {
            for (int i = run.first(); i < run.end(); i++) {
                context.check();
                ByteRange range = pages.range(i, i + 1);
                int length = (int) range.length();
                try {
                    in.seek(range.start());
                    in.readBytes(page, 0, length);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
                pages.verify(splitName, i, ByteBuffer.wrap(page, 0, length));
            }
        }
    }

    @Override
    public FetchCost cost(List<PageRun> runs) {
        return FetchCost.NONE;
    }

    @Override
    public int coalesceBytes() {
        return 0;
    }

    @Override
    public long cachedBytes() {
        return 0;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public void close() throws IOException {
        mapped.close();
    }
}
