package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// What a [DocParser] made of a line. One object, filled anew by the next parse; it points into the line's bytes.
public final class ParsedDoc {
    /// The list behind a document of very many values is not kept.
    private static final int FIELDS_KEPT_MAX = 10_000;

    private final DocField source = new DocField(ColumnNames.SOURCE, DocField.storedType(), null);
    private final DocField partition =
            new DocField(ColumnNames.PARTITION, DocField.type(IndexOptions.NONE, DocValuesType.SORTED, false), null);
    private final DocField position =
            new DocField(ColumnNames.POSITION, DocField.type(IndexOptions.NONE, DocValuesType.NUMERIC, false), null);
    private final List<Tag> tags = new ArrayList<>();
    private ArrayList<IndexableField> fields = new ArrayList<>();
    private @Nullable DocRejection rejection;
    private String partitionName = "";
    private boolean hasTimestamp;
    private long timestampNanos;
    private long serial;

    ParsedDoc() {}

    /// Why the document was refused, or null if it is good; a refused one has no fields.
    public @Nullable DocRejection rejection() {
        return rejection;
    }

    /// For `IndexWriter.addDocument`, before the next parse.
    public Iterable<IndexableField> fields() {
        return fields;
    }

    /// Says where the document came from; call after each parse, once.
    ///
    /// @param sourcePosition offset in the partition
    /// @param continuesRun the document before it in the split came from the position before: nothing needs writing
    public void setProvenance(String sourcePartition, long sourcePosition, boolean continuesRun) {
        if (!partitionName.equals(sourcePartition)) {
            byte[] name = sourcePartition.getBytes(StandardCharsets.UTF_8);
            partition.setBytes(name, 0, name.length);
            partitionName = sourcePartition;
        }
        fields.add(partition);
        if (!continuesRun) {
            position.setNumber(sourcePosition);
            fields.add(position);
        }
    }

    public boolean hasTimestamp() {
        return hasTimestamp;
    }

    /// The value of the timestamp field in full precision, in nanoseconds since 1970.
    public long timestampNanos() {
        return timestampNanos;
    }

    /// Gives each value of each tag field: the field's path, and the value's text in UTF-8, valid during the call.
    public void forEachTag(BiConsumer<String, BytesRef> consumer) {
        for (Tag tag : tags) {
            consumer.accept(tag.path(), tag.value());
        }
    }

    /// Changes with each parse, so that pools notice.
    long serial() {
        return serial;
    }

    /// Forgets the last document.
    void clear() {
        serial++;
        if (fields.size() > FIELDS_KEPT_MAX) {
            fields = new ArrayList<>();
        }
        fields.clear();
        tags.clear();
        rejection = null;
        hasTimestamp = false;
    }

    void reject(DocRejection reason) {
        clear();
        rejection = reason;
    }

    void setSource(byte[] line, int offset, int length) {
        source.setBytes(line, offset, length);
        fields.add(source);
    }

    void add(IndexableField field) {
        fields.add(field);
    }

    void setTimestamp(long nanos) {
        hasTimestamp = true;
        timestampNanos = nanos;
    }

    void addTag(String path, BytesRef value) {
        tags.add(new Tag(path, value));
    }

    private record Tag(String path, BytesRef value) {}
}
