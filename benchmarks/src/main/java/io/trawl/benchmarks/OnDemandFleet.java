package io.trawl.benchmarks;

import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.DocMapper;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.QueryCompiler;
import io.trawl.query.QueryParser;
import io.trawl.search.SearchRequest;
import io.trawl.split.SplitMetadata;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TotalHits;

/// The searches of the product on the same splits, side by side as the product does it, without any of its planning:
/// plain Lucene reads blocks when it needs them.
final class OnDemandFleet implements AutoCloseable {
    private final Map<String, OnDemandSearch> splits = new HashMap<>();
    private final Storage far;
    private final IndexMetadata index;
    private final ExecutorService threads = Threads.virtual("on-demand");

    /// @param near only to find out where the files lie in the splits
    OnDemandFleet(List<SplitMetadata> metadata, Storage near, Storage far, IndexMetadata index) {
        this.far = far;
        this.index = index;
        for (SplitMetadata split : metadata) {
            splits.put(split.splitId(), new OnDemandSearch(near, new StorageKey(split.fileName()), index));
        }
    }

    /// @param waitsMax of the split that waited most: reads that each depended on the one before
    record Answer(long hits, long waitsMax) {}

    Answer search(ColdQuery query, List<String> splitIds, RequestContext context) throws IOException {
        List<OnDemandSearch> wanted = new ArrayList<>();
        splitIds.forEach(id -> wanted.add(splits.get(id)));
        Query compiled = compile(query.request());
        List<OnDemandSearch.Opened> opened = new ArrayList<>();
        try {
            // Opened and searched in one step a split, as no split has to wait for another one.
            List<Callable<Part>> searches = new ArrayList<>();
            for (OnDemandSearch split : wanted) {
                searches.add(() -> {
                    OnDemandSearch.Opened open = split.openFor(far, context);
                    synchronized (opened) {
                        opened.add(open);
                    }
                    return search(open, compiled, query.work());
                });
            }
            List<Part> parts = Fanout.all(threads, context, searches);
            if (query.work() == ColdQuery.Work.NEWEST) {
                fetch(parts, context);
            }
            return new Answer(
                    parts.stream().mapToLong(Part::hits).sum(),
                    parts.stream().mapToLong(part -> part.split.waits()).max().orElse(0));
        } finally {
            for (OnDemandSearch.Opened split : opened) {
                split.close();
            }
        }
    }

    /// What one split gave.
    private record Part(OnDemandSearch.Opened split, long hits, TopFieldDocs top) {}

    private static final TopFieldDocs NO_DOCS =
            new TopFieldDocs(new TotalHits(0, TotalHits.Relation.EQUAL_TO), new ScoreDoc[0], new SortField[0]);

    private Query compile(SearchRequest request) {
        return QueryCompiler.compile(
                        QueryParser.resolve(
                                request.query(), index.config().searchSettings().defaultSearchFields()),
                        DocMapper.of(index.config().docMapping()).schema())
                .query();
    }

    private Part search(OnDemandSearch.Opened split, Query query, ColdQuery.Work work) throws IOException {
        IndexSearcher searcher = new IndexSearcher(split.reader());
        searcher.setQueryCache(null);
        return switch (work) {
            case NEWEST -> {
                TopFieldDocs top = searcher.search(
                        query, new TopFieldCollectorManager(byTime(), ColdQuery.HITS, null, Integer.MAX_VALUE));
                yield new Part(split, top.totalHits.value(), top);
            }
            case TERMS -> new Part(split, OnDemandCollectors.terms(searcher, query, "host"), NO_DOCS);
            case HISTOGRAM -> new Part(split, OnDemandCollectors.histogram(searcher, query, timestamp()), NO_DOCS);
        };
    }

    private String timestamp() {
        return index.config().docMapping().timestampField().orElseThrow();
    }

    private Sort byTime() {
        return new Sort(new SortedNumericSortField(timestamp(), SortField.Type.LONG, true));
    }

    /// The sources of the best documents of all splits, side by side.
    private void fetch(List<Part> parts, RequestContext context) {
        for (int i = 0; i < parts.size(); i++) {
            for (ScoreDoc hit : parts.get(i).top.scoreDocs) {
                hit.shardIndex = i;
            }
        }
        TopFieldDocs best = TopDocs.merge(
                byTime(), ColdQuery.HITS, parts.stream().map(Part::top).toArray(TopFieldDocs[]::new));
        List<Callable<Boolean>> fetches = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int shard = i;
            int[] docs = Arrays.stream(best.scoreDocs)
                    .filter(hit -> hit.shardIndex == shard)
                    .mapToInt(hit -> hit.doc)
                    .sorted()
                    .toArray();
            if (docs.length > 0) {
                fetches.add(() -> {
                    parts.get(shard).split.fetch(docs, ColumnNames.SOURCE);
                    return true;
                });
            }
        }
        if (!fetches.isEmpty()) {
            Fanout.all(threads, context, fetches);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
