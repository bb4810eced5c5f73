package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.TrawlException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// One CRC32C for each page of the data before the tail. All reads are rounded to pages, so all that is read
/// is checked.
final class PageChecksums {
    private final int pageSize;
    private final long dataLength;
    private final int[] checksums;

    PageChecksums(int pageSize, long dataLength, int[] checksums) {
        if (checksums.length != pageCount(pageSize, dataLength)) {
            throw new IllegalArgumentException(dataLength + " bytes have " + pageCount(pageSize, dataLength)
                    + " pages of " + pageSize + " bytes, got " + checksums.length + " checksums");
        }
        this.pageSize = pageSize;
        this.dataLength = dataLength;
        this.checksums = checksums;
    }

    static int pageCount(int pageSize, long dataLength) {
        return Math.toIntExact((dataLength + pageSize - 1) / pageSize);
    }

    int pageSize() {
        return pageSize;
    }

    long dataLength() {
        return dataLength;
    }

    int pageCount() {
        return checksums.length;
    }

    int checksum(int page) {
        return checksums[page];
    }

    int pageOf(long position) {
        return (int) (position / pageSize);
    }

    /// The bytes of the pages from `first` up to, not including, `end`.
    ByteRange range(int first, int end) {
        return new ByteRange((long) first * pageSize, Math.min(dataLength, (long) end * pageSize));
    }

    /// Whether these are the bytes of the page.
    boolean isWhole(int page, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue() == checksums[page];
    }

    /// @param firstPage the page that `bytes` start at; they end at a page's end
    /// @throws TrawlException CORRUPTED naming the split and the page
    void verify(String splitName, int firstPage, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        int page = firstPage;
        while (bytes.hasRemaining()) {
            int length = Math.min(pageSize, bytes.remaining());
            crc.reset();
            crc.update(bytes.slice(bytes.position(), length));
            if ((int) crc.getValue() != checksums[page]) {
                throw TrawlException.corrupted("split " + splitName + " is damaged: the checksum of bytes "
                        + range(page, page + 1) + " does not match");
            }
            bytes.position(bytes.position() + length);
            page++;
        }
    }
}
