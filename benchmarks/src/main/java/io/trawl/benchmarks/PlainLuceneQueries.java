package io.trawl.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;

/// The queries of the benches in plain Lucene, with the results that the product gives: same order, exact count, hits
/// fetched.
final class PlainLuceneQueries {
    private static final int HITS = 10;

    private final IndexSearcher searcher;
    private final QueryTexts texts;

    PlainLuceneQueries(IndexReader reader, QueryTexts texts) {
        searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        this.texts = texts;
    }

    /// A query that answers with its number of hits, of documents in the best buckets, or of buckets.
    @FunctionalInterface
    interface Run {
        long run() throws IOException;
    }

    Map<String, Run> all() {
        Query term = body("connection");
        Query and = new BooleanQuery.Builder()
                .add(term, Occur.MUST)
                .add(body("closed"), Occur.MUST)
                .build();
        Query phrase = new PhraseQuery("body", "session", "opened", "for", "user");
        Query prefix = new PrefixQuery(new Term("body", "connect"));
        Query range = new BooleanQuery.Builder()
                .add(term, Occur.MUST)
                .add(window(), Occur.FILTER)
                .build();
        Query needle = new TermQuery(new Term("trace_id", texts.traceId()));
        Map<String, Run> runs = new LinkedHashMap<>();
        runs.put("term newest", () -> newest(term));
        runs.put("and2 newest", () -> newest(and));
        runs.put("phrase newest", () -> newest(phrase));
        runs.put("prefix newest", () -> newest(prefix));
        runs.put("range+term newest", () -> newest(range));
        runs.put("needle newest", () -> newest(needle));
        runs.put("term count", () -> searcher.count(term));
        runs.put("and2 count", () -> searcher.count(and));
        runs.put("phrase count", () -> searcher.count(phrase));
        runs.put("prefix count", () -> searcher.count(prefix));
        runs.put("range+term count", () -> searcher.count(range));
        runs.put("terms(host), all", () -> terms(new MatchAllDocsQuery()));
        runs.put("terms(host), term", () -> terms(term));
        runs.put("histogram+avg, all", () -> histogram(new MatchAllDocsQuery()));
        runs.put("histogram+avg, term", () -> histogram(term));
        return runs;
    }

    private static Query body(String word) {
        return new TermQuery(new Term("body", word));
    }

    private Query window() {
        long from = texts.windowStartMillis();
        long to = texts.windowEndMillis() - 1;
        return new IndexOrDocValuesQuery(
                LongPoint.newRangeQuery("timestamp", from, to),
                NumericDocValuesField.newSlowRangeQuery("timestamp", from, to));
    }

    private long newest(Query query) throws IOException {
        Sort byTime = new Sort(new SortField("timestamp", SortField.Type.LONG, true));
        TopFieldDocs top = searcher.search(query, new TopFieldCollectorManager(byTime, HITS, null, Integer.MAX_VALUE));
        StoredFields documents = searcher.storedFields();
        long bytes = 0;
        for (ScoreDoc hit : top.scoreDocs) {
            bytes += documents.document(hit.doc).getBinaryValue("_source").length;
        }
        return bytes < 0 ? -1 : top.totalHits.value();
    }

    private long terms(Query query) throws IOException {
        return searcher.search(query, new CollectorManager<TermsCollector, Long>() {
            @Override
            public TermsCollector newCollector() {
                return new TermsCollector();
            }

            @Override
            public Long reduce(Collection<TermsCollector> collectors) throws IOException {
                return collectors.iterator().next().documentsInBestBuckets();
            }
        });
    }

    private long histogram(Query query) throws IOException {
        return searcher.search(query, new CollectorManager<HistogramCollector, Long>() {
            @Override
            public HistogramCollector newCollector() {
                return new HistogramCollector();
            }

            @Override
            public Long reduce(Collection<HistogramCollector> collectors) {
                return collectors.iterator().next().buckets();
            }
        });
    }

    private static final class TermsCollector implements Collector {
        private long[] counts = new long[0];
        private SortedSetDocValues values = DocValues.emptySortedSet();

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        @Override
        public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
            values = DocValues.getSortedSet(context.reader(), "host");
            SortedDocValues single = DocValues.unwrapSingleton(values);
            counts = new long[(int) values.getValueCount()];
            long[] target = counts;
            return new LeafCollector() {
                @Override
                public void setScorer(Scorable scorer) {}

                @Override
                public void collect(int doc) throws IOException {
                    if (single.advanceExact(doc)) {
                        target[single.ordValue()]++;
                    }
                }
            };
        }

        private long documentsInBestBuckets() throws IOException {
            PriorityQueue<long[]> best = new PriorityQueue<>((a, b) -> Long.compare(a[1], b[1]));
            for (int ord = 0; ord < counts.length; ord++) {
                best.add(new long[] {ord, counts[ord]});
                if (best.size() > HITS) {
                    best.poll();
                }
            }
            long documents = 0;
            for (long[] bucket : best) {
                // Names are part of the answer, so they are looked up.
                documents += values.lookupOrd(bucket[0]).length == 0 ? 0 : bucket[1];
            }
            return documents;
        }
    }

    private static final class HistogramCollector implements Collector {
        private static final long INTERVAL_MILLIS = 30_000;

        private final TreeMap<Long, long[]> sums = new TreeMap<>();

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        @Override
        public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
            NumericDocValues time =
                    DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), "timestamp"));
            NumericDocValues latency =
                    DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), "attributes.latency_ms"));
            return new LeafCollector() {
                private long key = Long.MIN_VALUE;
                private long[] sum = new long[2];

                @Override
                public void setScorer(Scorable scorer) {}

                @Override
                public void collect(int doc) throws IOException {
                    time.advanceExact(doc);
                    long bucket = time.longValue() / INTERVAL_MILLIS;
                    if (bucket != key) {
                        key = bucket;
                        sum = sums.computeIfAbsent(bucket, ignored -> new long[2]);
                    }
                    sum[0]++;
                    if (latency.advanceExact(doc)) {
                        sum[1] += latency.longValue();
                    }
                }
            };
        }

        private long buckets() {
            return sums.size();
        }
    }
}
