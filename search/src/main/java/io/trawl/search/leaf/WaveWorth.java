package io.trawl.search.leaf;

import io.trawl.common.DataSize;

/// What may be read rather than wait for a wave.
///
/// A wave costs the latency of the storage, some 30 ms, in which one connection brings 2.7 MB. A split has some three
/// connections when many are searched at once.
///
/// @param speculation bytes that may be read on suspicion, all together
/// @param light a required term with so many bytes of dictionary and lists may well be absent: its list has at most
/// some ten thousand documents
public record WaveWorth(DataSize speculation, DataSize light) {
    public static final WaveWorth DEFAULT = new WaveWorth(DataSize.ofBytes(3 * 2_700_000L), DataSize.ofKibibytes(256));

    boolean allows(long bytes) {
        return bytes <= speculation.bytes();
    }
}
