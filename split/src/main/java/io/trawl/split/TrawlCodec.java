package io.trawl.split;

import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene90.compressing.Lucene90CompressingStoredFieldsFormat;

/// Lucene's default codec with stored fields compressed by zstd.
///
/// Level and block size are a writer's choice: every block says its own lengths, so that one codec name reads
/// them all.
public final class TrawlCodec extends FilterCodec {
    /// Written into each segment; a change of format needs a new name and a new adapter in [SplitRanges].
    public static final String NAME = "Trawl1";

    /// Fast enough for the first split of a document: 290 MB of logs a second, a sixth smaller than level 3.
    public static final int DEFAULT_ZSTD_LEVEL = 4;

    /// Bytes of documents that are compressed together, and decompressed together to read one of them.
    public static final int DEFAULT_BLOCK_SIZE = 128 << 10;

    private static final String STORED_FIELDS_NAME = "TrawlZstd";
    /// A block also ends here, so that tiny documents do not make reading one of them slow.
    private static final int MAX_DOCS_PER_BLOCK = 4096;
    /// Block starts are kept in packed groups of 2 to this power.
    private static final int BLOCK_SHIFT = 10;

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

    /// A new one each time: where reader and writer share a compression mode, Lucene's merges copy blocks as they are,
    /// and ours hang on the first block of their own segment.
    @Override
    public StoredFieldsFormat storedFieldsFormat() {
        return new Lucene90CompressingStoredFieldsFormat(
                STORED_FIELDS_NAME, new ZstdCompressionMode(zstdLevel), blockSize, MAX_DOCS_PER_BLOCK, BLOCK_SHIFT);
    }
}
