package io.trawl.server;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The folder that belongs to one running node. A lock keeps a second process out; the system drops it when the process
/// dies.
public final class DataFolder implements AutoCloseable {
    private static final String LOCK_FILE = "node.lock";

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /// Takes the folder.
    ///
    /// @throws TrawlException BAD_REQUEST if it does not exist or is no folder, FAILED_PRECONDITION if another
    ///     process has it, FORBIDDEN if it cannot be written
    public static DataFolder open(Path root) {
        if (!Files.isDirectory(root)) {
            throw TrawlException.badRequest("data folder `" + root + "` "
                    + (Files.exists(root) ? "is not a folder" : "does not exist")
                    + ": create it (mkdir -p " + root + "), or name another with `data_dir` or TRAWL_DATA_DIR");
        }
        Path lockFile = root.resolve(LOCK_FILE);
        try {
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = readHolder(channel);
                channel.close();
                throw new TrawlException(
                        ErrorCode.FAILED_PRECONDITION,
                        "data folder `" + root + "` is in use by process " + holder
                                + ": stop it, or name another folder with `data_dir` or TRAWL_DATA_DIR");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            return new DataFolder(root, channel, lock);
        } catch (IOException unwritable) {
            throw new TrawlException(
                    ErrorCode.FORBIDDEN,
                    "data folder `" + root + "` cannot be written: " + TrawlException.describe(unwritable)
                            + "; give this user the right to, or name another with `data_dir` or TRAWL_DATA_DIR",
                    unwritable);
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldHere) {
            return null;
        }
    }

    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(32);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "unknown" : text;
    }

    /// A folder inside, made if it is absent.
    public Path folder(String name) {
        Path folder = root.resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.FORBIDDEN,
                    "cannot make folder `" + folder + "`: " + TrawlException.describe(failure),
                    failure);
        }
    }

    public Path root() {
        return root;
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException failure) {
            throw TrawlException.internal("cannot release data folder `" + root + "`", failure);
        }
    }
}
