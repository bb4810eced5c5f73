package io.trawl.benchmarks;

import io.trawl.common.ByteRange;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.Lock;

/// The Lucene files inside a split, read on demand. Where they lie is given, which flatters it a little.
final class OnDemandDirectory extends Directory {
    private final OnDemandBlocks blocks;
    private final Map<String, ByteRange> files;

    OnDemandDirectory(OnDemandBlocks blocks, Map<String, ByteRange> files) {
        this.blocks = blocks;
        this.files = files;
    }

    private ByteRange place(String name) throws IOException {
        ByteRange place = files.get(name);
        if (place == null) {
            throw new FileNotFoundException(name);
        }
        return place;
    }

    @Override
    public String[] listAll() {
        return files.keySet().stream().sorted().toArray(String[]::new);
    }

    @Override
    public long fileLength(String name) throws IOException {
        return place(name).length();
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        return new OnDemandInput(name, blocks, place(name));
    }

    @Override
    public void deleteFile(String name) {
        throw readOnly();
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) {
        throw readOnly();
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) {
        throw readOnly();
    }

    @Override
    public void sync(Collection<String> names) {
        throw readOnly();
    }

    @Override
    public void syncMetaData() {
        throw readOnly();
    }

    @Override
    public void rename(String source, String target) {
        throw readOnly();
    }

    @Override
    public Lock obtainLock(String name) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("read-only");
    }

    @Override
    public Set<String> getPendingDeletions() {
        return Set.of();
    }

    /// Nothing to do.
    @Override
    public void close() {}
}
