package io.trawl.docmapper;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.codecs.Codec;
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
import org.apache.lucene.util.UnicodeUtil;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Measures indexing of generated logs on one thread, in megabytes a CPU-second: ours, and plain Lucene's with its
/// defaults. Not a test: `IndexingSpeed FILE FOLDER REPETITIONS MODE...`, a mode being `naive`, `mapped`,
/// `dynamic`, `parse` or `validate`.
final class IndexingSpeed {
    private static final String MAPPED = """
            {"mode":"lenient","timestamp_field":"timestamp","field_mappings":[
              {"name":"timestamp","type":"datetime","input_formats":["unix_timestamp"],"fast":true,
               "fast_precision":"milliseconds"},
              {"name":"severity_text","type":"text","tokenizer":"raw","fast":true},
              {"name":"service","type":"text","tokenizer":"raw","fast":true},
              {"name":"host","type":"text","tokenizer":"raw","fast":true},
              {"name":"tenant_id","type":"u64","fast":true},
              {"name":"body","type":"text","tokenizer":"default","record":"position"},
              {"name":"trace_id","type":"text","tokenizer":"raw"},
              {"name":"attributes","type":"object","field_mappings":[
                {"name":"latency_ms","type":"u64","fast":true},
                {"name":"status","type":"u64","fast":true},
                {"name":"method","type":"text","tokenizer":"raw","fast":true},
                {"name":"path","type":"text","tokenizer":"raw","fast":true},
                {"name":"region","type":"text","tokenizer":"raw","fast":true},
                {"name":"version","type":"text","tokenizer":"raw","fast":true}]}]}
            """;

    /// Only the time and the text are declared; the rest is found.
    private static final String DYNAMIC = """
            {"mode":"dynamic","timestamp_field":"timestamp","field_mappings":[
              {"name":"timestamp","type":"datetime","input_formats":["unix_timestamp"],"fast":true,
               "fast_precision":"milliseconds"},
              {"name":"body","type":"text","tokenizer":"default","record":"position"}]}
            """;

    private static final FieldType BODY = body();
    private static final FieldType KEYWORD = keyword();
    private static final byte[] SCRATCH = new byte[1 << 20];
    private static final JsonFactory JACKSON = new JsonFactory();

    private IndexingSpeed() {}

    public static void main(String[] args) throws IOException {
        byte[] data = Files.readAllBytes(Path.of(args[0]));
        for (int repetition = 0; repetition < Integer.parseInt(args[2]); repetition++) {
            for (int i = 3; i < args.length; i++) {
                measure(args[i], data, Path.of(args[1]).resolve(args[i]));
            }
        }
    }

    private static void measure(String mode, byte[] data, Path folder) throws IOException {
        delete(folder);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        System.gc();
        long wall = System.nanoTime();
        long cpu = system.getProcessCpuTime();
        long own = threads.getCurrentThreadCpuTime();
        switch (mode) {
            case "naive" -> index(data, folder, new Naive());
            case "mapped" -> index(data, folder, new Ours(MAPPED));
            case "dynamic" -> index(data, folder, new Ours(DYNAMIC));
            case "parsed" -> forEachLine(data, new Ours(MAPPED).over(data)::parse);
            case "parsedynamic" -> forEachLine(data, new Ours(DYNAMIC).over(data)::parse);
            case "jackson" -> forEachLine(data, (offset, length) -> walk(data, offset, length));
            case "validate" -> forEachLine(data, new Ours(MAPPED).over(data)::validate);
            default -> throw new IllegalArgumentException(mode);
        }
        double megabytes = data.length / 1e6;
        System.out.printf(
                Locale.ROOT,
                "%-14s %6.1f MB/s of process CPU  %6.1f MB/s of the thread's CPU  %6.1f MB/s wall  %.1f MB on disk%n",
                mode,
                megabytes / ((system.getProcessCpuTime() - cpu) / 1e9),
                megabytes / ((threads.getCurrentThreadCpuTime() - own) / 1e9),
                megabytes / ((System.nanoTime() - wall) / 1e9),
                size(folder) / 1e6);
    }

