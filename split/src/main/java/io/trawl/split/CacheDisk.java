package io.trawl.split;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;

/// Writes to cache files. Safe for concurrent use.
interface CacheDisk {
    /// Writes all of `bytes`; the file is made if there is none.
    void write(Path file, ByteBuffer bytes, long at) throws IOException;

    /// @param descriptors files open for writing at once; others wait
    static CacheDisk ofFiles(int descriptors) {
        Semaphore permits = new Semaphore(descriptors, true);
        return (file, bytes, at) -> {
            try {
                permits.acquire();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                long position = at;
                while (bytes.hasRemaining()) {
                    position += channel.write(bytes, position);
                }
            } finally {
                permits.release();
            }
        };
    }

    /// A disk that makes room when it is full, once a write.
    default CacheDisk makingRoom(Runnable makeRoom) {
        return (file, bytes, at) -> {
            ByteBuffer again = bytes.duplicate();
            try {
                write(file, bytes, at);
            } catch (ClosedByInterruptException interrupted) {
                throw interrupted;
            } catch (IOException full) {
                makeRoom.run();
                write(file, again, at);
            }
        };
    }
}
