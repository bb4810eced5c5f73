package io.trawl.docmapper;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// What a [DocParser] made of a line. One object, filled anew by the next parse; it points into the line's bytes.
public final class ParsedDoc {
    private final List<IndexableField> fields = new ArrayList<>();
    private final List<Tag> tags = new ArrayList<>();
    private @Nullable DocRejection rejection;

    ParsedDoc() {}

    /// Why the document was refused, or null if it is good; a refused one has no fields.
    public @Nullable DocRejection rejection() {
        return rejection;
    }

    /// For `IndexWriter.addDocument`, before the next parse.
    public Iterable<IndexableField> fields() {
        return fields;
    }

    /// Says where the document came from; call after each parse.
    ///
    /// @param position offset in the partition
    public void setProvenance(String partition, long position) {}

    public boolean hasTimestamp() {
        return false;
    }

    /// The value of the timestamp field in full precision, in nanoseconds since 1970.
    public long timestampNanos() {
        return 0;
    }

    /// Gives each value of each tag field: the field's path, and the value's text in UTF-8, valid during the call.
    public void forEachTag(BiConsumer<String, BytesRef> consumer) {
        tags.forEach(tag -> consumer.accept(tag.path(), tag.value()));
    }

    record Tag(String path, BytesRef value) {}
}
