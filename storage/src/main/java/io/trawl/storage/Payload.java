package io.trawl.storage;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/// What is put: a run of bytes whose length is known and that can be read more than once, so that a put can be retried.
///
/// The bytes must not change until the put has returned.
public sealed interface Payload {
    long length();

    /// The bytes from the start. The caller closes the stream.
    ///
    /// @throws TrawlException INTERNAL if the file behind it cannot be opened
    InputStream open();

    static Payload ofBytes(byte[] bytes) {
        return new Bytes(bytes, 0, bytes.length);
    }

    static Payload ofBytes(byte[] bytes, int offset, int length) {
        return new Bytes(bytes, offset, length);
    }

    static Payload ofUtf8(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The whole of a file on this machine. Asks the file for its length.
    ///
    /// @throws TrawlException NOT_FOUND if it is absent, INTERNAL if it cannot be read
    static Payload ofFile(Path path) {
        try {
            return new OfFile(path, Files.size(path));
        } catch (NoSuchFileException absent) {
            throw new TrawlException(ErrorCode.NOT_FOUND, "file `" + path + "` not found", absent);
        } catch (IOException failure) {
            throw TrawlException.internal(
                    "cannot read file `" + path + "`: " + TrawlException.describe(failure), failure);
        }
    }

    /// Bytes in memory; the array is not copied.
    @SuppressWarnings("ArrayRecordComponent") // Identity is all that is asked of it.
    record Bytes(byte[] array, int offset, int size) implements Payload {
        public Bytes {
            Objects.checkFromIndexSize(offset, size, array.length);
        }

        @Override
        public long length() {
            return size;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(array, offset, size);
        }
    }

    /// A file of which exactly `length` bytes are put.
    record OfFile(Path path, long length) implements Payload {
        public OfFile {
            if (length < 0) {
                throw new IllegalArgumentException("length of `" + path + "` must not be negative, got " + length);
            }
        }

        @Override
        public InputStream open() {
            try {
                return Files.newInputStream(path);
            } catch (IOException failure) {
                throw TrawlException.internal(
                        "cannot read file `" + path + "`: " + TrawlException.describe(failure), failure);
            }
        }
    }
}
