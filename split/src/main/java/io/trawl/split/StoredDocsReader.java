package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.split.BlockDecompressor.Block;
import java.io.IOException;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.StoredFieldDataInput;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ChecksumIndexInput;
import org.apache.lucene.store.DataAccessHint;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FileTypeHint;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.packed.DirectMonotonicReader;
import org.jspecify.annotations.Nullable;

/// Reads what [StoredDocsFormat] describes. A document costs one block; the instance for merges keeps the last block,
/// so that documents read in order cost each block once.
final class StoredDocsReader extends StoredFieldsReader {
    private final FieldInfos fields;
    private final IndexInput data;
    private final IndexInput index;
    private final Tables tables;
    private final BlockDecompressor decompressor;
    /// Whether this is the reader that the others are clones of.
    private final boolean isOriginal;
    /// Only an instance for merges keeps one.
    private final @Nullable Block kept;

    private long keptBlock = -1;

    /// @param dataFile that they lead into
    /// @param blocks how many
    private record Tables(
            String dataFile, int blocks, DirectMonotonicReader firstDocuments, DirectMonotonicReader starts) {}

    private StoredDocsReader(
            FieldInfos fields,
            IndexInput data,
            IndexInput index,
            Tables tables,
            BlockDecompressor decompressor,
            boolean isOriginal,
            @Nullable Block kept) {
        this.fields = fields;
        this.data = data;
        this.index = index;
        this.tables = tables;
        this.decompressor = decompressor;
        this.isOriginal = isOriginal;
        this.kept = kept;
    }

    static StoredDocsReader open(Directory directory, SegmentInfo segment, FieldInfos fields, IOContext context)
            throws IOException {
        IndexInput data = null;
        IndexInput index = null;
        boolean isOpen = false;
        try {
            data = open(
                    directory,
                    segment,
                    StoredDocsFormat.DATA,
                    StoredDocsFormat.DATA_CODEC,
                    context.withHints(FileTypeHint.DATA, DataAccessHint.RANDOM));
            index = open(
                    directory,
                    segment,
                    StoredDocsFormat.INDEX,
                    StoredDocsFormat.INDEX_CODEC,
                    context.withHints(FileTypeHint.INDEX, DataAccessHint.RANDOM));
            StoredDocsReader reader = readMeta(directory, segment, fields, data, index);
            isOpen = true;
            return reader;
        } finally {
            if (!isOpen) {
                IOUtils.closeWhileHandlingException(data, index);
            }
        }
    }

    private static IndexInput open(
            Directory directory, SegmentInfo segment, String extension, String codec, IOContext context)
            throws IOException {
        IndexInput in = directory.openInput(IndexFileNames.segmentFileName(segment.name, "", extension), context);
        try {
            CodecUtil.checkIndexHeader(
                    in, codec, StoredDocsFormat.VERSION_CUT, StoredDocsFormat.VERSION, segment.getId(), "");
            CodecUtil.retrieveChecksum(in);
            return in;
        } catch (IOException | RuntimeException failure) {
            IOUtils.closeWhileHandlingException(in);
            throw failure;
        }
    }

