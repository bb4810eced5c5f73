package io.trawl.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A file system, reduced to the operations that durability is made of.
///
/// Nothing survives a crash of the machine unless it was forced: the bytes of a file by [DiskFile#force], and the
/// existence of a file or folder, under its name, by [#forceDirectory] of the folder that holds it. Without that a
/// crash may keep any part of it. [OsDisk] is the real one; the test-jar has one that forgets all it is allowed to.
///
/// Failures are those of [java.nio.file.Files]: `NoSuchFileException`, `FileAlreadyExistsException` and so on.
/// Safe for concurrent use.
public interface Disk {
    /// How a file is opened.
    enum OpenMode {
        /// For reading; it must exist.
        READ,
        /// For reading and writing; it must exist.
        WRITE,
        /// For reading and writing; made if it is absent.
        CREATE,
        /// For reading and writing; it must not exist.
        CREATE_NEW
    }

    /// What a folder says about one of its entries.
    record Entry(String name, boolean isDirectory, long size, long lastModifiedMillis) {}

    DiskFile open(Path file, OpenMode mode) throws IOException;

    boolean exists(Path path) throws IOException;

    /// What is known of a file or folder.
    Entry stat(Path path) throws IOException;

    /// Makes one folder; its parent must exist.
    void createDirectory(Path directory) throws IOException;

    /// Gives a file another name, atomically. A file of that name is replaced.
    void rename(Path from, Path to) throws IOException;

    /// Gives a file a second name, atomically, unless there is something of that name.
    ///
    /// @return false if there was
    boolean linkIfAbsent(Path existing, Path link) throws IOException;

    /// Removes a name of a file, or an empty folder.
    ///
    /// @return false if there was none
    boolean deleteIfExists(Path path) throws IOException;

    /// The entries of a folder, in no order.
    List<Entry> list(Path directory) throws IOException;

    /// Makes the names in this folder, new and gone, survive a crash.
    void forceDirectory(Path directory) throws IOException;
}
