package io.trawl.storage;

import io.trawl.common.RequestContext;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Removes abandoned temporary files and empty folders from a tree, from the leaves up.
///
/// A folder may go just as a put is about to use it: the put then makes it again, see [LocalStorage].
final class LocalTidying {
    private final Disk disk;
    private final Path root;
    private final long startedBeforeMillis;
    private final RequestContext context;
    private int removedFiles;

    LocalTidying(Disk disk, Path root, long startedBeforeMillis, RequestContext context) {
        this.disk = disk;
        this.root = root;
        this.startedBeforeMillis = startedBeforeMillis;
        this.context = context;
    }

    int removedFiles() {
        return removedFiles;
    }

    /// @param folder which may be absent
    void below(Path folder) throws IOException {
        context.check();
        boolean isEmpty = true;
        try {
            for (Disk.Entry entry : disk.list(folder)) {
                Path path = folder.resolve(entry.name());
                if (entry.isDirectory()) {
                    below(path);
                } else if (isAbandoned(entry) && disk.deleteIfExists(path)) {
                    removedFiles++;
                } else {
                    isEmpty = false;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return;
        }
        if (isEmpty && !folder.equals(root)) {
            removeIfEmpty(folder);
        }
    }

    private boolean isAbandoned(Disk.Entry entry) {
        return LocalStorage.isTemporary(entry.name()) && entry.lastModifiedMillis() < startedBeforeMillis;
    }

    private void removeIfEmpty(Path folder) throws IOException {
        try {
            boolean unused = disk.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException meanwhile) {
            // Not empty: something below stays, or was put meanwhile.
            return;
        }
    }
}
