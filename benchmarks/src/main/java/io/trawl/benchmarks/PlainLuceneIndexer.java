package io.trawl.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Plain Lucene with its defaults: default codec, the document stored as one field, `body` tokenized with positions,
/// other texts as keywords with columns, numbers as points and columns, one thread, one buffer of 256 MB.
final class PlainLuceneIndexer {
    private static final JsonFactory JSON = new JsonFactory();
    private static final FieldType BODY = bodyType();
    private static final FieldType KEYWORD = keywordType();

    private PlainLuceneIndexer() {}

    private static FieldType bodyType() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    private static FieldType keywordType() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS);
        type.setTokenized(false);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    private static Analyzer analyzer() {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer tokenizer = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
                return new TokenStreamComponents(tokenizer, new LowerCaseFilter(tokenizer));
            }
        };
    }

    /// Indexes `lines` into `folder`, which must be empty.
    ///
    /// @param oneSegment also merges to one segment
    static void index(List<byte[]> lines, Path folder, boolean oneSegment) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer());
        config.setRAMBufferSizeMB(256);
        config.setUseCompoundFile(false);
        try (Directory directory = new MMapDirectory(folder);
                IndexWriter writer = new IndexWriter(directory, config)) {
            for (byte[] line : lines) {
                writer.addDocument(document(line));
            }
            writer.commit();
            if (oneSegment) {
                writer.forceMerge(1);
                writer.commit();
            }
        }
    }

    private static Document document(byte[] line) {
        Document document = new Document();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            addObject(parser, document, "");
        }
        document.add(new StoredField("_source", line));
        return document;
    }

    private static void addObject(JsonParser parser, Document document, String prefix) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            String field = prefix.isEmpty() ? name : prefix + '.' + name;
            switch (parser.nextToken()) {
                case START_OBJECT -> addObject(parser, document, field);
                case VALUE_STRING -> addText(document, field, parser.getString());
                case VALUE_NUMBER_INT -> {
                    long value = parser.getLongValue();
                    document.add(new LongPoint(field, value));
                    document.add(
                            field.equals("timestamp")
                                    ? NumericDocValuesField.indexedField(field, value)
                                    : new NumericDocValuesField(field, value));
                }
                default -> parser.skipChildren();
            }
        }
    }

    private static void addText(Document document, String field, String text) {
        if (field.equals("body")) {
            document.add(new Field(field, text, BODY));
            return;
        }
        BytesRef value = new BytesRef(text);
        document.add(new Field(field, value, KEYWORD));
        if (!field.equals("trace_id")) {
            document.add(new SortedSetDocValuesField(field, value));
        }
    }
}
