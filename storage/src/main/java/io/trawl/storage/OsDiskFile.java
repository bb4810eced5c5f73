package io.trawl.storage;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// A [FileChannel] that outlives interrupts.
///
/// A `FileChannel` closes itself when a thread that uses it is interrupted, and a cancelled request interrupts: one
/// cancelled request would take the log away from all others. Every operation here has an explicit position and may be
/// repeated, so after such a close the file is opened again, the operation repeated and the interrupt kept for later.
final class OsDiskFile implements DiskFile {
    private final Path path;
    private final Set<OpenOption> reopenOptions;
    /// Replaced, and `closed` set, under `this`.
    private volatile FileChannel channel;
    private boolean closed;

    OsDiskFile(Path path, Disk.OpenMode mode) throws IOException {
        this.path = path;
        Set<OpenOption> options = switch (mode) {
            case READ -> Set.of(StandardOpenOption.READ);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            case CREATE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            case CREATE_NEW -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        };
        reopenOptions =
                mode == Disk.OpenMode.READ ? options : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel = FileChannel.open(path, options);
    }

    static void forceDirectory(Path directory) throws IOException {
        try (OsDiskFile opened = new OsDiskFile(directory, Disk.OpenMode.READ)) {
            // With metadata: the entries of a folder are not data to every file system.
            opened.uninterrupted(current -> {
                current.force(true);
                return 0L;
            });
        }
    }

    @Override
    public long size() throws IOException {
        return uninterrupted(FileChannel::size);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        uninterrupted(current -> {
            while (target.hasRemaining()) {
                int read = current.read(target, position + target.position() - start);
                if (read < 0) {
                    break;
                }
            }
            return 0L;
        });
        return target.position() - start;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int start = source.position();
        uninterrupted(current -> {
            while (source.hasRemaining()) {
                current.write(source, position + source.position() - start);
            }
            return 0L;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        uninterrupted(current -> {
            current.truncate(size);
            return 0L;
        });
    }

    /// Not through the channel: where that is closed meanwhile, by an interrupt or for another thread that was
    /// interrupted, it says so instead of what the system answered. A force that failed would be repeated on a
    /// new channel, and the system tells of a failure only once. Cost: to open a file, some microseconds beside
    /// a force.
    @Override
    public void force() throws IOException {
        checkOpen();
        try (FileInputStream handle = new FileInputStream(path.toFile())) {
            handle.getFD().sync();
        } catch (SyncFailedException failure) {
            throw new IOException("`" + path + "` could not be forced to the disk", failure);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private synchronized void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private interface Operation {
        long on(FileChannel current) throws IOException;
    }

    private long uninterrupted(Operation operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    return operation.on(current);
                } catch (ClosedByInterruptException mine) {
                    interrupted |= Thread.interrupted();
                    reopen(current, mine);
                } catch (ClosedChannelException another) {
                    reopen(current, another);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (closed) {
            throw cause;
        }
        if (channel == broken) {
            channel = FileChannel.open(path, reopenOptions);
        }
    }
}
