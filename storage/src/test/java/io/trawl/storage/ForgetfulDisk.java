package io.trawl.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk in memory that keeps its word and not a bit more: after a crash it holds what was forced, and of the rest
/// nothing, or whatever a seed decides.
///
/// Use: count the [#operations] of a run; for each of them run anew with [#crashAt], catch the failure, and look at
/// what [#afterCrash] holds. Only operations that change the disk are counted; opening an existing file is none.
/// Paths are absolute; `/` is there. A rename stays in its folder.
public final class ForgetfulDisk implements Disk {
    private static final long FIRST_MILLIS = 1_767_225_600_000L;

    /// All guarded by `this`.
    private final ForgetfulFolder root;

    private final TreeMap<Long, IOException> failures = new TreeMap<>();
    private long operations;
    private long forces;
    private long crashAt = Long.MAX_VALUE;
    private long capacity = Long.MAX_VALUE;
    private boolean crashed;

    public ForgetfulDisk() {
        this(new ForgetfulFolder());
    }

    private ForgetfulDisk(ForgetfulFolder root) {
        this.root = root;
    }

    /// Operations that changed something, or tried to, so far.
    public synchronized long operations() {
        return operations;
    }

    /// Forces of files and folders so far.
    public synchronized long forces() {
        return forces;
    }

    /// Crashes in operation number `operation`, counted from 1: it fails, and so does everything after it.
    public synchronized void crashAt(long operation) {
        crashAt = operation;
    }

    /// Crashes now: everything after this fails.
    public synchronized void crash() {
        crashed = true;
    }

    public synchronized boolean hasCrashed() {
        return crashed;
    }

    /// Lets operation number `operation`, counted from 1, fail without effect. A force that fails loses for good what
    /// it should have forced, though it can still be read, as on real systems.
    public synchronized void failAt(long operation, IOException failure) {
        failures.put(operation, failure);
    }

    /// Lets writes fail as on a full disk once all files together hold this many bytes.
    public synchronized void limit(long capacityBytes) {
        capacity = capacityBytes;
    }

    /// The disk after the crash, with nothing but what was forced. Works without a crash too, as if it came now.
    public synchronized ForgetfulDisk afterCrash() {
        return new ForgetfulDisk(root.survivor(null, ForgetfulFolder.newSurvivors()));
    }

    /// The disk after the crash, with what was forced and any part of the rest: writes and names, in order or not,
    /// whole or torn.
    public synchronized ForgetfulDisk afterCrash(Random random) {
        return new ForgetfulDisk(root.survivor(random, ForgetfulFolder.newSurvivors()));
    }

    /// Makes a folder and those above it, already forced: where a test starts from. Counts as no operation.
    public synchronized ForgetfulDisk withDirectory(Path directory) {
        ForgetfulFolder folder = root;
        for (Path name : directory) {
            ForgetfulNode child = folder.find(name.toString());
            ForgetfulFolder next = child instanceof ForgetfulFolder there ? there : new ForgetfulFolder();
            if (child == null) {
                folder.add(name.toString(), next);
                folder.force();
            }
            folder = next;
        }
        return this;
    }

    @Override
    public synchronized DiskFile open(Path file, OpenMode mode) throws IOException {
        checkAlive();
        ForgetfulFolder folder = folderOf(file);
        ForgetfulNode node = folder.find(nameOf(file));
        if (mode == OpenMode.CREATE_NEW && node != null) {
            throw new FileAlreadyExistsException(file.toString());
        }
        if (node instanceof ForgetfulFile found) {
            return new OpenFile(file, found);
        }
        if (node instanceof ForgetfulFolder) {
            throw new FileSystemException(file.toString(), null, "Is a directory");
        }
        if (mode == OpenMode.READ || mode == OpenMode.WRITE) {
            throw new NoSuchFileException(file.toString());
        }
        boolean last = step();
        ForgetfulFile made = new ForgetfulFile();
        folder.add(nameOf(file), made);
        crashIf(last);
        return new OpenFile(file, made);
    }

    @Override
    public synchronized boolean exists(Path path) throws IOException {
        checkAlive();
        return find(path) != null;
    }

    @Override
    public synchronized Entry stat(Path path) throws IOException {
        checkAlive();
        ForgetfulNode node = find(path);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return entry(nameOf(path), node);
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        checkAlive();
        ForgetfulFolder parent = folderOf(directory);
        if (parent.find(nameOf(directory)) != null) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        boolean last = step();
        parent.add(nameOf(directory), new ForgetfulFolder());
        crashIf(last);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        checkAlive();
        if (!folderPath(from).equals(folderPath(to))) {
            throw new UnsupportedOperationException("rename from `" + from + "` to another folder, `" + to + "`");
        }
        ForgetfulFolder folder = folderOf(from);
        ForgetfulNode node = folder.find(nameOf(from));
        if (node == null) {
            throw new NoSuchFileException(from.toString());
        }
        if (folder.find(nameOf(to)) instanceof ForgetfulFolder) {
            throw new FileSystemException(to.toString(), null, "Is a directory");
        }
        boolean last = step();
        folder.rename(nameOf(from), nameOf(to), node);
        crashIf(last);
    }

