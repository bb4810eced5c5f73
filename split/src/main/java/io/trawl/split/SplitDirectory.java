package io.trawl.split;

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

/// The Lucene files inside a split, by the places where they lie. Read-only.
public final class SplitDirectory extends Directory {
    private final Map<String, ByteRange> files;
    private final Opener opener;

    /// How the bytes of a file are read.
    @FunctionalInterface
    public interface Opener {
        /// @param place of the file in the split
        IndexInput open(String name, ByteRange place) throws IOException;
    }

    public SplitDirectory(Map<String, ByteRange> files, Opener opener) {
        this.files = Map.copyOf(files);
        this.opener = opener;
    }

    private ByteRange place(String name) throws FileNotFoundException {
        ByteRange place = files.get(name);
        if (place == null) {
            throw new FileNotFoundException("`" + name + "` is not in the split");
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
        return opener.open(name, place(name));
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
    public void rename(String source, String destination) {
        throw readOnly();
    }

    @Override
    public Lock obtainLock(String name) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a split is never changed");
    }

    @Override
    public Set<String> getPendingDeletions() {
        return Set.of();
    }

    /// Nothing to do: the bytes belong to whoever opened the split.
    @Override
    public void close() {}
}
