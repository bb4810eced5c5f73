package io.trawl.search;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Ends a stream that several write to when one of them fails: the others get its failure with their next chunk, for
/// the reader can no longer have all of it.
public final class StoppableSink implements ChunkSink {
    private final ChunkSink sink;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    public StoppableSink(ChunkSink sink) {
        this.sink = sink;
    }

    /// Ends the stream, unless it has ended.
    ///
    /// @return what ended it first
    public RuntimeException stop(RuntimeException reason) {
        RuntimeException first = failure.compareAndExchange(null, reason);
        return first == null ? reason : first;
    }

    /// @throws RuntimeException what the stream was ended with
    @Override
    public void accept(byte[] chunk, int length) {
        RuntimeException ended = failure.get();
        if (ended != null) {
            throw ended;
        }
        sink.accept(chunk, length);
    }
}
