package io.trawl.indexing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.store.BaseDirectory;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.ByteBuffersIndexInput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.jspecify.annotations.Nullable;

/// Where a split's Lucene files are between writing and packaging. A file stays in memory until it is
/// large, so that a commit of few documents touches no disk; nothing is ever made durable, since a crash
/// forgets unpublished splits.
///
/// Used by one writer, and by one reader after it.
final class ScratchDirectory extends BaseDirectory {
    private final Path folder;
    private final ScratchMemory memory;
    /// Whole files in memory. Guarded by this.
    private final Map<String, ByteBuffersDataInput> inMemory = new HashMap<>();
    /// Names of the files in `folder`. Guarded by this.
    private final Set<String> onDisk = new TreeSet<>();

    private final AtomicLong nextTempName = new AtomicLong();
    private @Nullable MMapDirectory disk;

    /// @param folder for large files; made when there is one
    /// @param memory what all files may hold together, shared with other directories
    ScratchDirectory(Path folder, ScratchMemory memory) {
        super(NoLockFactory.INSTANCE);
        this.folder = folder;
        this.memory = memory;
    }

    ScratchMemory memory() {
        return memory;
    }

    @Override
    public synchronized String[] listAll() {
        Set<String> names = new TreeSet<>(onDisk);
        names.addAll(inMemory.keySet());
        return names.toArray(String[]::new);
    }

    @Override
    public synchronized void deleteFile(String name) throws IOException {
        ByteBuffersDataInput file = inMemory.remove(name);
        if (file != null) {
            memory.giveBack(file.length());
            return;
        }
        if (!onDisk.remove(name)) {
            throw new FileNotFoundException(name);
        }
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public synchronized long fileLength(String name) throws IOException {
        ByteBuffersDataInput file = inMemory.get(name);
        if (file != null) {
            return file.length();
        }
        if (!onDisk.contains(name)) {
            throw new FileNotFoundException(name);
        }
        return Files.size(folder.resolve(name));
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) {
        return new ScratchOutput(name, this);
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) {
        String unique = suffix + "_" + Long.toString(nextTempName.getAndIncrement(), Character.MAX_RADIX);
        return new ScratchOutput(IndexFileNames.segmentFileName(prefix, unique, "tmp"), this);
    }

    /// Where the large file `name` goes. It is known from now on: one whose write fails has to be deleted
    /// too, or a full disk would stay full.
    synchronized Path spill(String name) throws IOException {
        Files.createDirectories(folder);
        onDisk.add(name);
        return folder.resolve(name);
    }

    synchronized void finished(String name, ByteBuffersDataInput bytes) {
        inMemory.put(name, bytes);
    }

    @Override
    public void sync(Collection<String> names) {
        // Nothing here is to survive a crash.
    }

    @Override
    public void syncMetaData() {
        // Nothing here is to survive a crash.
    }

    @Override
    public synchronized void rename(String source, String destination) throws IOException {
        ByteBuffersDataInput file = inMemory.remove(source);
        if (file != null) {
            inMemory.put(destination, file);
            return;
        }
        if (!onDisk.remove(source)) {
            throw new FileNotFoundException(source);
        }
        Files.move(folder.resolve(source), folder.resolve(destination));
        onDisk.add(destination);
    }

    @Override
    public synchronized IndexInput openInput(String name, IOContext context) throws IOException {
        ensureOpen();
        ByteBuffersDataInput file = inMemory.get(name);
        if (file != null) {
            return new ByteBuffersIndexInput(file.slice(0, file.length()), name);
        }
        if (!onDisk.contains(name)) {
            throw new FileNotFoundException(name);
        }
        if (disk == null) {
            disk = new MMapDirectory(folder, NoLockFactory.INSTANCE);
        }
        return disk.openInput(name, context);
    }

    @Override
    public Set<String> getPendingDeletions() {
        return Set.of();
    }

    /// Deletes everything.
    @Override
    public synchronized void close() throws IOException {
        isOpen = false;
        inMemory.values().forEach(file -> memory.giveBack(file.length()));
        inMemory.clear();
        if (disk != null) {
            disk.close();
        }
        for (String name : new ArrayList<>(onDisk)) {
            Files.deleteIfExists(folder.resolve(name));
        }
        onDisk.clear();
        Files.deleteIfExists(folder);
    }
}
