package io.trawl.storage;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Objects as files below a folder.
///
/// A put writes a temporary file in the target's folder, forces it, gives it its name in one atomic step (`rename` for
/// `put`, a hard link for `putIfAbsent`, which fails if the name is taken, whatever process took it) and forces the
/// folder. Cost: two forces an object. A crash may leave a temporary file, never a part of an object; it has a name
/// that no key can have, and [#tidy] removes it. An object can be seen before its folder is forced: who reads it then
/// forces the folder first ([UnforcedNames]).
public final class LocalStorage implements Storage {
    private static final String TEMPORARY_PREFIX = ".trawl-tmp-";

    /// A put copies in pieces of this size.
    private static final int COPY_BYTES = 256 << 10;

    /// Below this a wave is read in order: from the page cache that is faster than starting threads.
    private static final long IN_ORDER_BYTES_MAX = 1 << 20;

    /// Reads in flight at once; a local disk gains nothing from more.
    private static final int MAX_CONCURRENT_READS = 16;

    /// Of a put whose folders vanish under it; each time it makes them again.
    private static final int MAX_PUBLISH_ATTEMPTS = 10;

    private final StorageUri root;
    private final Path directory;
    private final Disk disk;
    private final DurableDirectories directories;
    private final UnforcedNames unforced;
    private final ParallelReads parallelReads = new ParallelReads("local-read", MAX_CONCURRENT_READS);
    private final IdGenerator temporaryIds = new IdGenerator(TimeSource.SYSTEM);

    /// @param root a `file` URI; its folder is made when something is put
    public LocalStorage(StorageUri root, Disk disk) {
        this.root = root;
        this.disk = disk;
        directory = root.localPath().normalize();
        directories = new DurableDirectories(disk, directory);
        unforced = new UnforcedNames(disk);
    }

    static boolean isTemporary(String fileName) {
        return fileName.startsWith(TEMPORARY_PREFIX);
    }

