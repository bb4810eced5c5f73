package io.trawl.docmapper;

import java.io.Reader;
import java.util.Arrays;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.TermToBytesRefAttribute;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.InvertableType;
import org.apache.lucene.document.StoredValue;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// All terms of a document below one json root: collected while the document is read, in one buffer, and given to
/// the indexer as the tokens of one field.
final class JsonTerms implements IndexableField {
    /// Buffers that one huge document made larger than this are not kept.
    private static final int BUFFER_KEPT_MAX = 1 << 20;

    private final String name;
    private final FieldType type;
    private final Stream stream = new Stream();
    private byte[] buffer = new byte[1024];
    private int used;

    /// Two a term: where it ends, and its position increment.
    private int[] ends = new int[64];

    private int count;
    private long document = -1;

    JsonTerms(String name, FieldType type) {
        this.name = name;
        this.type = type;
    }

    /// Adds `path type value` for the current document.
    ///
    /// @param path with its end mark
    /// @param increment how far the term is from the one before; 0 for another term at its position
    void add(ParsedDoc doc, byte[] path, byte typeCode, byte[] value, int offset, int length, int increment) {
        int size = path.length + 1 + length;
        if (size > TermCodec.TERM_BYTES_MAX) {
            return;
        }
        if (document != doc.serial()) {
            begin(doc);
        }
        if (buffer.length < used + size) {
            buffer = Utf8.grown(buffer, used, used + size);
        }
        System.arraycopy(path, 0, buffer, used, path.length);
        int at = used + path.length;
        buffer[at++] = typeCode;
        System.arraycopy(value, offset, buffer, at, length);
        used = at + length;
        if (2 * count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ends[2 * count] = used;
        ends[2 * count + 1] = increment;
        count++;
    }

    private void begin(ParsedDoc doc) {
        document = doc.serial();
        used = 0;
        count = 0;
        if (buffer.length > BUFFER_KEPT_MAX) {
            buffer = new byte[1024];
            ends = new int[64];
        }
        doc.add(this);
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
        return InvertableType.TOKEN_STREAM;
    }

    @Override
    public TokenStream tokenStream(@Nullable Analyzer analyzer, @Nullable TokenStream reuse) {
        stream.next = 0;
        return stream;
    }

    @Override
    public @Nullable BytesRef binaryValue() {
        return null;
    }

    @Override
    public @Nullable Number numericValue() {
        return null;
    }

    @Override
    public @Nullable StoredValue storedValue() {
        return null;
    }

    @Override
    public @Nullable String stringValue() {
        return null;
    }

    @Override
    public @Nullable Reader readerValue() {
        return null;
    }

    private final class Stream extends TokenStream {
        private final TokenAttributes attributes;
        private final BytesRef term = new BytesRef();
        private int next;

        Stream() {
            super(TokenAttributes.FACTORY);
            this.attributes = (TokenAttributes) addAttribute(TermToBytesRefAttribute.class);
        }

        @Override
        public boolean incrementToken() {
            if (next == count) {
                return false;
            }
            int start = next == 0 ? 0 : ends[2 * next - 2];
            term.bytes = buffer;
            term.offset = start;
            term.length = ends[2 * next] - start;
            attributes.set(term, ends[2 * next + 1]);
            next++;
            return true;
        }

        @Override
        public void reset() {}

        @Override
        public void end() {
            attributes.setPositionIncrement(0);
        }

        @Override
        public void close() {}
    }
}
