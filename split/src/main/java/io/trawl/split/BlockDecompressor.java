package io.trawl.split;

import com.github.luben.zstd.ZstdDictContentType;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import io.trawl.common.ByteRange;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Decompresses the blocks of one segment, of which the first ones may be the dictionary of the others. Shared by all
/// readers of the segment; whoever has the segment open closes it.
final class BlockDecompressor implements AutoCloseable {
    /// What zstd keeps beside a dictionary's bytes.
    private static final int DICTIONARY_TABLE_BYTES = 28 << 10;

    private final IndexInput file;
    /// Where the blocks of the dictionary start, and where the last of them ends; empty if there is none.
    private final long[] dictionaryStarts;

    private final int dictionaryBytesMax;
    /// Held to read by who decompresses with the dictionary, which is native memory, and to write by who frees it.
    private final ReadWriteLock dictionaryUse = new ReentrantReadWriteLock();

    private volatile @Nullable ZstdDictDecompress dictionary;
    /// Native memory of it.
    private volatile long dictionaryBytes;

    /// @param file cloned for reading the dictionary
    /// @param dictionaryStarts of each block of it, and the end of the last one; empty: there is none
    /// @param dictionaryBytesMax where the dictionary is cut off
    BlockDecompressor(IndexInput file, long[] dictionaryStarts, int dictionaryBytesMax) {
        this.file = file;
        this.dictionaryStarts = dictionaryStarts;
        this.dictionaryBytesMax = dictionaryBytesMax;
    }

    /// Where in the file the dictionary's blocks lie; empty if there are none.
    ByteRange dictionaryRange() {
        return dictionaryStarts.length == 0
                ? new ByteRange(0, 0)
                : new ByteRange(dictionaryStarts[0], dictionaryStarts[dictionaryStarts.length - 1]);
    }

    /// @param in where the block lies from `start` to `end`; moved
    /// @param documents that the block must have
    /// @param target filled anew
    void decompress(IndexInput in, long start, long end, int documents, Block target) throws IOException {
        boolean usesDictionary = dictionaryStarts.length > 0 && start >= dictionaryStarts[dictionaryStarts.length - 1];
        in.seek(start);
        if (usesDictionary) {
            dictionaryUse.readLock().lock();
            try {
                decompressHere(in, end, loadDictionary(), target);
            } finally {
                dictionaryUse.readLock().unlock();
            }
        } else {
            decompressHere(in, end, null, target);
        }
        if (target.documents != documents) {
            throw new CorruptIndexException("block has " + target.documents + " documents, not " + documents, in);
        }
    }

    private static void decompressHere(IndexInput in, long end, @Nullable ZstdDictDecompress loaded, Block target)
            throws IOException {
        int head = in.readVInt();
        int fieldNumber = in.readVInt() - 1;
        int length = in.readVInt();
        long frameLength = end - in.getFilePointer();
        if (length < 0 || length > StoredDocsFormat.BLOCK_BYTES_MAX) {
            throw new CorruptIndexException("block of " + length + " bytes", in);
        }
        if (frameLength < 0 || frameLength > StoredDocsFormat.BLOCK_BYTES_MAX) {
            throw new CorruptIndexException("frame of " + frameLength + " bytes", in);
        }
        target.read(in, (int) frameLength, length, loaded);
        target.describe(head >>> 1, (head & 1) != 0, fieldNumber, in);
    }

    /// Memory beside the heap.
    long nativeBytes() {
        return dictionaryBytes;
    }

    /// Frees the dictionary now rather than when the collector finds it, which may be long after: it is much larger
    /// than what it takes of the heap.
    @Override
    public void close() {
        dictionaryUse.writeLock().lock();
        try {
            ZstdDictDecompress loaded = dictionary;
            dictionary = null;
            dictionaryBytes = 0;
            if (loaded != null) {
                loaded.close();
            }
        } finally {
            dictionaryUse.writeLock().unlock();
        }
    }

    /// Reads it when a block first needs it.
    private ZstdDictDecompress loadDictionary() throws IOException {
        ZstdDictDecompress known = dictionary;
        if (known != null) {
            return known;
        }
        byte[] raw = BytesRef.EMPTY_BYTES;
        int filled = 0;
        IndexInput in = file.clone();
        in.seek(dictionaryStarts[0]);
        try (Block block = Block.borrow()) {
            for (int i = 1; i < dictionaryStarts.length; i++) {
                decompressHere(in, dictionaryStarts[i], null, block);
                int taken = Math.min(block.length, dictionaryBytesMax - filled);
                raw = ArrayUtil.grow(raw, filled + taken);
                System.arraycopy(block.bytes, 0, raw, filled, taken);
                filled += taken;
            }
        }
        byte[] whole = Arrays.copyOf(raw, filled);
        synchronized (this) {
            if (dictionary == null) {
                dictionary = new ZstdDictDecompress(whole, ZstdDictContentType.RAW_CONTENT);
                dictionaryBytes = whole.length + DICTIONARY_TABLE_BYTES;
            }
            return dictionary;
        }
    }

