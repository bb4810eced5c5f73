package io.trawl.split;

import java.io.IOException;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.codecs.StoredFieldsWriter;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;

/// Stored documents: of each document one binary field, its line, in blocks compressed by zstd.
///
/// Logs repeat themselves over a whole segment, and a block of 48 KiB sees little of that. So the first blocks, as
/// they are, are the dictionary of all others; packaging copies them into the hot tail, where they cost no wave.
/// Blocks can then be small, and reading one document is quick. Lines are put end to end with a line feed behind
/// each, as they came in: their lengths are then nowhere written, where Lucene's own format keeps 2 bytes a document
/// in the block's head and as many again inside it. Measured on 400 MB of generated logs, 1,014,651 lines, in bytes,
/// seconds of compression, and time to read a block:
///
/// | | bytes | CPU-s | µs |
/// |---|---|---|---|
/// | Lucene's format, 128 KiB, no dictionary, zstd 4 | 31.5 M | 0.5 | 43 |
/// | Lucene's format, 128 KiB, 128 KiB of dictionary, zstd 4 | 24.9 M | 1.5 | 47 |
/// | ours, 128 KiB, 256 KiB of dictionary, zstd 2 | 22.8 M | 0.5 | 45 |
/// | ours, 48 KiB, 512 KiB of dictionary, zstd 2 | 24.4 M | 0.6 | 19 |
/// | ours, 48 KiB, 256 KiB of dictionary, zstd 2: what is written | 24.6 M | 0.6 | |
///
/// Layout, in Lucene's variable-length numbers; every file has Lucene's header and footer:
/// ```
/// .fdt   block…       documents << 1 | hasLengths, field number, bytes uncompressed, a zstd frame up to the next block
///        a frame      line LF line LF …       or, if a line holds an LF or a document has no line (hasLengths):
///                     length + 1 of each, 0 for none, then the lines
/// .fdx                first document and start of each block, and of the end, as monotonic tables
/// .fdm   how many blocks, how many of them are the dictionary, and the tables' metadata
/// ```
final class StoredDocsFormat extends StoredFieldsFormat {
    static final String DATA = "fdt";
    static final String INDEX = "fdx";
    static final String META = "fdm";

    static final String DATA_CODEC = "TrawlDocsData";
    static final String INDEX_CODEC = "TrawlDocsIndex";
    static final String META_CODEC = "TrawlDocsMeta";
    /// The first version cut the dictionary off at 512 KiB, in the middle of a block.
    static final int VERSION_CUT = 0;

    static final int CUT_BYTES = 512 << 10;
    static final int VERSION = 1;

    /// Tables are packed in groups of 2 to this power.
    static final int TABLE_SHIFT = 10;
    /// A block also ends here, so that tiny documents do not make reading one of them slow.
    static final int MAX_DOCS_PER_BLOCK = 4096;
    /// The dictionary is so many of the first blocks, uncompressed, as reach this; a split with less has none.
    /// With blocks larger than this there is none either: they see enough by themselves. Twice as much saves
    /// 0.8 % of a large split's documents, and costs 3 % in a split of 2 MB, where more blocks do without.
    static final int DICTIONARY_BYTES = 256 << 10;
    /// No block of ours comes near it; a damaged length must not take all memory.
    static final int BLOCK_BYTES_MAX = 256 << 20;

    private final int level;
    private final int blockSize;

    /// @param level of zstd
    /// @param blockSize bytes of lines after which a block ends
    StoredDocsFormat(int level, int blockSize) {
        this.level = level;
        this.blockSize = blockSize;
    }

    @Override
    public StoredFieldsReader fieldsReader(
            Directory directory, SegmentInfo segment, FieldInfos fields, IOContext context) throws IOException {
        return StoredDocsReader.open(directory, segment, fields, context);
    }

    @Override
    public StoredFieldsWriter fieldsWriter(Directory directory, SegmentInfo segment, IOContext context)
            throws IOException {
        return new StoredDocsWriter(directory, segment, context, level, blockSize);
    }
}
