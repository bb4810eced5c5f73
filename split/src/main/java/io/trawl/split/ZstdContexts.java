package io.trawl.split;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Decompresses in contexts that are used again. A fresh one is more than 100 KB of native memory to get, touch and
/// give back: of 100 µs for a block of 128 KB, 30.
final class ZstdContexts {
    /// Kept for the next block; more are made while more threads decompress at once, and closed after.
    private static final int IDLE_MAX = 16;

    private static final BlockingQueue<ZstdDecompressCtx> IDLE = new ArrayBlockingQueue<>(IDLE_MAX);

    private ZstdContexts() {}

    /// @return how many bytes came out
    /// @throws ZstdException if the frame is damaged, or does not fit
    static int decompress(
            @Nullable ZstdDictDecompress dictionary, byte[] frame, int frameLength, byte[] target, int targetLength) {
        ZstdDecompressCtx idle = IDLE.poll();
        ZstdDecompressCtx context = idle == null ? new ZstdDecompressCtx() : idle;
        boolean isIntact = false;
        try {
            if (dictionary != null) {
                context.loadDict(dictionary);
            }
            int length = context.decompressByteArray(target, 0, targetLength, frame, 0, frameLength);
            if (dictionary != null) {
                // An idle context must not hold on to a segment that is closed.
                context.reset();
            }
            isIntact = true;
            return length;
        } finally {
            if (!isIntact || !IDLE.offer(context)) {
                context.close();
            }
        }
    }
}
