package io.trawl.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Makes folders that survive a crash, and remembers which do.
///
/// That a folder is there does not mean that it will be: another process may have made it and not forced it yet. So
/// every folder up to the root is forced once by everyone, whoever made it; above the root only what was made here.
final class DurableDirectories {
    /// Folders remembered; past it all are forgotten and forced again, which costs time and nothing else.
    private static final int MAX_KNOWN = 10_000;

    private final Disk disk;
    private final Path root;
    private final Set<Path> known = ConcurrentHashMap.newKeySet();

    DurableDirectories(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    /// Makes `directory` and those above it, durably.
    void ensure(Path directory) throws IOException {
        if (known.contains(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent == null) {
            return;
        }
        boolean isAboveRoot = !directory.startsWith(root);
        if (isAboveRoot && disk.exists(directory)) {
            return;
        }
        ensure(parent);
        boolean made = create(directory);
        forceParent(directory, parent, made);
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        known.add(directory);
    }

    /// Forgets what is known, since it turned out to be wrong.
    void forget() {
        known.clear();
    }

    private boolean create(Path directory) throws IOException {
        if (disk.exists(directory)) {
            return false;
        }
        try {
            disk.createDirectory(directory);
            return true;
        } catch (FileAlreadyExistsException meanwhile) {
            return false;
        }
    }

    private void forceParent(Path directory, Path parent, boolean made) throws IOException {
        try {
            disk.forceDirectory(parent);
        } catch (AccessDeniedException denied) {
            // The folder above the root may be someone else's; what we did not make there is not ours to force.
            if (made || !directory.equals(root)) {
                throw denied;
            }
        }
    }
}
