package io.trawl.split;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Compresses in contexts that belong to nobody: hundreds of splits may be open at once, of which few compress a block
/// at any time, and a context takes 230 KB of native memory, with a dictionary as much again (at level 2).
final class ZstdCompressors {
    /// Kept for the next block; more are made while more threads compress at once, and closed after.
    private static final int IDLE_MAX = 16;

    private static final BlockingQueue<ZstdCompressCtx> IDLE = new ArrayBlockingQueue<>(IDLE_MAX);

    private ZstdCompressors() {}

    /// @param dictionary made for the level
    /// @return how many bytes of `target` were written
    static int compress(
            int level, @Nullable ZstdDictCompress dictionary, byte[] target, byte[] source, int sourceLength) {
        ZstdCompressCtx idle = IDLE.poll();
        ZstdCompressCtx context = idle == null ? new ZstdCompressCtx() : idle;
        boolean isIntact = false;
        try {
            context.setLevel(level);
            if (dictionary != null) {
                context.loadDict(dictionary);
            }
            int length = context.compressByteArray(target, 0, target.length, source, 0, sourceLength);
            // An idle context must not hold on to a dictionary that is closed.
            context.reset();
            isIntact = true;
            return length;
        } finally {
            if (!isIntact || !IDLE.offer(context)) {
                context.close();
            }
        }
    }
}
