package io.trawl.benchmarks;

import io.trawl.common.ByteRange;
import java.io.EOFException;
import org.apache.lucene.store.IndexInput;

/// A part of an object as Lucene reads it, over [OnDemandBlocks].
final class OnDemandInput extends IndexInput {
    private final OnDemandBlocks blocks;
    private final ByteRange place;
    /// In the object.
    private long position;

    private long block = -1;
    private byte[] bytes = new byte[0];

    OnDemandInput(String description, OnDemandBlocks blocks, ByteRange place) {
        super(description);
        this.blocks = blocks;
        this.place = place;
        this.position = place.start();
    }

    private void moveToBlock() throws EOFException {
        if (position >= place.end()) {
            throw new EOFException("read past the end of " + this);
        }
        if (position / OnDemandBlocks.BLOCK_BYTES != block) {
            block = position / OnDemandBlocks.BLOCK_BYTES;
            bytes = blocks.get(block);
        }
    }

    @Override
    public byte readByte() throws EOFException {
        moveToBlock();
        return bytes[(int) (position++ % OnDemandBlocks.BLOCK_BYTES)];
    }

    @Override
    public void readBytes(byte[] target, int offset, int count) throws EOFException {
        int done = 0;
        while (done < count) {
            moveToBlock();
            int at = (int) (position % OnDemandBlocks.BLOCK_BYTES);
            int part = Math.min(count - done, bytes.length - at);
            System.arraycopy(bytes, at, target, offset + done, part);
            position += part;
            done += part;
        }
    }

    @Override
    public void prefetch(long offset, long count) {
        blocks.prefetch(place.start() + offset, place.start() + offset + count);
    }

    @Override
    public long getFilePointer() {
        return position - place.start();
    }

    @Override
    public void seek(long target) {
        position = place.start() + target;
    }

    @Override
    public long length() {
        return place.length();
    }

    @Override
    public IndexInput slice(String description, long offset, long count) {
        return new OnDemandInput(
                getFullSliceDescription(description), blocks, ByteRange.ofLength(place.start() + offset, count));
    }

    /// Nothing to do: the blocks belong to the directory.
    @Override
    public void close() {}
}
