package io.trawl.storage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// The file system of this machine.
public final class OsDisk implements Disk {
    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
        return new OsDiskFile(file, mode);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public Entry stat(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        Path name = path.getFileName();
        return new Entry(
                name == null ? "" : name.toString(),
                attributes.isDirectory(),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean linkIfAbsent(Path existing, Path link) throws IOException {
        try {
            Files.createLink(link, existing);
            return true;
        } catch (FileAlreadyExistsException present) {
            return false;
        } catch (UnsupportedOperationException unsupported) {
            throw new IOException("the file system has no hard links", unsupported);
        }
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                try {
                    entries.add(stat(path));
                } catch (NoSuchFileException gone) {
                    // Deleted since the folder was read: as good as never seen.
                    continue;
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return entries;
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        OsDiskFile.forceDirectory(directory);
    }
}
