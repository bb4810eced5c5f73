package io.trawl.split;

import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictContentType;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.StoredFieldsWriter;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.StoredFieldDataInput;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.packed.DirectMonotonicWriter;
import org.apache.lucene.util.packed.PackedInts;
import org.apache.lucene.util.packed.PackedLongValues;
import org.jspecify.annotations.Nullable;

/// Writes what [StoredDocsFormat] describes: lines go into one buffer, and from there compressed into the file.
final class StoredDocsWriter extends StoredFieldsWriter {
    private static final int NO_LINE = -1;
    private static final int NO_FIELD = -1;
    /// The longest variable-length int.
    private static final int INT_BYTES_MAX = 5;
    private final Directory directory;
    private final SegmentInfo segment;
    private final IOContext context;
    private final int level;
    private final int blockSize;
    private final IndexOutput data;
    private @Nullable ZstdDictCompress dictionary;
    /// What of it is there yet; null when it is made, or if there shall be none.
    private byte @Nullable [] dictionaryBytes;
    private int dictionaryFilled;
    private int dictionaryBlocks;

    private byte[] lines = BytesRef.EMPTY_BYTES;
    private int filled;
    private final int[] lengths = new int[StoredDocsFormat.MAX_DOCS_PER_BLOCK];
    private int documents;
    private int fieldNumber = NO_FIELD;
    private boolean hasLengths;

    private final PackedLongValues.Builder firstDocuments = PackedLongValues.monotonicBuilder(PackedInts.COMPACT);
    private final PackedLongValues.Builder starts = PackedLongValues.monotonicBuilder(PackedInts.COMPACT);
    private int writtenDocuments;

    StoredDocsWriter(Directory directory, SegmentInfo segment, IOContext context, int level, int blockSize)
            throws IOException {
        this.directory = directory;
        this.segment = segment;
        this.context = context;
        this.level = level;
        this.blockSize = blockSize;
        this.data = create(StoredDocsFormat.DATA, StoredDocsFormat.DATA_CODEC);
        this.dictionaryBytes = blockSize > StoredDocsFormat.DICTIONARY_BYTES ? null : BytesRef.EMPTY_BYTES;
    }

    private IndexOutput create(String extension, String codec) throws IOException {
        IndexOutput out = directory.createOutput(IndexFileNames.segmentFileName(segment.name, "", extension), context);
        try {
            CodecUtil.writeIndexHeader(out, codec, StoredDocsFormat.VERSION, segment.getId(), "");
            return out;
        } catch (IOException | RuntimeException failure) {
            IOUtils.closeWhileHandlingException(out);
            throw failure;
        }
    }

    @Override
    public void startDocument() {
        lengths[documents] = NO_LINE;
    }

    @Override
    public void writeField(FieldInfo field, BytesRef value) {
        int at = startLine(field, value.length);
        System.arraycopy(value.bytes, value.offset, lines, at, value.length);
        endLine(value.length);
    }

    @Override
    public void writeField(FieldInfo field, StoredFieldDataInput value) throws IOException {
        int length = value.getLength();
        int at = startLine(field, length);
        value.getDataInput().readBytes(lines, at, length);
        endLine(length);
    }

    /// Makes room behind what is there.
    private int startLine(FieldInfo field, int length) {
        if (lengths[documents] != NO_LINE || fieldNumber != NO_FIELD && fieldNumber != field.number) {
            throw new UnsupportedOperationException(
                    "a split stores one binary field of each document, `" + field.name + "` is another");
        }
        fieldNumber = field.number;
        lines = ArrayUtil.grow(lines, Math.addExact(filled, length + 1));
        return filled;
    }

    private void endLine(int length) {
        hasLengths |= LineFeeds.contains(lines, filled, filled + length);
        lengths[documents] = length;
        filled += length;
        lines[filled++] = '\n';
    }

    @Override
    public void finishDocument() throws IOException {
        hasLengths |= lengths[documents] == NO_LINE;
        documents++;
        if (filled >= blockSize || documents == StoredDocsFormat.MAX_DOCS_PER_BLOCK) {
            writeBlock();
        }
    }

    private void writeBlock() throws IOException {
        firstDocuments.add(writtenDocuments);
        starts.add(data.getFilePointer());
        int length = hasLengths ? withLengths() : filled;
        data.writeVInt(documents << 1 | (hasLengths ? 1 : 0));
        data.writeVInt(fieldNumber + 1);
        data.writeVInt(length);
        ZstdCompressors.compress(level, dictionary, lines, length, data);
        growDictionary(length);
        writtenDocuments += documents;
        documents = 0;
        filled = 0;
        fieldNumber = NO_FIELD;
        hasLengths = false;
    }

