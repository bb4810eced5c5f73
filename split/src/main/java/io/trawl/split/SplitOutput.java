package io.trawl.split;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.apache.lucene.store.IndexInput;

/// Writes a split file from front to back, with checksums: one a page up to the tail, then one for all of the
/// tail.
final class SplitOutput implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final CRC32C crc = new CRC32C();
    private final int pageSize;
    private final int[] checksums;
    private final long dataLength;
    private long position;
    private boolean isInTail;

    /// @param dataLength bytes that will be written before [#startTail]
    SplitOutput(Path file, long dataLength) throws IOException {
        this.dataLength = dataLength;
        this.pageSize = SplitFormat.pageSize(dataLength);
        this.checksums = new int[PageChecksums.pageCount(pageSize, dataLength)];
        this.out = Files.newOutputStream(file);
    }

    long position() {
        return position;
    }

    /// Copies the next `length` bytes of `in`.
    void copy(IndexInput in, long length) throws IOException {
        long left = length;
        while (left > 0) {
            int chunk = (int) Math.min(left, buffer.length);
            in.readBytes(buffer, 0, chunk);
            write(buffer, 0, chunk);
            left -= chunk;
        }
    }

    void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        if (isInTail) {
            crc.update(bytes, offset, length);
            position += length;
            return;
        }
        int done = 0;
        while (done < length) {
            int leftInPage = pageSize - (int) (position % pageSize);
            int chunk = Math.min(leftInPage, length - done);
            crc.update(bytes, offset + done, chunk);
            done += chunk;
            position += chunk;
            if (chunk == leftInPage) {
                finishPage();
            }
        }
    }

    private void finishPage() {
        checksums[(int) ((position - 1) / pageSize)] = (int) crc.getValue();
        crc.reset();
    }

    /// Ends the data; what follows is the tail.
    void startTail() {
        if (position != dataLength) {
            throw new IllegalStateException(
                    position + " bytes of data were written, " + dataLength + " were announced");
        }
        if (position % pageSize != 0) {
            finishPage();
        }
        isInTail = true;
    }

    PageChecksums pages() {
        return new PageChecksums(pageSize, dataLength, checksums);
    }

    /// Of the tail as far as it is written.
    int tailChecksum() {
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
