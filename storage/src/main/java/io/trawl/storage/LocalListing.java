package io.trawl.storage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Lists a tree of files as an object store would: flat, in the order of the keys, a page at a time.
///
/// Folders are walked in order and those that hold no key of the page are not opened. A folder sorts as its name with
/// a `/` behind it, which is how the keys below it start.
final class LocalListing {
    private final Disk disk;
    private final String prefix;
    private final String startAfter;
    private final int limit;
    private final List<StorageObject> found = new ArrayList<>();

    LocalListing(Disk disk, String prefix, String startAfter, int limit) {
        this.disk = disk;
        this.prefix = prefix;
        this.startAfter = startAfter;
        this.limit = limit;
    }

    List<StorageObject> below(Path root) throws IOException {
        int slash = prefix.lastIndexOf('/');
        if (slash < 0) {
            walk(root, "");
        } else if (StorageKey.isValid(prefix.substring(0, slash))) {
            walk(root.resolve(prefix.substring(0, slash)), prefix.substring(0, slash + 1));
        }
        return found;
    }

    /// @param keyPrefix how the keys in `directory` start: empty, or ending in a slash
    private void walk(Path directory, String keyPrefix) throws IOException {
        for (Child child : childrenOf(directory, keyPrefix)) {
            if (found.size() == limit) {
                return;
            }
            if (child.entry().isDirectory()) {
                if (mayHoldMore(child.key())) {
                    walk(directory.resolve(child.entry().name()), child.key());
                }
            } else if (isAsked(child.key())) {
                found.add(new StorageObject(
                        new StorageKey(child.key()),
                        child.entry().size(),
                        child.entry().lastModifiedMillis()));
            }
        }
    }

    private List<Child> childrenOf(Path directory, String keyPrefix) throws IOException {
        List<Child> children = new ArrayList<>();
        for (Disk.Entry entry : entriesOf(directory)) {
            if (!LocalStorage.isTemporary(entry.name()) && StorageKey.isValid(keyPrefix + entry.name())) {
                children.add(new Child(keyPrefix + entry.name() + (entry.isDirectory() ? "/" : ""), entry));
            }
        }
        children.sort(Comparator.comparing(Child::key, StorageKey::compare));
        return children;
    }

    private List<Disk.Entry> entriesOf(Path directory) throws IOException {
        try {
            return disk.list(directory);
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        }
    }

    private boolean isAsked(String key) {
        return key.startsWith(prefix) && StorageKey.compare(key, startAfter) > 0;
    }

    private boolean mayHoldMore(String folder) {
        boolean meetsPrefix = folder.startsWith(prefix) || prefix.startsWith(folder);
        boolean isBehind = startAfter.startsWith(folder) || StorageKey.compare(folder, startAfter) > 0;
        return meetsPrefix && isBehind;
    }

    private record Child(String key, Disk.Entry entry) {}
}
