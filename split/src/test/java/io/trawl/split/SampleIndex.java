package io.trawl.split;

import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;

/// Makes Lucene indexes of one segment that look like logs: skewed words, unique ids, dense and sparse
/// columns.
final class SampleIndex {
    static final IndexUid INDEX = new IndexUid("logs", "01JZ0000000000000000000000");
    static final String CONFIG = "{\"index_id\":\"logs\"}";

    private static final FieldType TEXT = textType(true);
    private static final FieldType TEXT_WITH_NORMS = textType(false);
    private static final FieldType TERMS = termsType();

    private SampleIndex() {}

    private static FieldType textType(boolean omitNorms) {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.setTokenized(true);
        type.setOmitNorms(omitNorms);
        type.freeze();
        return type;
    }

    private static FieldType termsType() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS);
        type.setTokenized(false);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    static Directory ofDocs(int docs, Random random) throws IOException {
        return ofDocs(docs, random, TrawlCodec.forWriting(3, 64 << 10));
    }

    static Directory ofDocs(int docs, Random random, Codec codec) throws IOException {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer())
                .setCodec(codec)
                .setUseCompoundFile(false)
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setRAMBufferSizeMB(512);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            List<String> words = words(random);
            for (int i = 0; i < docs; i++) {
                writer.addDocument(document(i, words, random));
            }
            writer.commit();
        }
        return directory;
    }

    /// Written in several segments and merged into one.
    static Directory merged(int docs, Random random) throws IOException {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer())
                .setCodec(TrawlCodec.forWriting(3, 64 << 10))
                .setUseCompoundFile(false);
        config.getMergePolicy().setNoCFSRatio(0);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            List<String> words = words(random);
            for (int i = 0; i < docs; i++) {
                writer.addDocument(document(i, words, random));
                if (i % 1500 == 0) {
                    writer.flush();
                }
            }
            writer.forceMerge(1);
            writer.commit();
        }
        return directory;
    }

    private static List<String> words(Random random) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            int length = 2 + random.nextInt(9);
            StringBuilder word = new StringBuilder();
            for (int j = 0; j < length; j++) {
                word.append((char) ('a' + random.nextInt(random.nextBoolean() ? 5 : 26)));
            }
            words.add(word.toString());
        }
        return words;
    }

    static Document document(int i, List<String> words, Random random) {
        StringBuilder body = new StringBuilder("event ");
        int length = 3 + random.nextInt(20);
        for (int j = 0; j < length; j++) {
            double skew = random.nextDouble();
            body.append(words.get((int) (skew * skew * skew * words.size()))).append(' ');
        }
        if (random.nextInt(3) == 0) {
            body.append("id").append(Long.toHexString(random.nextLong()));
        }
        String trace = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        String host = "host-" + (int) Math.abs(random.nextGaussian() * 20);
        Document document = new Document();
        document.add(new Field("body", body.toString(), TEXT));
        document.add(new Field("title", words.get(random.nextInt(200)) + " " + words.get(i % 300), TEXT_WITH_NORMS));
        document.add(new Field("trace", trace, TERMS));
        document.add(new Field("host", host, TERMS));
        document.add(new Field("level", random.nextInt(20) == 0 ? "ERROR" : "INFO", TERMS));
        document.add(SortedDocValuesField.indexedField("host", new BytesRef(host)));
        document.add(SortedNumericDocValuesField.indexedField("timestamp", 1_767_225_600_000L + i * 7L));
        document.add(new NumericDocValuesField(
                "latency", random.nextInt(100) == 0 ? random.nextLong() : random.nextInt(500)));
        if (random.nextInt(10) == 0) {
            document.add(new SortedSetDocValuesField("tags", new BytesRef("t" + random.nextInt(30))));
            document.add(new SortedSetDocValuesField("tags", new BytesRef("u" + random.nextInt(3000))));
            document.add(new SortedNumericDocValuesField("sizes", random.nextInt()));
            document.add(new SortedNumericDocValuesField("sizes", random.nextInt(100)));
        }
        String source = "{\"n\":" + i + ",\"body\":\"" + body + "\",\"trace\":\"" + trace + "\"}";
        document.add(new StoredField("_source", source.getBytes(StandardCharsets.UTF_8)));
        return document;
    }

    static SplitMetadata metadata(String splitId, int docs) {
        return SplitMetadata.builder(splitId, INDEX)
                .numDocs(docs)
                .sourceId("_ingest-source")
                .nodeId("node-1")
                .createTimestamp(1_767_225_600L)
                .build();
    }

    static PackagedSplit pack(Directory index, int docs, Path target) {
        return new SplitPackager()
                .pack(
                        index,
                        SplitIdentity.of(metadata("01JZSPLIT00000000000000000", docs), CONFIG),
                        target,
                        RequestContext.background("pack"));
    }
}
