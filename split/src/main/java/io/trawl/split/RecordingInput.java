package io.trawl.split;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.RandomAccessInput;

/// An input that tells an [AccessLog] of its reads, seeks and slices, in positions of the whole file.
final class RecordingInput extends IndexInput implements RandomAccessInput {
    private final String file;
    private final long base;
    private final IndexInput delegate;
    private final RandomAccessInput random;
    private final AccessLog log;

    RecordingInput(String file, long base, IndexInput delegate, AccessLog log) throws IOException {
        super(file);
        this.file = file;
        this.base = base;
        this.delegate = delegate;
        this.random = delegate instanceof RandomAccessInput access
                ? access
                : delegate.randomAccessSlice(0, delegate.length());
        this.log = log;
    }

    String file() {
        return file;
    }

    /// In the whole file.
    long positionInFile() {
        return base + delegate.getFilePointer();
    }

    private void readsNext(long length) {
        log.read(file, base + delegate.getFilePointer(), length);
    }

    @Override
    public byte readByte() throws IOException {
        readsNext(1);
        return delegate.readByte();
    }

    @Override
    public void readBytes(byte[] target, int offset, int length) throws IOException {
        readsNext(length);
        delegate.readBytes(target, offset, length);
    }

    @Override
    public short readShort() throws IOException {
        readsNext(Short.BYTES);
        return delegate.readShort();
    }

    @Override
    public int readInt() throws IOException {
        readsNext(Integer.BYTES);
        return delegate.readInt();
    }

    @Override
    public long readLong() throws IOException {
        readsNext(Long.BYTES);
        return delegate.readLong();
    }

    @Override
    public void readInts(int[] target, int offset, int length) throws IOException {
        readsNext((long) length * Integer.BYTES);
        delegate.readInts(target, offset, length);
    }

    @Override
    public void readLongs(long[] target, int offset, int length) throws IOException {
        readsNext((long) length * Long.BYTES);
        delegate.readLongs(target, offset, length);
    }

    @Override
    public void readFloats(float[] target, int offset, int length) throws IOException {
        readsNext((long) length * Float.BYTES);
        delegate.readFloats(target, offset, length);
    }

    @Override
    public byte readByte(long position) throws IOException {
        log.read(file, base + position, 1);
        return random.readByte(position);
    }

    @Override
    public void readBytes(long position, byte[] target, int offset, int length) throws IOException {
        log.read(file, base + position, length);
        random.readBytes(position, target, offset, length);
    }

    @Override
    public short readShort(long position) throws IOException {
        log.read(file, base + position, Short.BYTES);
        return random.readShort(position);
    }

    @Override
    public int readInt(long position) throws IOException {
        log.read(file, base + position, Integer.BYTES);
        return random.readInt(position);
    }

    @Override
    public long readLong(long position) throws IOException {
        log.read(file, base + position, Long.BYTES);
        return random.readLong(position);
    }

    @Override
    public void seek(long position) throws IOException {
        log.seek(this, base + position);
        delegate.seek(position);
    }

    @Override
    public long getFilePointer() {
        return delegate.getFilePointer();
    }

    @Override
    public long length() {
        return delegate.length();
    }

    @Override
    public IndexInput slice(String description, long offset, long length) throws IOException {
        // One up to the end of the file is an open end of Lucene's, and says nothing about where something ends.
        boolean isOpenEnd = base == 0 && offset + length == delegate.length();
        if (!isOpenEnd) {
            log.slice(file, base + offset, length);
        }
        return new RecordingInput(file, base + offset, delegate.slice(description, offset, length), log);
    }

    @Override
    public RecordingInput clone() {
        try {
            return new RecordingInput(file, base, delegate.clone(), log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }
}
