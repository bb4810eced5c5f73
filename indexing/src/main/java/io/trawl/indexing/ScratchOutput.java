package io.trawl.indexing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.BitUtil;
import org.jspecify.annotations.Nullable;

/// A file of a [ScratchDirectory] while it is written: in memory, and moved to the disk once it is large.
final class ScratchOutput extends IndexOutput {
    private static final int FIRST_BLOCK_BYTES = 1 << 10;
    private static final int DISK_BLOCK_BYTES = 64 << 10;
    /// A larger file goes to the disk, and a smaller one where [ScratchMemory] is full.
    private static final int MAX_MEMORY_BYTES = 1 << 20;

    private final ScratchDirectory directory;
    private final ScratchMemory memory;
    private final String name;
    private final CRC32 crc = new CRC32();
    private @Nullable FileChannel channel;
    /// The whole file so far, or what of it is not on the disk yet.
    private byte[] block = new byte[FIRST_BLOCK_BYTES];
    private int used;
    /// Bytes of the block that `crc` has seen.
    private int summed;
    /// Bytes before the block.
    private long before;

    ScratchOutput(String name, ScratchDirectory directory) {
        super("ScratchOutput(" + name + ")", name);
        this.name = name;
        this.directory = directory;
        this.memory = directory.memory();
        memory.take(FIRST_BLOCK_BYTES);
    }

    @Override
    public void writeByte(byte value) throws IOException {
        if (used == block.length) {
            makeRoom();
        }
        block[used++] = value;
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (used == block.length) {
                makeRoom();
            }
            int part = Math.min(length - done, block.length - used);
            System.arraycopy(bytes, offset + done, block, used, part);
            used += part;
            done += part;
        }
    }

    @Override
    public void writeShort(short value) throws IOException {
        if (block.length - used >= Short.BYTES) {
            BitUtil.VH_LE_SHORT.set(block, used, value);
            used += Short.BYTES;
        } else {
            super.writeShort(value);
        }
    }

    @Override
    public void writeInt(int value) throws IOException {
        if (block.length - used >= Integer.BYTES) {
            BitUtil.VH_LE_INT.set(block, used, value);
            used += Integer.BYTES;
        } else {
            super.writeInt(value);
        }
    }

    @Override
    public void writeLong(long value) throws IOException {
        if (block.length - used >= Long.BYTES) {
            BitUtil.VH_LE_LONG.set(block, used, value);
            used += Long.BYTES;
        } else {
            super.writeLong(value);
        }
    }

    private void makeRoom() throws IOException {
        if (channel == null && block.length < MAX_MEMORY_BYTES && memory.tryTake(block.length)) {
            block = Arrays.copyOf(block, block.length * 2);
            return;
        }
        sum();
        if (channel == null) {
            Path path = directory.spill(name);
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
        write(channel, ByteBuffer.wrap(block, 0, used));
        before += used;
        used = 0;
        summed = 0;
        if (block.length != DISK_BLOCK_BYTES) {
            memory.giveBack(block.length - DISK_BLOCK_BYTES);
            block = new byte[DISK_BLOCK_BYTES];
        }
    }

    private void sum() {
        crc.update(block, summed, used - summed);
        summed = used;
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public long getFilePointer() {
        return before + used;
    }

    @Override
    public long getChecksum() {
        sum();
        return crc.getValue();
    }

    @Override
    public void close() throws IOException {
        if (channel == null) {
            ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(block, used)).order(ByteOrder.LITTLE_ENDIAN);
            memory.giveBack(block.length - used);
            directory.finished(name, new ByteBuffersDataInput(List.of(bytes)));
            return;
        }
        memory.giveBack(block.length);
        try (FileChannel file = channel) {
            write(file, ByteBuffer.wrap(block, 0, used));
        }
    }
}
