package io.trawl.split;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.lucene.codecs.compressing.CompressionMode;
import org.apache.lucene.codecs.compressing.Compressor;
import org.apache.lucene.codecs.compressing.Decompressor;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/// Each block of stored fields is one zstd frame behind its compressed length. Frames describe themselves, so
/// a reader needs neither level nor block size.
final class ZstdCompressionMode extends CompressionMode {
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
        return new ZstdDecompressor();
    }

    @Override
    public String toString() {
        return "ZSTD(" + level + ")";
    }

    /// Lucene closes it with the writer, and the native context with it.
    private static final class ZstdCompressor extends Compressor {
        private final ZstdCompressCtx context;
        private byte[] raw = BytesRef.EMPTY_BYTES;
        private byte[] compressed = BytesRef.EMPTY_BYTES;

        ZstdCompressor(int level) {
            context = new ZstdCompressCtx().setLevel(level);
        }

        @Override
        public void compress(ByteBuffersDataInput source, DataOutput out) throws IOException {
            int length = Math.toIntExact(source.length());
            raw = ArrayUtil.growNoCopy(raw, length);
            source.readBytes(raw, 0, length);
            compressed = ArrayUtil.growNoCopy(compressed, Math.toIntExact(Zstd.compressBound(length)));
            int compressedLength = context.compressByteArray(compressed, 0, compressed.length, raw, 0, length);
            out.writeVInt(compressedLength);
            out.writeBytes(compressed, compressedLength);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    private static final class ZstdDecompressor extends Decompressor {
        /// zstd itself works in steps of this size; leaving out less than one of them saves nothing.
        private static final int STEP_BYTES = 128 << 10;

        private byte[] compressed = BytesRef.EMPTY_BYTES;

        @Override
        public void decompress(DataInput in, int originalLength, int offset, int length, BytesRef target)
                throws IOException {
            int compressedLength = in.readVInt();
            compressed = ArrayUtil.growNoCopy(compressed, compressedLength);
            in.readBytes(compressed, 0, compressedLength);
            int wanted = offset + length;
            boolean isMostWanted = wanted > originalLength - STEP_BYTES;
            target.bytes = ArrayUtil.growNoCopy(target.bytes, isMostWanted ? originalLength : wanted);
            try {
                int got = isMostWanted
                        ? decompressAll(compressedLength, target.bytes, originalLength)
                        : decompressStart(compressedLength, target.bytes, wanted);
                if (got < wanted) {
                    throw new CorruptIndexException("block holds " + got + " bytes, expected " + originalLength, in);
                }
            } catch (ZstdException | ZstdIOException broken) {
                throw new CorruptIndexException("block does not decompress: " + broken.getMessage(), in, broken);
            }
            target.offset = offset;
            target.length = length;
        }

        private int decompressAll(int compressedLength, byte[] target, int originalLength) {
            try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
                return context.decompressByteArray(target, 0, originalLength, compressed, 0, compressedLength);
            }
        }

        /// For one document near the start of a large block.
        private int decompressStart(int compressedLength, byte[] target, int wanted) throws IOException {
            ByteArrayInputStream source = new ByteArrayInputStream(compressed, 0, compressedLength);
            try (InputStream raw = new ZstdInputStreamNoFinalizer(source, RecyclingBufferPool.INSTANCE)) {
                return raw.readNBytes(target, 0, wanted);
            }
        }

        @Override
        public Decompressor clone() {
            return new ZstdDecompressor();
        }
    }
}
