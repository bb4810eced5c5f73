package io.trawl.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Cuts a stream into batches of whole lines, in constant memory.
final class LineBatches {
    private final InputStream in;
    private final int limit;
    private byte[] buffer;
    private int filled;
    private int batchLength;
    private boolean ended;

    /// @param limit bytes in a batch; one longer line makes a batch of its own
    LineBatches(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
        this.buffer = new byte[limit];
    }

    /// Reads the next batch.
    ///
    /// @return its length in bytes; 0 at the end
    int next() throws IOException {
        fill();
        batchLength = filled;
        if (!ended || filled > limit) {
            int newline = lastNewline(Math.min(filled, limit));
            while (newline < 0 && !ended) {
                buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
                fill();
                newline = firstNewline();
            }
            batchLength = newline < 0 ? filled : newline + 1;
        }
        return batchLength;
    }

    /// Gives the batch that [#next] read; the buffer is the caller's from now on.
    byte[] takeBatch() {
        byte[] batch = buffer;
        byte[] rest = new byte[Math.max(limit, filled - batchLength)];
        System.arraycopy(batch, batchLength, rest, 0, filled - batchLength);
        filled -= batchLength;
        batchLength = 0;
        buffer = rest;
        return batch;
    }

    private void fill() throws IOException {
        while (!ended && filled < buffer.length) {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                ended = true;
            } else {
                filled += read;
            }
        }
    }

    private int firstNewline() {
        for (int i = 0; i < filled; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private int lastNewline(int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