    /// Adds the block that was written, until there is enough: then the next block uses it.
    private void growDictionary(int length) {
        if (dictionaryBytes == null) {
            return;
        }
        dictionaryBytes = ArrayUtil.grow(dictionaryBytes, dictionaryFilled + length);
        System.arraycopy(lines, 0, dictionaryBytes, dictionaryFilled, length);
        dictionaryFilled += length;
        dictionaryBlocks++;
        if (dictionaryFilled >= StoredDocsFormat.DICTIONARY_BYTES) {
            dictionary = new ZstdDictCompress(
                    Arrays.copyOf(dictionaryBytes, dictionaryFilled), level, ZstdDictContentType.RAW_CONTENT);
            dictionaryBytes = null;
        }
    }

    /// Rewrites the buffer: lengths first, then the lines with nothing between. Rare.
    private int withLengths() throws IOException {
        byte[] plain = new byte[Math.addExact(filled, INT_BYTES_MAX * documents)];
        ByteArrayDataOutput out = new ByteArrayDataOutput(plain);
        for (int i = 0; i < documents; i++) {
            out.writeVInt(lengths[i] + 1);
        }
        int from = 0;
        for (int i = 0; i < documents; i++) {
            if (lengths[i] != NO_LINE) {
                out.writeBytes(lines, from, lengths[i]);
                from += lengths[i] + 1;
            }
        }
        lines = plain;
        return out.getPosition();
    }

    @Override
    public void finish(int numDocs) throws IOException {
        if (documents > 0) {
            writeBlock();
        }
        if (writtenDocuments != numDocs) {
            throw new IllegalStateException("wrote " + writtenDocuments + " documents, the segment has " + numDocs);
        }
        firstDocuments.add(writtenDocuments);
        starts.add(data.getFilePointer());
        CodecUtil.writeFooter(data);
        try (IndexOutput meta = create(StoredDocsFormat.META, StoredDocsFormat.META_CODEC);
                IndexOutput index = create(StoredDocsFormat.INDEX, StoredDocsFormat.INDEX_CODEC)) {
            meta.writeVInt(Math.toIntExact(starts.size()) - 1);
            meta.writeVInt(dictionary == null ? 0 : dictionaryBlocks);
            long head = index.getFilePointer();
            writeTable(firstDocuments.build(), meta, index);
            long middle = index.getFilePointer();
            writeTable(starts.build(), meta, index);
            meta.writeVLong(head);
            meta.writeVLong(middle);
            meta.writeVLong(index.getFilePointer());
            CodecUtil.writeFooter(meta);
            CodecUtil.writeFooter(index);
        }
    }

    private static void writeTable(PackedLongValues values, IndexOutput meta, IndexOutput index) throws IOException {
        DirectMonotonicWriter table =
                DirectMonotonicWriter.getInstance(meta, index, values.size(), StoredDocsFormat.TABLE_SHIFT);
        for (PackedLongValues.Iterator each = values.iterator(); each.hasNext(); ) {
            table.add(each.next());
        }
        table.finish();
    }

    @Override
    public long ramBytesUsed() {
        // What is native counts as well, or many open splits would take memory that nobody has charged.
        long prepared = dictionary == null ? 0 : ZstdCompressors.dictionaryBytes(level);
        return prepared
                + lines.length
                + (dictionaryBytes == null ? 0 : dictionaryBytes.length)
                + (long) lengths.length * Integer.BYTES
                + firstDocuments.ramBytesUsed()
                + starts.ramBytesUsed();
    }

    @Override
    public void close() throws IOException {
        if (dictionary != null) {
            dictionary.close();
        }
        data.close();
    }

    @Override
    public void writeField(FieldInfo field, int value) {
        throw notBinary(field);
    }

    @Override
    public void writeField(FieldInfo field, long value) {
        throw notBinary(field);
    }

    @Override
    public void writeField(FieldInfo field, float value) {
        throw notBinary(field);
    }

    @Override
    public void writeField(FieldInfo field, double value) {
        throw notBinary(field);
    }

    @Override
    public void writeField(FieldInfo field, String value) {
        throw notBinary(field);
    }

    private static UnsupportedOperationException notBinary(FieldInfo field) {
        return new UnsupportedOperationException("a split stores binary fields alone, `" + field.name + "` is none");
    }
}
