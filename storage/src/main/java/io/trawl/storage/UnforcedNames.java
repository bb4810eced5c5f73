package io.trawl.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Names that can be seen already, and may be gone after a crash: those of puts that have not forced the
/// folder yet, or could not.
///
/// Who reads an object builds on its being there; what it stands for may be deleted a moment later. So a
/// reader of such a name forces the folder itself. That costs nothing but for the few milliseconds of a
/// put, and one force a read after a disk has failed. Only this process is covered: another one that
/// reads the same folder must not delete what this one alone can bring back, and does not, since each has
/// a write-ahead log of its own.
final class UnforcedNames {
    private final Disk disk;
    /// Puts under way of each name, and those that could not force it.
    private final ConcurrentMap<Path, Integer> puts = new ConcurrentHashMap<>();

    UnforcedNames(Disk disk) {
        this.disk = disk;
    }

    /// The name is about to be given to something new.
    void begin(Path name) {
        puts.merge(name, 1, Integer::sum);
    }

    /// It was not given, or is forced.
    void end(Path name) {
        puts.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1);
    }

    /// Returns once what was just seen under this name survives a crash.
    void force(Path name) throws IOException {
        if (puts.isEmpty() || !puts.containsKey(name)) {
            return;
        }
        Path folder = name.getParent();
        if (folder != null) {
            disk.forceDirectory(folder);
        }
    }
}