    private static StoredDocsReader readMeta(
            Directory directory, SegmentInfo segment, FieldInfos fields, IndexInput data, IndexInput index)
            throws IOException {
        String name = IndexFileNames.segmentFileName(segment.name, "", StoredDocsFormat.META);
        try (ChecksumIndexInput meta = directory.openChecksumInput(name)) {
            Throwable broken = null;
            try {
                int version = CodecUtil.checkIndexHeader(
                        meta,
                        StoredDocsFormat.META_CODEC,
                        StoredDocsFormat.VERSION_CUT,
                        StoredDocsFormat.VERSION,
                        segment.getId(),
                        "");
                int blocks = meta.readVInt();
                int dictionaryBlocks = meta.readVInt();
                if (dictionaryBlocks < 0 || dictionaryBlocks > blocks) {
                    throw new CorruptIndexException("dictionary of " + dictionaryBlocks + " blocks", meta);
                }
                DirectMonotonicReader.Meta firstDocuments =
                        DirectMonotonicReader.loadMeta(meta, blocks + 1L, StoredDocsFormat.TABLE_SHIFT);
                DirectMonotonicReader.Meta starts =
                        DirectMonotonicReader.loadMeta(meta, blocks + 1L, StoredDocsFormat.TABLE_SHIFT);
                long head = meta.readVLong();
                long middle = meta.readVLong();
                long end = meta.readVLong();
                Tables tables = new Tables(
                        IndexFileNames.segmentFileName(segment.name, "", StoredDocsFormat.DATA),
                        blocks,
                        DirectMonotonicReader.getInstance(firstDocuments, index.randomAccessSlice(head, middle - head)),
                        DirectMonotonicReader.getInstance(starts, index.randomAccessSlice(middle, end - middle)));
                long[] dictionary = new long[dictionaryBlocks == 0 ? 0 : dictionaryBlocks + 1];
                for (int i = 0; i < dictionary.length; i++) {
                    dictionary[i] = tables.starts().get(i);
                }
                int dictionaryBytesMax =
                        version == StoredDocsFormat.VERSION_CUT ? StoredDocsFormat.CUT_BYTES : Integer.MAX_VALUE;
                BlockDecompressor decompressor = new BlockDecompressor(data, dictionary, dictionaryBytesMax);
                return new StoredDocsReader(fields, data, index, tables, decompressor, true, null);
            } catch (IOException | RuntimeException failure) {
                broken = failure;
                throw failure;
            } finally {
                CodecUtil.checkFooter(meta, broken);
            }
        }
    }

    /// The file that has the blocks.
    String fileName() {
        return tables.dataFile();
    }

    /// Where in it the blocks lie that all others need; empty if there are none.
    ByteRange dictionary() {
        return decompressor.dictionaryRange();
    }

    /// Memory beside the heap, shared by all clones.
    long nativeBytes() {
        return decompressor.nativeBytes();
    }

    @Override
    public void document(int doc, StoredFieldVisitor visitor) throws IOException {
        long block = blockOf(doc);
        int inBlock = doc - (int) tables.firstDocuments().get(block);
        Block lines = kept;
        if (lines == null) {
            try (Block borrowed = Block.borrow()) {
                load(block, borrowed);
                visit(borrowed, inBlock, visitor);
            }
        } else {
            if (keptBlock != block) {
                keptBlock = -1;
                load(block, lines);
                keptBlock = block;
            }
            visit(lines, inBlock, visitor);
        }
    }

    private void load(long block, Block target) throws IOException {
        long start = tables.starts().get(block);
        int documents = (int) (tables.firstDocuments().get(block + 1)
                - tables.firstDocuments().get(block));
        decompressor.decompress(data, start, tables.starts().get(block + 1), documents, target);
    }

    private void visit(Block lines, int inBlock, StoredFieldVisitor visitor) throws IOException {
        if (!lines.seek(inBlock)) {
            return;
        }
        FieldInfo field = fields.fieldInfo(lines.fieldNumber());
        if (field == null) {
            throw new CorruptIndexException("block names field " + lines.fieldNumber() + ", which is not there", data);
        }
        if (visitor.needsField(field) == StoredFieldVisitor.Status.YES) {
            visitor.binaryField(
                    field,
                    new StoredFieldDataInput(
                            new ByteArrayDataInput(lines.bytes(), lines.lineStart(), lines.lineLength()),
                            lines.lineLength()));
        }
    }

    private long blockOf(int doc) {
        if (doc < 0 || doc >= tables.firstDocuments().get(tables.blocks())) {
            throw new IndexOutOfBoundsException("no document " + doc);
        }
        long found = tables.firstDocuments().binarySearch(0, tables.blocks(), doc);
        return found < 0 ? -2 - found : found;
    }

    @Override
    public void prefetch(int doc) throws IOException {
        long block = blockOf(doc);
        long start = tables.starts().get(block);
        data.prefetch(start, tables.starts().get(block + 1) - start);
    }

    @Override
    public void checkIntegrity() throws IOException {
        CodecUtil.checksumEntireFile(index);
        CodecUtil.checksumEntireFile(data);
    }

    @Override
    public StoredFieldsReader clone() {
        return new StoredDocsReader(fields, data.clone(), index, tables, decompressor, false, null);
    }

    @Override
    public StoredFieldsReader getMergeInstance() {
        return new StoredDocsReader(fields, data.clone(), index, tables, decompressor, false, new Block());
    }

    @Override
    public void close() throws IOException {
        if (isOriginal) {
            decompressor.close();
        }
        IOUtils.close(data, index);
    }
}
