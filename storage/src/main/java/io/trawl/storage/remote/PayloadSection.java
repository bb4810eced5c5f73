package io.trawl.storage.remote;

import io.trawl.storage.Payload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/// A run of bytes of a payload, read from its start as often as the client needs to: to sign, to check, to send.
public record PayloadSection(Payload payload, long offset, long length) implements HttpTransport.Body {
    private static final int BUFFER_BYTES = 64 << 10;

    public static PayloadSection whole(Payload payload) {
        return new PayloadSection(payload, 0, payload.length());
    }

    /// In base 64, for the header `Content-MD5`.
    public String md5() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            readAll(digest::update);
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// In base 64, most significant byte first, as headers carry it.
    public String crc32c() throws IOException {
        CRC32C checksum = new CRC32C();
        readAll(checksum::update);
        byte[] value = ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
        return Base64.getEncoder().encodeToString(value);
    }

    private interface Sink {
        void update(byte[] bytes, int offset, int length);
    }

    private void readAll(Sink sink) throws IOException {
        try (InputStream in = open()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sink.update(buffer, 0, read);
            }
        }
    }

    /// The bytes from the first; fails where there are fewer than `length`.
    @Override
    public InputStream open() {
        InputStream in = payload.open();
        try {
            in.skipNBytes(offset);
            return new Bounded(in, length);
        } catch (IOException failure) {
            try (in) {
                throw new UncheckedIOException(new PayloadTooShort(length, payload.length()));
            } catch (IOException ignored) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /// Ends after `length` bytes, and fails where there are fewer.
    private static final class Bounded extends FilterInputStream {
        private final long length;
        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.length = length;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(count, left));
            if (read < 0) {
                throw new PayloadTooShort(left, length);
            }
            left -= read;
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
