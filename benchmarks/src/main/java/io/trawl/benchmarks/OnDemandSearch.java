package io.trawl.benchmarks;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.config.IndexConfig;
import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.DocMapper;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.QueryCompiler;
import io.trawl.query.QueryParser;
import io.trawl.split.SplitDescription;
import io.trawl.split.SplitDirectory;
import io.trawl.split.SplitInspector;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;

/// The searches of the product on the same split, without any of its planning: plain Lucene reads blocks when it needs
/// them, and what it asks to be prefetched is.
final class OnDemandSearch {
    private final StorageKey key;
    private final long length;
    private final Map<String, ByteRange> files;
    private final IndexConfig config;

    /// @param storage a near one, only to find out where the files lie
    OnDemandSearch(Storage storage, StorageKey key, IndexMetadata index) {
        this.key = key;
        SplitDescription description = SplitInspector.open(storage, key, RequestContext.background("bench-inspect"))
                .describe(false);
        this.length = description.fileSize();
        this.files = description.files().stream()
                .collect(Collectors.toMap(SplitDescription.FileEntry::name, SplitDescription.FileEntry::place));
        this.config = index.config();
    }

    /// @param hits matching documents
    /// @param waits how often the search stood still for a read
    record Answer(long hits, long waits) {}

    /// An index that is open, on blocks of its own.
    static final class Opened implements AutoCloseable {
        private final OnDemandBlocks blocks;
        private final DirectoryReader reader;

        private Opened(OnDemandBlocks blocks, DirectoryReader reader) {
            this.blocks = blocks;
            this.reader = reader;
        }

        DirectoryReader reader() {
            return reader;
        }

        /// How often a reader stood still for a read.
        long waits() {
            return blocks.waits();
        }

        /// Reads one stored field of the documents, which are in ascending order.
        void fetch(int[] docs, String field) throws IOException {
            StoredFields stored = reader.storedFields();
            for (int doc : docs) {
                stored.prefetch(doc);
            }
            for (int doc : docs) {
                stored.document(doc, Set.of(field));
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /// Opens the index. Where its files lie is given, which flatters reading on demand a little.
    Opened openFor(Storage far, RequestContext context) throws IOException {
        OnDemandBlocks blocks = new OnDemandBlocks(far, key, length, context);
        SplitDirectory directory = new SplitDirectory(files, (name, place) -> new OnDemandInput(name, blocks, place));
        return new Opened(blocks, DirectoryReader.open(directory));
    }

    /// Opens the index and does no more.
    Answer open(Storage far, RequestContext context) throws IOException {
        try (Opened opened = openFor(far, context)) {
            return new Answer(opened.reader().maxDoc(), opened.waits());
        }
    }

    /// Opens, searches, and reads the newest documents.
    Answer newest(String text, int documents, Storage far, RequestContext context) throws IOException {
        Query query = QueryCompiler.compile(
                        QueryParser.parse(text, config.searchSettings().defaultSearchFields()),
                        DocMapper.of(config.docMapping()).schema())
                .query();
        try (Opened opened = openFor(far, context)) {
            IndexSearcher searcher = new IndexSearcher(opened.reader());
            searcher.setQueryCache(null);
            String timestamp = config.docMapping().timestampField().orElseThrow();
            Sort byTime = new Sort(new SortedNumericSortField(timestamp, SortField.Type.LONG, true));
            TopFieldDocs top =
                    searcher.search(query, new TopFieldCollectorManager(byTime, documents, null, Integer.MAX_VALUE));
            int[] docs = Arrays.stream(top.scoreDocs)
                    .mapToInt(hit -> hit.doc)
                    .sorted()
                    .toArray();
            opened.fetch(docs, ColumnNames.SOURCE);
            return new Answer(top.totalHits.value(), opened.waits());
        }
    }
}
