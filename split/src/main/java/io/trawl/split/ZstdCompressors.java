package io.trawl.split;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Compresses in contexts and buffers that belong to nobody: hundreds of splits may be open at once, of which few
/// compress a block at any time; a context takes 230 KB of native memory, with a dictionary as much again (at level 2).
final class ZstdCompressors {
    /// Kept for the next block; more are made while more threads compress at once, and closed after.
    private static final int IDLE_MAX = 16;

    /// A larger buffer is not kept.
    private static final int IDLE_FRAME_BYTES_MAX = 1 << 20;

    /// What a dictionary of 256 KiB and its tables take, measured up to levels 2, 6 and 22.
    private static final long FAST_DICTIONARY_BYTES = 660 << 10;

    private static final long MEDIUM_DICTIONARY_BYTES = 3 << 20;
    private static final long STRONG_DICTIONARY_BYTES = 9 << 20;
    private static final int FAST_LEVEL_MAX = 2;
    private static final int MEDIUM_LEVEL_MAX = 6;

    private static final BlockingQueue<Compressor> IDLE = new ArrayBlockingQueue<>(IDLE_MAX);

    private ZstdCompressors() {}

    /// The native memory of a dictionary made for `level`, generously.
    static long dictionaryBytes(int level) {
        if (level <= FAST_LEVEL_MAX) {
            return FAST_DICTIONARY_BYTES;
        }
        return level <= MEDIUM_LEVEL_MAX ? MEDIUM_DICTIONARY_BYTES : STRONG_DICTIONARY_BYTES;
    }

    /// Writes one frame.
    ///
    /// @param dictionary made for the level
    static void compress(
            int level, @Nullable ZstdDictCompress dictionary, byte[] source, int sourceLength, DataOutput out)
            throws IOException {
        Compressor idle = IDLE.poll();
        Compressor compressor = idle == null ? new Compressor() : idle;
        boolean isIntact = false;
        try {
            int length = compressor.compress(level, dictionary, source, sourceLength);
            out.writeBytes(compressor.frame, 0, length);
            isIntact = compressor.frame.length <= IDLE_FRAME_BYTES_MAX;
        } finally {
            if (!isIntact || !IDLE.offer(compressor)) {
                compressor.context.close();
            }
        }
    }

    /// A context, and what it writes to: few buffers stay in the processor's caches, one for each open split would not.
    private static final class Compressor {
        private final ZstdCompressCtx context = new ZstdCompressCtx();
        private byte[] frame = BytesRef.EMPTY_BYTES;

        private int compress(int level, @Nullable ZstdDictCompress dictionary, byte[] source, int sourceLength) {
            frame = ArrayUtil.growNoCopy(frame, Math.toIntExact(Zstd.compressBound(sourceLength)));
            context.setLevel(level);
            if (dictionary != null) {
                context.loadDict(dictionary);
            }
            int length = context.compressByteArray(frame, 0, frame.length, source, 0, sourceLength);
            // An idle context must not hold on to a dictionary that is closed.
            context.reset();
            return length;
        }
    }
}
