package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.storage.Disk.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Disk] promises while it does not crash.
abstract class DiskContractTest {
    protected Disk disk;
    protected Path folder;

    /// An empty disk.
    protected abstract Disk openDisk() throws IOException;

    /// A folder on it that is there.
    protected abstract Path existingFolder();

    @BeforeEach
    void openEmptyDisk() throws IOException {
        disk = openDisk();
        folder = existingFolder();
    }

    @Test
    void readsAndWritesAnywhere() throws IOException {
        try (DiskFile file = disk.open(folder.resolve("f"), OpenMode.CREATE_NEW)) {
            write(file, "hello", 0);
            write(file, "world", 10);
            write(file, "J", 0);

            assertThat(file.size()).isEqualTo(15);
            assertThat(read(file, 0, 15)).isEqualTo("Jello\0\0\0\0\0world");
            assertThat(read(file, 12, 100)).isEqualTo("rld");
            assertThat(read(file, 15, 1)).isEmpty();
            assertThat(read(file, 99, 1)).isEmpty();
        }
    }

    @Test
    void truncates() throws IOException {
        try (DiskFile file = disk.open(folder.resolve("f"), OpenMode.CREATE)) {
            write(file, "0123456789", 0);
            file.truncate(4);
            file.truncate(8);
            file.force();

            assertThat(file.size()).isEqualTo(4);
            write(file, "x", 6);
            assertThat(read(file, 0, 100)).isEqualTo("0123\0\0x");
        }
    }

    @Test
    void opensAsAsked() throws IOException {
        Path path = folder.resolve("f");
        assertThatThrownBy(() -> disk.open(path, OpenMode.READ)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.open(path, OpenMode.WRITE)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.open(folder.resolve("no/f"), OpenMode.CREATE))
                .isInstanceOf(NoSuchFileException.class);
        create(path, "abc");
        assertThatThrownBy(() -> disk.open(path, OpenMode.CREATE_NEW)).isInstanceOf(FileAlreadyExistsException.class);

        for (OpenMode mode : new OpenMode[] {OpenMode.READ, OpenMode.WRITE, OpenMode.CREATE}) {
            try (DiskFile file = disk.open(path, mode)) {
                assertThat(read(file, 0, 10)).isEqualTo("abc");
            }
        }
    }

    @Test
    void renamesOverWhatIsThere() throws IOException {
        create(folder.resolve("a"), "new");
        create(folder.resolve("b"), "old");

        disk.rename(folder.resolve("a"), folder.resolve("b"));

        assertThat(disk.exists(folder.resolve("a"))).isFalse();
        assertThat(content(folder.resolve("b"))).isEqualTo("new");
        assertThatThrownBy(() -> disk.rename(folder.resolve("a"), folder.resolve("c")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void linksOnlyToFreeNames() throws IOException {
        create(folder.resolve("a"), "new");
        create(folder.resolve("b"), "old");

        assertThat(disk.linkIfAbsent(folder.resolve("a"), folder.resolve("b"))).isFalse();
        assertThat(disk.linkIfAbsent(folder.resolve("a"), folder.resolve("c"))).isTrue();
        assertThat(disk.deleteIfExists(folder.resolve("a"))).isTrue();

        assertThat(content(folder.resolve("b"))).isEqualTo("old");
        assertThat(content(folder.resolve("c"))).isEqualTo("new");
    }

    @Test
    void keepsAnOpenFileThatLostItsName() throws IOException {
        create(folder.resolve("a"), "abc");
        try (DiskFile file = disk.open(folder.resolve("a"), OpenMode.READ)) {
            assertThat(disk.deleteIfExists(folder.resolve("a"))).isTrue();

            assertThat(read(file, 0, 10)).isEqualTo("abc");
        }
    }

    @Test
    void makesListsAndRemovesFolders() throws IOException {
        Path below = folder.resolve("d");
        disk.createDirectory(below);
        create(below.resolve("f"), "abc");
        disk.createDirectory(below.resolve("e"));
        disk.forceDirectory(below);

        assertThat(disk.list(below)).extracting(Disk.Entry::name).containsExactlyInAnyOrder("e", "f");
        assertThat(disk.stat(below).isDirectory()).isTrue();
        assertThat(disk.stat(below.resolve("f")).size()).isEqualTo(3);
        assertThatThrownBy(() -> disk.createDirectory(below)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.deleteIfExists(below)).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> disk.createDirectory(folder.resolve("no/d"))).isInstanceOf(NoSuchFileException.class);
        assertThat(disk.deleteIfExists(below.resolve("e"))).isTrue();
        assertThat(disk.deleteIfExists(below.resolve("f"))).isTrue();
        assertThat(disk.deleteIfExists(below)).isTrue();
        assertThat(disk.deleteIfExists(below)).isFalse();
        assertThatThrownBy(() -> disk.list(below)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.forceDirectory(below)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesAClosedFile() throws IOException {
        DiskFile file = disk.open(folder.resolve("f"), OpenMode.CREATE);
        file.close();
        file.close();

        assertThatThrownBy(() -> write(file, "x", 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
    }

    protected final void create(Path path, String content) throws IOException {
        try (DiskFile file = disk.open(path, OpenMode.CREATE_NEW)) {
            write(file, content, 0);
        }
    }

    protected final String content(Path path) throws IOException {
        return content(disk, path);
    }

    protected static String content(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path, OpenMode.READ)) {
            return read(file, 0, (int) file.size());
        }
    }

    protected static void write(DiskFile file, String text, long position) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), position);
    }

    protected static String read(DiskFile file, long position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        int read = file.read(target, position);
        assertThat(target.position()).isEqualTo(read);
        return new String(target.array(), 0, read, StandardCharsets.UTF_8);
    }
}