    @Override
    public StorageUri root() {
        return root;
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        return readOne(new StorageRead(key, range), context);
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        Path path = pathOf(key);
        try (DiskFile file = disk.open(path, Disk.OpenMode.READ)) {
            byte[] bytes = new byte[StorageRanges.arrayLength(key, file.size())];
            context.counters().addStorageRead(bytes.length);
            fill(file, bytes, 0, key);
            unforced.force(path);
            return bytes;
        } catch (IOException failure) {
            throw LocalErrors.reading(path, key, failure);
        }
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        context.check();
        if (reads.isEmpty()) {
            return List.of();
        }
        context.counters().addStorageWave();
        long total = 0;
        for (StorageRead read : reads) {
            total += read.range().length();
        }
        if (total > IN_ORDER_BYTES_MAX) {
            return parallelReads.all(reads, context, read -> readOne(read, context));
        }
        List<byte[]> results = new ArrayList<>(reads.size());
        for (StorageRead read : reads) {
            context.check();
            results.add(readOne(read, context));
        }
        return results;
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        context.counters().addStorageRead(0);
        Path path = pathOf(key);
        try {
            Disk.Entry entry = disk.stat(path);
            if (entry.isDirectory()) {
                throw new NoSuchFileException(path.toString());
            }
            unforced.force(path);
            return entry.size();
        } catch (IOException failure) {
            throw LocalErrors.reading(path, key, failure);
        }
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        boolean unused = publish(key, payload, context, (temporary, target) -> {
            disk.rename(temporary, target);
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        context.check();
        Path path = pathOf(key);
        try {
            if (isTaken(path)) {
                // Whoever put it may not have forced it yet, and the caller will build on its being there.
                disk.forceDirectory(folderOf(path));
                return false;
            }
        } catch (IOException failure) {
            throw LocalErrors.translate("write", path, failure);
        }
        return publish(key, payload, context, disk::linkIfAbsent);
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        context.check();
        Path path = pathOf(key);
        try {
            boolean unused = disk.deleteIfExists(path);
            // Also when it was gone already: the one who removed it may have crashed before forcing.
            disk.forceDirectory(folderOf(path));
        } catch (NoSuchFileException noFolder) {
            // Nothing can be in a folder that is not there.
            return;
        } catch (IOException failure) {
            throw LocalErrors.translate("delete", path, failure);
        }
    }

    @Override
    public List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context) {
        context.check();
        StorageRanges.checkLimit(limit);
        context.counters().addStorageWave();
        context.counters().addStorageRead(0);
        try {
            return new LocalListing(disk, prefix, startAfter, limit).below(directory);
        } catch (IOException failure) {
            throw LocalErrors.translate("list", directory, failure);
        }
    }

    @Override
    public Optional<Path> localFile(StorageKey key) {
        return Optional.of(pathOf(key));
    }

    @Override
    public int tidy(String folder, long startedBeforeMillis, RequestContext context) {
        context.check();
        Path path = folder.isEmpty() ? directory : pathOf(new StorageKey(folder));
        try {
            LocalTidying tidying = new LocalTidying(disk, directory, startedBeforeMillis, context);
            tidying.below(path);
            return tidying.removedFiles();
        } catch (IOException failure) {
            throw LocalErrors.translate("tidy", path, failure);
        } finally {
            directories.forget();
        }
    }

    /// Gives a temporary file that holds the payload its name.
    private interface Publication {
        /// @return false if the name was taken
        boolean name(Path temporary, Path target) throws IOException;
    }

    private boolean publish(StorageKey key, Payload payload, RequestContext context, Publication publication) {
        context.check();
        Path path = pathOf(key);
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return publishOnce(path, payload, context, publication);
                } catch (NoSuchFileException vanished) {
                    // Someone removed a folder that this storage had made, or is about to write to: make it again.
                    directories.forget();
                    if (attempt == MAX_PUBLISH_ATTEMPTS) {
                        throw vanished;
                    }
                }
            }
        } catch (IOException failure) {
            throw LocalErrors.translate("write", path, failure);
        }
    }

    private boolean publishOnce(Path target, Payload payload, RequestContext context, Publication publication)
            throws IOException {
        Path folder = folderOf(target);
        directories.ensure(folder);
        Path temporary = folder.resolve(TEMPORARY_PREFIX + temporaryIds.next());
        boolean named;
        try {
            writeForced(temporary, payload, context);
            named = name(temporary, target, publication);
        } catch (IOException | RuntimeException failure) {
            deleteQuietly(temporary, failure);
            throw failure;
        }
        boolean unused = disk.deleteIfExists(temporary);
        disk.forceDirectory(folder);
        unforced.end(target);
        return named;
    }

    private boolean name(Path temporary, Path target, Publication publication) throws IOException {
        unforced.begin(target);
        try {
            return publication.name(temporary, target);
        } catch (IOException | RuntimeException failure) {
            unforced.end(target);
            throw failure;
        }
    }

    private boolean isTaken(Path path) throws IOException {
        if (!disk.exists(path)) {
            return false;
        }
        if (disk.stat(path).isDirectory()) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        return true;
    }

    private void writeForced(Path temporary, Payload payload, RequestContext context) throws IOException {
        try (DiskFile file = disk.open(temporary, Disk.OpenMode.CREATE_NEW)) {
            switch (payload) {
                case Payload.Bytes(byte[] array, int offset, int size) ->
                    file.write(ByteBuffer.wrap(array, offset, size), 0);
                case Payload.OfFile source -> copy(source, file, context);
            }
            file.force();
        }
    }

    private static void copy(Payload.OfFile source, DiskFile file, RequestContext context) throws IOException {
        byte[] piece = new byte[(int) Math.min(COPY_BYTES, source.length())];
        long position = 0;
        try (InputStream in = source.open()) {
            while (position < source.length()) {
                context.check();
                int wanted = (int) Math.min(piece.length, source.length() - position);
                int read = in.readNBytes(piece, 0, wanted);
                if (read < wanted) {
                    throw TrawlException.corrupted("file `" + source.path() + "` has " + (position + read) + " bytes, "
                            + source.length() + " were to be put");
                }
                file.write(ByteBuffer.wrap(piece, 0, read), position);
                position += read;
            }
        }
    }

    private void deleteQuietly(Path temporary, Exception failure) {
        try {
            boolean unused = disk.deleteIfExists(temporary);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    private byte[] readOne(StorageRead read, RequestContext context) {
        StorageKey key = read.key();
        byte[] bytes = new byte[StorageRanges.arrayLength(key, read.range().length())];
        context.counters().addStorageRead(bytes.length);
        Path path = pathOf(key);
        try (DiskFile file = disk.open(path, Disk.OpenMode.READ)) {
            fill(file, bytes, read.range().start(), key);
            unforced.force(path);
            return bytes;
        } catch (IOException failure) {
            throw LocalErrors.reading(path, key, failure);
        }
    }

    private static void fill(DiskFile file, byte[] bytes, long position, StorageKey key) throws IOException {
        if (file.read(ByteBuffer.wrap(bytes), position) < bytes.length || bytes.length == 0) {
            StorageRanges.checkWithin(key, ByteRange.ofLength(position, bytes.length), file.size());
        }
    }

    private static Path folderOf(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalArgumentException("`" + file + "` lies in no folder");
        }
        return folder;
    }

    private Path pathOf(StorageKey key) {
        String name = key.value().substring(key.value().lastIndexOf('/') + 1);
        if (isTemporary(name)) {
            throw TrawlException.badRequest("storage key `" + key + "` must not start its name with `"
                    + TEMPORARY_PREFIX + "`, which marks unfinished files");
        }
        try {
            return directory.resolve(key.value());
        } catch (InvalidPathException invalid) {
            throw new TrawlException(
                    ErrorCode.INTERNAL,
                    "storage key `" + key
                            + "` has characters that this process cannot use in file names: set LC_ALL=C.UTF-8",
                    invalid);
        }
    }
}