    /// What a library's parser costs to get all texts as bytes and all numbers, before anything is made of them.
    private static void walk(byte[] data, int offset, int length) {
        try (JsonParser json = JACKSON.createParser(ObjectReadContext.empty(), data, offset, length)) {
            JsonToken token;
            while ((token = json.nextToken()) != null) {
                if (token == JsonToken.VALUE_STRING) {
                    UnicodeUtil.UTF16toUTF8(
                            json.getStringCharacters(), json.getStringOffset(), json.getStringLength(), SCRATCH);
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    json.getLongValue();
                }
            }
        }
    }

    private static void index(byte[] data, Path folder, Indexer indexer) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(indexer.analyzer());
        config.setRAMBufferSizeMB(512).setUseCompoundFile(false);
        String codec = System.getProperty("codec", "");
        if (!codec.isEmpty() && indexer instanceof Ours) {
            config.setCodec(Codec.forName(codec));
        }
        try (Directory directory = new MMapDirectory(folder);
                IndexWriter writer = new IndexWriter(directory, config)) {
            forEachLine(data, (offset, length) -> indexer.add(writer, data, offset, length));
            writer.commit();
        }
    }

    private static void forEachLine(byte[] data, Line line) throws IOException {
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n') {
                line.accept(start, i - start);
                start = i + 1;
            }
        }
    }

    private interface Line {
        void accept(int offset, int length) throws IOException;
    }

    private interface Indexer {
        void add(IndexWriter writer, byte[] data, int offset, int length) throws IOException;

        default Analyzer analyzer() {
            return new Analyzer() {
                @Override
                protected TokenStreamComponents createComponents(String field) {
                    Tokenizer words = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
                    return new TokenStreamComponents(words, new LowerCaseFilter(words));
                }
            };
        }
    }

    private static final class Ours implements Indexer {
        private final DocParser parser;
        private byte[] data = new byte[0];
        private long position;

        Ours(String mapping) {
            this.parser = DocMapper.of(Mappings.mapping(mapping)).newParser();
        }

        @Override
        public void add(IndexWriter writer, byte[] lines, int offset, int length) throws IOException {
            ParsedDoc doc = parser.parse(lines, offset, length);
            if (doc.rejection() != null) {
                throw new IllegalStateException(doc.rejection().message());
            }
            doc.setProvenance("01KB0000000000000000000000", position++, position > 1);
            writer.addDocument(doc.fields());
        }

        void parse(int offset, int length) {
            parser.parse(data, offset, length);
        }

        void validate(int offset, int length) {
            parser.validate(data, offset, length);
        }

        Ours over(byte[] lines) {
            data = lines;
            return this;
        }
    }

    /// As the reference bench does it: a new document of new fields a line.
    private static final class Naive implements Indexer {
        @Override
        public void add(IndexWriter writer, byte[] data, int offset, int length) throws IOException {
            Document document = new Document();
            try (JsonParser json = JACKSON.createParser(ObjectReadContext.empty(), data, offset, length)) {
                json.nextToken();
                object(json, document, "");
            }
            document.add(new StoredField("_source", data, offset, length));
            writer.addDocument(document);
        }

        private static void object(JsonParser json, Document document, String prefix) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                String field = prefix.isEmpty() ? name : prefix + '.' + name;
                switch (json.nextToken()) {
                    case START_OBJECT -> object(json, document, field);
                    case VALUE_STRING -> string(document, field, json.getString());
                    case VALUE_NUMBER_INT -> {
                        long value = json.getLongValue();
                        document.add(new LongPoint(field, value));
                        document.add(
                                field.equals("timestamp")
                                        ? NumericDocValuesField.indexedField(field, value)
                                        : new NumericDocValuesField(field, value));
                    }
                    default -> json.skipChildren();
                }
            }
        }

        private static void string(Document document, String field, String value) {
            if (field.equals("body")) {
                document.add(new Field(field, value, BODY));
                return;
            }
            BytesRef bytes = new BytesRef(value);
            document.add(new Field(field, bytes, KEYWORD));
            if (!field.equals("trace_id")) {
                document.add(new SortedSetDocValuesField(field, bytes));
            }
        }
    }

    private static FieldType body() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    private static FieldType keyword() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS);
        type.setTokenized(false);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    private static long size(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
