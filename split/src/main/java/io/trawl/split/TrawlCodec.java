package io.trawl.split;

import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;

/// Lucene's default codec, but for the documents: [StoredDocsFormat].
///
/// Level and block size are a writer's choice: every block says its own lengths, so that one codec name reads
/// them all.
public final class TrawlCodec extends FilterCodec {
    /// Written into each segment; a change of format needs a new name and a new adapter in [SplitRanges].
    public static final String NAME = "Trawl1";

    /// Fast enough for the first split of a document: 850 MB of logs a second, where level 4 takes three times as long
    /// for 7 % less.
    public static final int DEFAULT_ZSTD_LEVEL = 2;

    /// Bytes of documents that are compressed together, and decompressed together to read one of them.
    public static final int DEFAULT_BLOCK_SIZE = 48 << 10;

    private final int zstdLevel;
    private final int blockSize;

    /// For Lucene's service loader: reads what any level and block size wrote.
    public TrawlCodec() {
        this(DEFAULT_ZSTD_LEVEL, DEFAULT_BLOCK_SIZE);
    }

    private TrawlCodec(int zstdLevel, int blockSize) {
        super(NAME, new Lucene104Codec());
        this.zstdLevel = zstdLevel;
        this.blockSize = blockSize;
    }

    /// @param zstdLevel 1 to 22; higher is smaller and slower to write, and as fast to read
    /// @param blockSize bytes of documents compressed together, at least 1 KiB
    public static TrawlCodec forWriting(int zstdLevel, int blockSize) {
        if (zstdLevel < 1 || zstdLevel > 22) {
            throw new IllegalArgumentException("zstd level must be from 1 to 22, got " + zstdLevel);
        }
        if (blockSize < 1024) {
            throw new IllegalArgumentException("block size must be at least 1024 bytes, got " + blockSize);
        }
        return new TrawlCodec(zstdLevel, blockSize);
    }

    @Override
    public StoredFieldsFormat storedFieldsFormat() {
        return new StoredDocsFormat(zstdLevel, blockSize);
    }
}
