package io.trawl.search.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.AggregationParser;
import io.trawl.query.Aggregations;
import io.trawl.query.FieldColumn;
import io.trawl.query.SortOrder;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

/// Merging is associative and commutative: however the results of splits are grouped, and in whatever order
/// they come, the answer is the same to the last digit.
class MergeGroupingTest {
    private static final Aggregations AGGREGATIONS = AggregationParser.parse(new ObjectMapper().readTree("""
            {"cut": {"terms": {"field": "key", "size": 3, "segment_size": 4}},
             "keys": {"terms": {"field": "key", "size": 5, "order": {"s.max": "asc"}},
               "aggs": {"s": {"stats": {"field": "float"}},
                 "n": {"terms": {"field": "number", "size": 4},
                   "aggs": {"v": {"value_count": {"field": "number"}}}}}},
             "mixed": {"terms": {"field": "mixed", "size": 50, "missing": 1}, "aggs": {"a": {"avg": {"field": "number"}}}},
             "time": {"date_histogram": {"field": "time", "fixed_interval": "7s", "offset": "2s"},
               "aggs": {"x": {"max": {"field": "number"}}, "y": {"min": {"field": "float"}}}},
             "big": {"sum": {"field": "time"}}, "all": {"avg": {"field": "float", "missing": 0.25}}}"""));

    private static final HitOrder ORDER = new HitOrder(
            List.of(
                    new HitOrder.Key.Columns(
                            List.of(new FieldColumn("number", FieldColumn.Kind.I64, false, false)), true),
                    new HitOrder.Key.Columns(
                            List.of(
                                    new FieldColumn("mixed:i", FieldColumn.Kind.I64, true, true),
                                    new FieldColumn("mixed:f", FieldColumn.Kind.F64, true, true)),
                            false)),
            true);

    @Test
    void anyGroupingOfSplitsGivesTheSameAnswer() throws IOException {
        TestSeed seed = TestSeed.next("MergeGroupingTest");
        for (int round = 0; round < 40; round++) {
            Random random = seed.random(round);
            List<LeafResult> splits = new ArrayList<>();
            int count = 1 + random.nextInt(9);
            for (int i = 0; i < count; i++) {
                splits.add(randomSplit("split-" + i, random));
            }
            LeafResult expected = mergeInOrder(splits);
            for (int shuffle = 0; shuffle < 5; shuffle++) {
                LeafResult merged = mergeInGroups(splits, random);

                assertThat(merged.hits()).isEqualTo(expected.hits());
                assertThat(merged.count()).isEqualTo(expected.count());
                assertThat(merged.splits()).isEqualTo(expected.splits());
                assertThat(render(merged)).isEqualTo(render(expected));
            }
        }
    }

    private static String render(LeafResult result) {
        return new AggregationRenderer(AggregationLimits.unlimited())
                .render(AGGREGATIONS, result.aggregations())
                .toString();
    }

    private static LeafResultMerger merger() {
        return new LeafResultMerger(new HitComparator(List.of(SortOrder.DESC, SortOrder.ASC), SortOrder.DESC), 10);
    }

    private static LeafResult mergeInOrder(List<LeafResult> results) {
        LeafResultMerger merger = merger();
        results.forEach(merger::add);
        return merger.result();
    }

    private static LeafResult mergeInGroups(List<LeafResult> results, Random random) {
        List<LeafResult> left = new ArrayList<>(results);
        Collections.shuffle(left, random);
        while (left.size() > 1) {
            int size = 1 + random.nextInt(left.size());
            LeafResult group = mergeInOrder(left.subList(0, size));
            left = new ArrayList<>(left.subList(size, left.size()));
            left.add(random.nextInt(left.size() + 1), group);
            if (size == 1) {
                Collections.shuffle(left, random);
            }
        }
        return mergeInOrder(left);
    }

    private static LeafResult randomSplit(String splitId, Random random) throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(null))) {
                int docs = 1 + random.nextInt(200);
                for (int i = 0; i < docs; i++) {
                    writer.addDocument(randomDoc(random));
                }
                writer.forceMerge(1);
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                return search(splitId, reader.leaves().getFirst().reader());
            }
        }
    }

    private static Document randomDoc(Random random) {
        Document document = new Document();
        document.add(
                NumericDocValuesField.indexedField("time", (1_700_000_000L + random.nextInt(60)) * 1_000_000_000L));
        if (random.nextInt(5) > 0) {
            document.add(new SortedDocValuesField("key", new BytesRef("k" + (char) ('a' + random.nextInt(12)))));
        }
        if (random.nextInt(4) > 0) {
            document.add(new NumericDocValuesField("number", random.nextInt(30) - 15));
        }
        if (random.nextInt(4) > 0) {
            // Values with few bits, whose sums are exact; rounding is the business of ExactSum's own test.
            document.add(new NumericDocValuesField("float", ColumnCodec.encodeF64(random.nextInt(4000) / 16.0)));
        }
        if (random.nextBoolean()) {
            document.add(new SortedNumericDocValuesField("mixed:i", random.nextInt(5)));
        } else if (random.nextBoolean()) {
            document.add(new SortedNumericDocValuesField("mixed:f", ColumnCodec.encodeF64(random.nextInt(10) / 2.0)));
        }
        return document;
    }

    private static LeafResult search(String splitId, LeafReader reader) throws IOException {
        AggregationLimits limits = AggregationLimits.unlimited();
        AggregationTree tree = AggregationTree.of(AGGREGATIONS, reader, field -> columns(reader, field), limits);
        SplitScan.Found found =
                SplitScan.of(reader, new MatchAllDocsQuery(), Pace.UNBOUNDED).run(ORDER, 10, true, tree);
        List<HitAddress> hits = found.hits().stream()
                .map(hit -> new HitAddress(splitId, hit.doc(), hit.sortValues()))
                .toList();
        return new LeafResult(hits, found.count(), tree.results(), List.of(), LeafResult.SplitCounts.SEARCHED);
    }

    private static List<FieldColumn> columns(LeafReader reader, String field) {
        List<FieldColumn> columns = switch (field) {
            case "key" -> List.of(new FieldColumn("key", FieldColumn.Kind.TEXT, false, false));
            case "number" -> List.of(new FieldColumn("number", FieldColumn.Kind.I64, false, false));
            case "float" -> List.of(new FieldColumn("float", FieldColumn.Kind.F64, false, false));
            case "time" -> List.of(new FieldColumn("time", FieldColumn.Kind.DATETIME, false, false));
            case "mixed" ->
                List.of(
                        new FieldColumn("mixed:i", FieldColumn.Kind.I64, true, true),
                        new FieldColumn("mixed:f", FieldColumn.Kind.F64, true, true));
            default -> throw new IllegalArgumentException(field);
        };
        return columns.stream()
                .filter(column -> reader.getFieldInfos().fieldInfo(column.column()) != null)
                .toList();
    }
}