    /// Memory for one block. One thread's at a time.
    static final class Block implements AutoCloseable {
        /// Kept for the next block; more are made while more threads decompress at once.
        private static final int IDLE_MAX = 16;
        /// A larger one is not kept.
        private static final int IDLE_BYTES_MAX = 1 << 20;

        private static final BlockingQueue<Block> IDLE = new ArrayBlockingQueue<>(IDLE_MAX);

        private byte[] frame = BytesRef.EMPTY_BYTES;
        private byte[] bytes = BytesRef.EMPTY_BYTES;
        private int length;
        private boolean hasLengths;
        private int documents;
        private int fieldNumber;
        /// The line that was found last, and whose it is.
        private int lineDocument;

        private int lineStart;
        private int lineLength;
        private @Nullable IndexInput origin;

        /// To be closed, which gives it back.
        static Block borrow() {
            Block idle = IDLE.poll();
            return idle == null ? new Block() : idle;
        }

        @Override
        public void close() {
            origin = null;
            if (bytes.length + frame.length <= IDLE_BYTES_MAX) {
                var _ = IDLE.offer(this);
            }
        }

        private void read(IndexInput in, int frameLength, int rawLength, @Nullable ZstdDictDecompress dictionary)
                throws IOException {
            frame = ArrayUtil.growNoCopy(frame, frameLength);
            in.readBytes(frame, 0, frameLength);
            bytes = ArrayUtil.growNoCopy(bytes, rawLength);
            length = rawLength;
            try {
                int got = ZstdContexts.decompress(dictionary, frame, frameLength, bytes, rawLength);
                if (got != rawLength) {
                    throw new CorruptIndexException("block holds " + got + " bytes, expected " + rawLength, in);
                }
            } catch (ZstdException broken) {
                throw new CorruptIndexException("block does not decompress: " + broken.getMessage(), in, broken);
            }
        }

        private void describe(int count, boolean withLengths, int field, IndexInput in) {
            documents = count;
            hasLengths = withLengths;
            fieldNumber = field;
            lineDocument = 0;
            lineStart = 0;
            lineLength = 0;
            origin = in;
        }

        /// Goes to a document.
        ///
        /// @param document its place in the block
        /// @return false if it has no line
        boolean seek(int document) throws IOException {
            if (hasLengths) {
                return seekByLengths(document);
            }
            if (document < lineDocument) {
                lineDocument = 0;
                lineStart = 0;
            }
            // Documents of one block are mostly read in order: on from the line before.
            int start = lineStart;
            if (document > lineDocument) {
                int before = LineFeeds.indexOf(bytes, lineStart, length, document - lineDocument);
                if (before < 0) {
                    throw damaged(document);
                }
                start = before + 1;
            }
            int end = LineFeeds.indexOf(bytes, start, length, 1);
            if (end < 0) {
                throw damaged(document);
            }
            lineDocument = document;
            lineStart = start;
            lineLength = end - start;
            return true;
        }

        private boolean seekByLengths(int document) throws IOException {
            ByteArrayDataInput in = new ByteArrayDataInput(bytes, 0, length);
            long before = 0;
            int own = 0;
            for (int i = 0; i < documents; i++) {
                int coded = in.readVInt();
                if (i < document) {
                    before += Math.max(0, coded - 1);
                } else if (i == document) {
                    own = coded;
                }
            }
            if (own == 0) {
                return false;
            }
            long start = in.getPosition() + before;
            if (own < 0 || start + own - 1 > length) {
                throw damaged(document);
            }
            lineStart = (int) start;
            lineLength = own - 1;
            return true;
        }

        private CorruptIndexException damaged(int document) {
            return new CorruptIndexException("block has no document " + document, String.valueOf(origin));
        }

        int fieldNumber() {
            return fieldNumber;
        }

        byte[] bytes() {
            return bytes;
        }

        int lineStart() {
            return lineStart;
        }

        int lineLength() {
            return lineLength;
        }
    }
}
