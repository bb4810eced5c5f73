package io.trawl.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Lucene as one would use it without this project: default codec, one stored source, the usual collectors. The
/// yardstick of [SearchSpeedTest].
final class PlainLucene implements AutoCloseable {
    private static final FieldType TEXT = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, true);
    private static final FieldType KEYWORD = type(IndexOptions.DOCS, false);

    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    private static FieldType type(IndexOptions options, boolean tokenized) {
        FieldType type = new FieldType();
        type.setIndexOptions(options);
        type.setTokenized(tokenized);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    PlainLucene(Path folder, List<String> lines) throws IOException {
        Analyzer analyzer = new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer tokenizer = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
                return new TokenStreamComponents(tokenizer, new LowerCaseFilter(tokenizer));
            }
        };
        ObjectMapper json = new ObjectMapper();
        IndexWriterConfig config = new IndexWriterConfig(analyzer).setUseCompoundFile(false);
        config.setRAMBufferSizeMB(128);
        try (MMapDirectory directory = new MMapDirectory(folder);
                IndexWriter writer = new IndexWriter(directory, config)) {
            for (String line : lines) {
                Document document = new Document();
                add(document, "", json.readTree(line));
                document.add(new StoredField("_source", line.getBytes(StandardCharsets.UTF_8)));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        reader = DirectoryReader.open(new MMapDirectory(folder));
        searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
    }

    private static void add(Document document, String prefix, JsonNode object) {
        object.properties().forEach(entry -> {
            String field = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                add(document, field + ".", value);
            } else if (value.isString() && field.equals("body")) {
                document.add(new Field(field, value.asString(), TEXT));
            } else if (value.isString()) {
                BytesRef bytes = new BytesRef(value.asString());
                document.add(new Field(field, bytes, KEYWORD));
                document.add(new SortedSetDocValuesField(field, bytes));
            } else if (value.isIntegralNumber()) {
                document.add(new LongPoint(field, value.asLong()));
                document.add(
                        field.equals("timestamp")
                                ? NumericDocValuesField.indexedField(field, value.asLong())
                                : new NumericDocValuesField(field, value.asLong()));
            }
        });
    }

    /// The newest ten, all hits counted, sources read.
    long newest(Query query) throws IOException {
        TopDocs top = searcher.search(
                query,
                new TopFieldCollectorManager(
                        new Sort(new SortField("timestamp", SortField.Type.LONG, true)), 10, null, Integer.MAX_VALUE));
        StoredFields fields = searcher.storedFields();
        for (ScoreDoc doc : top.scoreDocs) {
            if (fields.document(doc.doc).getBinaryValue("_source").length == 0) {
                throw new AssertionError("no source");
            }
        }
        return top.totalHits.value();
    }

    long count(Query query) throws IOException {
        return searcher.count(query);
    }

    long hosts(Query query) throws IOException {
        return searcher.search(query, new CollectorManager<Collector, Long>() {
            private long[] counts = new long[0];

            @Override
            public Collector newCollector() {
                return new Simple(context -> {
                    SortedSetDocValues set = DocValues.getSortedSet(context.reader(), "host");
                    SortedDocValues values = DocValues.unwrapSingleton(set);
                    counts = new long[(int) set.getValueCount()];
                    long[] mine = counts;
                    return doc -> {
                        if (values.advanceExact(doc)) {
                            mine[values.ordValue()]++;
                        }
                    };
                });
            }

            @Override
            public Long reduce(Collection<Collector> collectors) {
                long best = 0;
                for (long count : counts) {
                    best = Math.max(best, count);
                }
                return best;
            }
        });
    }

    long latencyByHalfMinute(Query query) throws IOException {
        Map<Long, long[]> buckets = new TreeMap<>();
        return searcher.search(query, new CollectorManager<Collector, Long>() {
            @Override
            public Collector newCollector() {
                return new Simple(context -> {
                    NumericDocValues times =
                            DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), "timestamp"));
                    NumericDocValues latencies = DocValues.unwrapSingleton(
                            DocValues.getSortedNumeric(context.reader(), "attributes.latency_ms"));
                    long[][] current = new long[1][];
                    long[] key = {Long.MIN_VALUE};
                    return doc -> {
                        times.advanceExact(doc);
                        long bucket = times.longValue() / 30_000;
                        if (bucket != key[0]) {
                            key[0] = bucket;
                            current[0] = buckets.computeIfAbsent(bucket, b -> new long[2]);
                        }
                        current[0][0]++;
                        if (latencies.advanceExact(doc)) {
                            current[0][1] += latencies.longValue();
                        }
                    };
                });
            }

            @Override
            public Long reduce(Collection<Collector> collectors) {
                return (long) buckets.size();
            }
        });
    }

    @FunctionalInterface
    private interface DocAction {
        void accept(int doc) throws IOException;
    }

    @FunctionalInterface
    private interface ActionOfLeaf {
        DocAction of(LeafReaderContext context) throws IOException;
    }

    private record Simple(ActionOfLeaf leaf) implements Collector {
        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        @Override
        public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
            DocAction action = leaf.of(context);
            return new LeafCollector() {
                @Override
                public void setScorer(Scorable scorer) {}

                @Override
                public void collect(int doc) throws IOException {
                    action.accept(doc);
                }
            };
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
