package io.trawl.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/// Aggregations over columns as one writes them with plain Lucene.
final class OnDemandCollectors {
    /// Columns of times hold microseconds or less; the width of buckets does not change what is read.
    private static final long BUCKET = 30_000_000;

    private OnDemandCollectors() {}

    /// @return the documents counted
    static long terms(IndexSearcher searcher, Query query, String field) throws IOException {
        return searcher.search(query, manager(() -> new TermsCollector(field)));
    }

    /// @return the documents counted
    static long histogram(IndexSearcher searcher, Query query, String field) throws IOException {
        return searcher.search(query, manager(() -> new HistogramCollector(field)));
    }

    private interface Maker {
        CountingCollector make();
    }

    private static CollectorManager<CountingCollector, Long> manager(Maker maker) {
        return new CollectorManager<>() {
            @Override
            public CountingCollector newCollector() {
                return maker.make();
            }

            @Override
            public Long reduce(Collection<CountingCollector> collectors) {
                long documents = 0;
                for (CountingCollector collector : collectors) {
                    documents += collector.documents;
                }
                return documents;
            }
        };
    }

    /// Splits are one segment each, so a collector sees one leaf.
    private abstract static class CountingCollector extends SimpleCollector {
        long documents;

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        @Override
        public void setScorer(Scorable scorer) {}
    }

    private static final class TermsCollector extends CountingCollector {
        private final String field;
        private SortedSetDocValues values = DocValues.emptySortedSet();
        private long[] counts = new long[0];

        TermsCollector(String field) {
            this.field = field;
        }

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            values = DocValues.getSortedSet(context.reader(), field);
            counts = new long[(int) values.getValueCount()];
        }

        @Override
        public void collect(int doc) throws IOException {
            documents++;
            if (values.advanceExact(doc)) {
                for (int i = 0; i < values.docValueCount(); i++) {
                    counts[(int) values.nextOrd()]++;
                }
            }
        }

        /// Names are part of the answer, so they are looked up.
        @Override
        public void finish() throws IOException {
            for (int ord = 0; ord < counts.length; ord++) {
                if (counts[ord] > 0) {
                    values.lookupOrd(ord);
                }
            }
        }
    }

    private static final class HistogramCollector extends CountingCollector {
        private final String field;
        private final Map<Long, Long> buckets = new HashMap<>();
        private SortedNumericDocValues values = DocValues.emptySortedNumeric();

        HistogramCollector(String field) {
            this.field = field;
        }

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            values = DocValues.getSortedNumeric(context.reader(), field);
        }

        @Override
        public void collect(int doc) throws IOException {
            documents++;
            if (values.advanceExact(doc)) {
                buckets.merge(values.nextValue() / BUCKET, 1L, Long::sum);
            }
        }
    }
}
