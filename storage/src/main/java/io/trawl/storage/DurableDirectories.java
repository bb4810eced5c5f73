package io.trawl.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Makes folders that survive a crash, and remembers which do.
///
/// That a folder is there does not mean that it will be: another process, or a former one, may have made it and not
/// forced it. So every folder on the way is forced once by everyone, whoever made it. Above the root a folder that was
/// not made here may refuse, since it need not be ours.
final class DurableDirectories {
    /// Folders remembered; past it all are forgotten and forced again, which costs time and nothing else.
    private static final int MAX_KNOWN = 10_000;

    private final Disk disk;
    private final Path root;
    private final Set<Path> known = ConcurrentHashMap.newKeySet();
    /// Made here and perhaps not forced.
    private final Set<Path> made = ConcurrentHashMap.newKeySet();

    DurableDirectories(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    /// Makes `directory` and those above it, durably.
    void ensure(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || known.contains(directory)) {
            return;
        }
        ensure(parent);
        create(directory);
        force(directory, parent);
        made.remove(directory);
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        known.add(directory);
    }

    /// Forgets what is known, since it turned out to be wrong.
    void forget() {
        known.clear();
    }

    private void create(Path directory) throws IOException {
        if (disk.exists(directory)) {
            return;
        }
        made.add(directory);
        try {
            disk.createDirectory(directory);
        } catch (FileAlreadyExistsException meanwhile) {
            // Made by another: as good as by us.
            return;
        }
    }

    private void force(Path directory, Path parent) throws IOException {
        boolean isOurs = made.contains(directory) || (directory.startsWith(root) && !directory.equals(root));
        try {
            disk.forceDirectory(parent);
        } catch (IOException refused) {
            if (isOurs) {
                throw refused;
            }
        }
    }
}
