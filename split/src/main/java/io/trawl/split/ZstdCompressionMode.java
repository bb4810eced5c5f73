package io.trawl.split;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictContentType;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.codecs.compressing.CompressionMode;
import org.apache.lucene.codecs.compressing.Compressor;
import org.apache.lucene.codecs.compressing.Decompressor;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Blocks of stored fields, compressed by zstd with the segment's first block as dictionary.
///
/// Logs repeat themselves over a whole segment, and a block of 128 KB sees little of that. The first block, as it is,
/// is
/// a dictionary for all others: measured on 400 MB of generated logs at level 4, stored fields shrink by a third
/// against
/// blocks that stand alone, at the same cost of reading. It costs one more block when the first document of a segment
/// is read; packaging copies it into the hot tail (10 KB there), so no wave is spent on it.
///
/// A block is: vLong, how far behind the block's own start the dictionary's frame starts, 0 for the first block; vInt,
/// the length of the frame; the frame. Frames describe themselves, so a reader needs neither level nor block size.
final class ZstdCompressionMode extends CompressionMode {
    /// A longer first block is no dictionary: blocks of that size see enough by themselves, and a split's tail, which
    /// holds a copy, must stay small.
    private static final int DICTIONARY_BYTES_MAX = 1 << 20;
    /// No block of ours comes near it; a damaged length must not take all memory.
    private static final int FRAME_BYTES_MAX = 256 << 20;

    private final int level;

    ZstdCompressionMode(int level) {
        this.level = level;
    }

    @Override
    public Compressor newCompressor() {
        return new ZstdCompressor(level);
    }

    @Override
    public Decompressor newDecompressor() {
        return new ZstdDecompressor(new SharedDictionary());
    }

    @Override
    public String toString() {
        return "ZSTD(" + level + ")";
    }

    /// Lucene closes it with the writer, and the native memory with it.
    private static final class ZstdCompressor extends Compressor {
        private final int level;
        private final ZstdCompressCtx context;
        private @Nullable ZstdDictCompress dictionary;
        private long dictionaryStart;
        private boolean isStarted;
        private byte[] raw = BytesRef.EMPTY_BYTES;
        private byte[] compressed = BytesRef.EMPTY_BYTES;

        ZstdCompressor(int level) {
            this.level = level;
            context = new ZstdCompressCtx().setLevel(level);
        }

        @Override
        public void compress(ByteBuffersDataInput source, DataOutput out) throws IOException {
            // Lucene compresses straight into the data file; without places a block stands alone.
            long start = out instanceof IndexOutput file ? file.getFilePointer() : -1;
            int length = Math.toIntExact(source.length());
            raw = ArrayUtil.growNoCopy(raw, length);
            source.readBytes(raw, 0, length);
            compressed = ArrayUtil.growNoCopy(compressed, Math.toIntExact(Zstd.compressBound(length)));
            int compressedLength = context.compressByteArray(compressed, 0, compressed.length, raw, 0, length);
            out.writeVLong(dictionary == null ? 0 : start - dictionaryStart);
            out.writeVInt(compressedLength);
            out.writeBytes(compressed, compressedLength);
            if (dictionary == null && !isStarted && start >= 0 && length <= DICTIONARY_BYTES_MAX) {
                dictionaryStart = start;
                dictionary = new ZstdDictCompress(Arrays.copyOf(raw, length), level, ZstdDictContentType.RAW_CONTENT);
                context.loadDict(dictionary);
            }
            isStarted = true;
        }

        @Override
        public void close() {
            context.close();
            if (dictionary != null) {
                dictionary.close();
            }
        }
    }

    /// The first block of one segment, read when another block first needs it; shared by all readers of the segment.
    private static final class SharedDictionary {
        private volatile @Nullable ZstdDictDecompress dictionary;

        /// @param block at the start of a block that needs the dictionary
        ZstdDictDecompress load(IndexInput block, long distance) throws IOException {
            ZstdDictDecompress known = dictionary;
            if (known != null) {
                return known;
            }
            IndexInput first = block.clone();
            long at = block.getFilePointer() - distance;
            if (at < 0) {
                throw new CorruptIndexException("block names a dictionary in front of the file", block);
            }
            first.seek(at);
            if (first.readVLong() != 0) {
                throw new CorruptIndexException("block names a dictionary that is none", block);
            }
            byte[] frame = new byte[checkedLength(first.readVInt(), first)];
            first.readBytes(frame, 0, frame.length);
            long rawLength = Zstd.getFrameContentSize(frame);
            if (rawLength <= 0 || rawLength > DICTIONARY_BYTES_MAX) {
                throw new CorruptIndexException("dictionary of " + rawLength + " bytes", block);
            }
            byte[] raw = new byte[(int) rawLength];
            try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
                context.decompressByteArray(raw, 0, raw.length, frame, 0, frame.length);
            }
            synchronized (this) {
                if (dictionary == null) {
                    // Freed with this object: zstd-jni's own cleaner looks after it.
                    dictionary = new ZstdDictDecompress(raw, ZstdDictContentType.RAW_CONTENT);
                }
                return dictionary;
            }
        }
    }

    private static int checkedLength(int length, DataInput in) throws CorruptIndexException {
        if (length < 0 || length > FRAME_BYTES_MAX) {
            throw new CorruptIndexException("block of " + length + " bytes", in);
        }
        return length;
    }

    private static final class ZstdDecompressor extends Decompressor {
        private final SharedDictionary dictionary;
        private byte[] compressed = BytesRef.EMPTY_BYTES;

        ZstdDecompressor(SharedDictionary dictionary) {
            this.dictionary = dictionary;
        }

        @Override
        public void decompress(DataInput in, int originalLength, int offset, int length, BytesRef target)
                throws IOException {
            ZstdDictDecompress loaded = null;
            long start = in instanceof IndexInput file ? file.getFilePointer() : 0;
            long distance = in.readVLong();
            if (distance != 0) {
                if (!(in instanceof IndexInput file)) {
                    throw new CorruptIndexException("block needs a dictionary, and has no file around it", in);
                }
                long next = file.getFilePointer();
                file.seek(start);
                loaded = dictionary.load(file, distance);
                file.seek(next);
            }
            int compressedLength = checkedLength(in.readVInt(), in);
            compressed = ArrayUtil.growNoCopy(compressed, compressedLength);
            in.readBytes(compressed, 0, compressedLength);
            target.bytes = ArrayUtil.growNoCopy(target.bytes, originalLength);
            int got = decompress(loaded, compressedLength, target.bytes, originalLength, in);
            if (got < offset + length) {
                throw new CorruptIndexException("block holds " + got + " bytes, expected " + originalLength, in);
            }
            target.offset = offset;
            target.length = length;
        }

        private int decompress(
                @Nullable ZstdDictDecompress loaded, int compressedLength, byte[] target, int length, DataInput in)
                throws CorruptIndexException {
            try {
                return ZstdContexts.decompress(loaded, compressed, compressedLength, target, length);
            } catch (ZstdException broken) {
                throw new CorruptIndexException("block does not decompress: " + broken.getMessage(), in, broken);
            }
        }

        @Override
        public Decompressor clone() {
            return new ZstdDecompressor(dictionary);
        }
    }
}
