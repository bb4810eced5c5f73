package io.trawl.docmapper;

import io.trawl.config.RecordOption;
import java.io.Reader;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.InvertableType;
import org.apache.lucene.document.StoredValue;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// One value of one field, terms and column together; reused for document after document.
///
/// The term is [#bytes] as a whole, unless [#setText] gave a text to split. The column is [#bytes] or [#number].
final class DocField implements IndexableField {
    private final String name;
    private final FieldType type;
    private final @Nullable TextStream stream;
    private final @Nullable StoredValue stored;
    private final MutableLong number = new MutableLong();

    /// The whole term, the stored value, or the column's text.
    final BytesRef bytes;

    private InvertableType invertable = InvertableType.BINARY;
    private byte[] text = BytesRef.EMPTY_BYTES;
    private int textOffset;
    private int textLength;
    private boolean continued;

    /// @param stream splits texts; null if the term is always whole
    DocField(String name, FieldType type, @Nullable TextStream stream) {
        this.name = name;
        this.type = type;
        this.stream = stream;
        this.bytes = new BytesRef();
        this.stored = type.stored() ? new StoredValue(bytes) : null;
    }

    /// The type of a field that is a term, a column, or both.
    static FieldType type(IndexOptions indexOptions, DocValuesType docValues, boolean norms) {
        FieldType type = new FieldType();
        type.setTokenized(false);
        type.setIndexOptions(indexOptions);
        type.setDocValuesType(docValues);
        if (docValues == DocValuesType.NUMERIC || docValues == DocValuesType.SORTED_NUMERIC) {
            type.setDocValuesSkipIndexType(DocValuesSkipIndexType.RANGE);
        }
        type.setOmitNorms(!norms);
        type.freeze();
        return type;
    }

    static FieldType storedType() {
        FieldType type = new FieldType();
        type.setTokenized(false);
        type.setStored(true);
        type.freeze();
        return type;
    }

    static IndexOptions indexOptions(FieldEntry entry) {
        if (!entry.indexed()) {
            return IndexOptions.NONE;
        }
        return switch (entry.recordOption()) {
            case RecordOption.BASIC -> IndexOptions.DOCS;
            case RecordOption.FREQ -> IndexOptions.DOCS_AND_FREQS;
            case RecordOption.POSITION -> IndexOptions.DOCS_AND_FREQS_AND_POSITIONS;
        };
    }

    void setBytes(byte[] source, int offset, int length) {
        bytes.bytes = source;
        bytes.offset = offset;
        bytes.length = length;
    }

    /// A buffer of exactly `length` bytes, this field's own, that is the whole term.
    byte[] termBuffer(int length) {
        if (bytes.bytes.length != length) {
            setBytes(new byte[length], 0, length);
        }
        return bytes.bytes;
    }

    void setNumber(long value) {
        number.value = value;
    }

    /// The term is `bytes`, whole.
    void invertWhole() {
        invertable = InvertableType.BINARY;
    }

    /// The terms are the tokens of a text.
    ///
    /// @param laterValue whether the document has an earlier value of the field
    void setText(byte[] source, int offset, int length, boolean laterValue) {
        invertable = InvertableType.TOKEN_STREAM;
        text = source;
        textOffset = offset;
        textLength = length;
        continued = laterValue;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FieldType fieldType() {
        return type;
    }

    @Override
    public InvertableType invertableType() {
        return invertable;
    }

    @Override
    public @Nullable TokenStream tokenStream(@Nullable Analyzer analyzer, @Nullable TokenStream reuse) {
        return stream == null ? null : stream.over(text, textOffset, textLength, continued);
    }

    @Override
    public BytesRef binaryValue() {
        return bytes;
    }

    @Override
    public Number numericValue() {
        return number;
    }

    @Override
    public @Nullable StoredValue storedValue() {
        return stored;
    }

    @Override
    public @Nullable String stringValue() {
        return null;
    }

    @Override
    public @Nullable Reader readerValue() {
        return null;
    }

    /// A number that is set, not made, so that a column's value costs no object.
    @SuppressWarnings("serial")
    private static final class MutableLong extends Number {
        private long value;

        @Override
        public int intValue() {
            return (int) value;
        }

        @Override
        public long longValue() {
            return value;
        }

        @Override
        public float floatValue() {
            return value;
        }

        @Override
        public double doubleValue() {
            return value;
        }
    }
}
