package io.trawl.docmapper;

import java.util.Arrays;
import org.apache.lucene.document.FieldType;
import org.jspecify.annotations.Nullable;

/// The [DocField]s of one Lucene field: as many as a document has values.
final class FieldPool {
    /// A document with more values than this makes objects that are not kept.
    private static final int KEPT_MAX = 256;

    private final String name;
    private final FieldType type;
    private final @Nullable TextStream stream;
    private DocField[] fields = new DocField[1];
    private int made;
    private int used;
    private long document = -1;

    FieldPool(String name, FieldType type, @Nullable TextStream stream) {
        this.name = name;
        this.type = type;
        this.stream = stream;
    }

    /// A field for another value of the current document, already among its fields.
    DocField next(ParsedDoc doc) {
        if (document != doc.serial()) {
            document = doc.serial();
            used = 0;
        }
        DocField field;
        if (used < made) {
            field = fields[used];
        } else {
            field = new DocField(name, type, stream);
            if (made < KEPT_MAX) {
                if (made == fields.length) {
                    fields = Arrays.copyOf(fields, 2 * made);
                }
                fields[made++] = field;
            }
        }
        used++;
        doc.add(field);
        return field;
    }

    /// Whether the current document had a value before the one that [#next] gave.
    boolean isContinued() {
        return used > 1;
    }
}