    @Override
    public synchronized boolean linkIfAbsent(Path existing, Path link) throws IOException {
        checkAlive();
        ForgetfulNode node = find(existing);
        if (node == null) {
            throw new NoSuchFileException(existing.toString());
        }
        ForgetfulFolder folder = folderOf(link);
        boolean last = step();
        boolean isFree = folder.find(nameOf(link)) == null;
        if (isFree) {
            folder.add(nameOf(link), node);
        }
        crashIf(last);
        return isFree;
    }

    @Override
    public synchronized boolean deleteIfExists(Path path) throws IOException {
        checkAlive();
        ForgetfulNode node = find(path);
        if (node == null) {
            return false;
        }
        if (node instanceof ForgetfulFolder folder && !folder.entries().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        boolean last = step();
        folderOf(path).remove(nameOf(path));
        crashIf(last);
        return true;
    }

    @Override
    public synchronized List<Entry> list(Path directory) throws IOException {
        checkAlive();
        List<Entry> entries = new ArrayList<>();
        folderAt(directory).entries().forEach((name, node) -> entries.add(entry(name, node)));
        return entries;
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        checkAlive();
        ForgetfulFolder folder = folderAt(directory);
        boolean last = step();
        forces++;
        if (!last) {
            folder.force();
        }
        crashIf(last);
    }

    private final class OpenFile implements DiskFile {
        private final Path path;
        private final ForgetfulFile file;
        private boolean closed;

        OpenFile(Path path, ForgetfulFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkOpen();
                return file.seen().size();
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkOpen();
                byte[] bytes = new byte[target.remaining()];
                int read = file.seen().read(Math.toIntExact(position), bytes, 0, bytes.length);
                target.put(bytes, 0, read);
                return read;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkOpen();
                boolean last = step();
                byte[] bytes = new byte[source.remaining()];
                long growth = position + bytes.length - file.seen().size();
                if (growth > 0 && usedBytes(root) + growth > capacity) {
                    throw new IOException("No space left on device");
                }
                source.get(bytes);
                file.write(Math.toIntExact(position), bytes, nowMillis());
                crashIf(last);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkOpen();
                boolean last = step();
                file.truncate(Math.toIntExact(size), nowMillis());
                crashIf(last);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkOpen();
                boolean last;
                try {
                    last = step();
                } catch (IOException failure) {
                    file.loseUnforced();
                    throw failure;
                }
                forces++;
                if (!last) {
                    file.force();
                }
                crashIf(last);
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        private void checkOpen() throws IOException {
            checkAlive();
            if (closed) {
                throw new IOException("file `" + path + "` was closed");
            }
        }
    }

    /// Counts an operation.
    ///
    /// @return whether it is the one in which the disk crashes: it takes effect, unforced, and then fails
    private boolean step() throws IOException {
        operations++;
        IOException failure = failures.remove(operations);
        if (failure != null) {
            throw failure;
        }
        return operations >= crashAt;
    }

    private void crashIf(boolean last) throws IOException {
        if (last) {
            crashed = true;
            checkAlive();
        }
    }

    private void checkAlive() throws IOException {
        if (crashed) {
            throw new IOException("the disk crashed at operation " + operations);
        }
    }

    private long nowMillis() {
        return FIRST_MILLIS + operations;
    }

    private static long usedBytes(ForgetfulFolder folder) {
        long used = 0;
        for (ForgetfulNode node : folder.entries().values()) {
            used += switch (node) {
                case ForgetfulFile file -> file.seen().size();
                case ForgetfulFolder below -> usedBytes(below);
            };
        }
        return used;
    }

    private static Entry entry(String name, ForgetfulNode node) {
        return switch (node) {
            case ForgetfulFile file -> new Entry(name, false, file.seen().size(), file.lastModifiedMillis());
            case ForgetfulFolder folder -> new Entry(name, true, 0, FIRST_MILLIS);
        };
    }

    private @Nullable ForgetfulNode find(Path path) {
        ForgetfulNode node = root;
        for (Path name : path) {
            ForgetfulNode child = node instanceof ForgetfulFolder folder ? folder.find(name.toString()) : null;
            if (child == null) {
                return null;
            }
            node = child;
        }
        return node;
    }

    private ForgetfulFolder folderAt(Path path) throws IOException {
        return switch (find(path)) {
            case null -> throw new NoSuchFileException(path.toString());
            case ForgetfulFile file -> throw new NotDirectoryException(path.toString());
            case ForgetfulFolder folder -> folder;
        };
    }

    private ForgetfulFolder folderOf(Path path) throws IOException {
        return folderAt(folderPath(path));
    }

    private static Path folderPath(Path path) {
        Path parent = path.getParent();
        if (parent == null || !path.isAbsolute()) {
            throw new IllegalArgumentException("`" + path + "` must be absolute and lie in a folder");
        }
        return parent;
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
