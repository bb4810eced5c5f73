package io.trawl.search;

/// Where a search stream goes. Safe for concurrent use: splits send their chunks as they have them, and what one
/// call brings is never mixed with what another does.
@FunctionalInterface
public interface ChunkSink {
    /// Takes whole values, or whole frames. Blocks while the reader is slow, which is what holds the stream back.
    ///
    /// @param chunk reused by the caller after the call
    /// @throws io.trawl.common.TrawlException CANCELLED if the reader is gone
    void accept(byte[] chunk, int length);
}
