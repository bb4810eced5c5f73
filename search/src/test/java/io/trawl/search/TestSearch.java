package io.trawl.search;

import io.trawl.common.DataSize;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.Lifecycle;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.SourceCheckpoint;
import io.trawl.common.TimeSource;
import io.trawl.config.ConfigFormat;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexConfigJson;
import io.trawl.config.IndexConfigReader;
import io.trawl.config.IndexTemplate;
import io.trawl.config.SearcherConfig;
import io.trawl.config.StorageUri;
import io.trawl.docmapper.DocMapper;
import io.trawl.docmapper.DocParser;
import io.trawl.docmapper.ParsedDoc;
import io.trawl.metastore.DeletedIndex;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.search.leaf.CpuExecutor;
import io.trawl.search.leaf.DocFetcher;
import io.trawl.search.leaf.LeafCaches;
import io.trawl.search.leaf.LeafSearcher;
import io.trawl.search.leaf.LocalLeafSearchClient;
import io.trawl.search.leaf.SearchPermits;
import io.trawl.search.leaf.SplitAccess;
import io.trawl.search.leaf.SplitStreamer;
import io.trawl.search.leaf.SplitWarmup;
import io.trawl.search.leaf.WaveWorth;
import io.trawl.search.root.LeafPlacer;
import io.trawl.search.root.RootSearcher;
import io.trawl.search.root.RootStreamer;
import io.trawl.split.PackagedSplit;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitIdentity;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitOpener;
import io.trawl.split.SplitPackager;
import io.trawl.split.SplitState;
import io.trawl.split.SplitTimeRange;
import io.trawl.split.TrawlCodec;
import io.trawl.storage.LedgerStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageResolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/// A whole search engine over indexes in memory, with a ledger of what it reads.
public final class TestSearch implements AutoCloseable {
    private final Lifecycle lifecycle = new Lifecycle();
    private final Path folder;
    private final LedgerStorage storage;
    private final List<IndexMetadata> indexes;
    private final List<Split> splits;
    private final SearchMetrics metrics = new SearchMetrics();
    private final MemoryBudget warmup = MemoryBudget.root("warmup", DataSize.ofGibibytes(1));
    private final SplitAccess access;
    private final SearchPermits permits;
    private final RootSearcher root;
    private final RootStreamer streamer;
    private int requests;

    public TestSearch(Path folder) {
        this(folder, SearcherConfig.DEFAULT);
    }

    public TestSearch(Path folder, SearcherConfig config) {
        this(
                folder,
                config,
                LeafCaches.OFF,
                WaveWorth.DEFAULT,
                new LedgerStorage(new MemoryStorage()),
                storage -> storage,
                new ArrayList<>(),
                new ArrayList<>());
    }

    private TestSearch(
            Path folder,
            SearcherConfig config,
            LeafCaches caches,
            WaveWorth worth,
            LedgerStorage storage,
            UnaryOperator<Storage> distance,
            List<IndexMetadata> indexes,
            List<Split> splits) {
        this.folder = folder;
        this.storage = storage;
        this.indexes = indexes;
        this.splits = splits;
        StorageResolver storages = new StorageResolver(Map.of("ram", uri -> distance.apply(storage)));
        SplitCache cache = lifecycle.add(
                SplitCache.create(folder.resolve("cache"), DataSize.ofGibibytes(1), DataSize.ofMebibytes(64)));
        access = new SplitAccess(storages, new SplitOpener(cache));
        CpuExecutor cpu = lifecycle.add(new CpuExecutor(2, metrics, TimeSource.SYSTEM));
        permits = new SearchPermits(config.maxNumConcurrentSplitSearches(), warmup);
        SplitWarmup splitWarmup = new SplitWarmup(cpu, metrics, worth);
        LeafSearcher searcher = lifecycle.add(
                new LeafSearcher(access, permits, cpu, splitWarmup, caches, config.aggregationMemoryLimit(), metrics));
        DocFetcher fetcher = lifecycle.add(new DocFetcher(access, cpu, metrics));
        SearchPermits streamPermits = new SearchPermits(config.maxNumConcurrentSplitStreams(), warmup);
        SplitStreamer leafStreamer = lifecycle.add(new SplitStreamer(access, streamPermits, cpu, metrics));
        LeafPlacer placer = LeafPlacer.single(new LocalLeafSearchClient(searcher, fetcher, leafStreamer));
        streamer = lifecycle.add(new RootStreamer(View::new, placer, config));
        root = lifecycle.add(new RootSearcher(View::new, placer, config, metrics, TimeSource.SYSTEM));
    }

    /// Another node over the same storage and metastore, with nothing cached.
    public TestSearch coldNode(Path itsFolder) {
        return coldNode(itsFolder, storage -> storage);
    }

    /// @param distance puts the node far from its storage
    public TestSearch coldNode(Path itsFolder, UnaryOperator<Storage> distance) {
        return new TestSearch(
                itsFolder,
                SearcherConfig.DEFAULT,
                LeafCaches.OFF,
                WaveWorth.DEFAULT,
                storage,
                distance,
                indexes,
                splits);
    }

    /// @param worth what the node reads rather than wait for a wave
    public TestSearch coldNode(Path itsFolder, WaveWorth worth) {
        return new TestSearch(
                itsFolder, SearcherConfig.DEFAULT, LeafCaches.OFF, worth, storage, near -> near, indexes, splits);
    }

    /// @param caches of what was searched before
    public TestSearch coldNode(Path itsFolder, LeafCaches caches) {
        return new TestSearch(
                itsFolder, SearcherConfig.DEFAULT, caches, WaveWorth.DEFAULT, storage, near -> near, indexes, splits);
    }

    /// Splits that could be searched now beside those under way.
    public int permits() {
        return permits.free();
    }

    public SplitAccess access() {
        return access;
    }

    public MetastoreView view() {
        return new View();
    }

    public List<Split> splits() {
        return splits;
    }

    public LedgerStorage storage() {
        return storage;
    }

    /// Memory held for what searches under way have fetched.
    public MemoryBudget warmup() {
        return warmup;
    }

    public SearchMetrics metrics() {
        return metrics;
    }

    /// @param docMapping JSON of `doc_mapping`
    public IndexMetadata createIndex(String indexId, String docMapping, String... defaultFields) {
        String fields = String.join(
                ",", List.of(defaultFields).stream().map(f -> '"' + f + '"').toList());
        String config =
                "{\"version\": \"0.9\", \"index_id\": \"%s\", \"doc_mapping\": %s, ".formatted(indexId, docMapping)
                        + "\"search_settings\": {\"default_search_fields\": [%s]}}".formatted(fields);
        IndexConfig parsed = IndexConfigReader.read(
                config, ConfigFormat.JSON, StorageUri.parse("ram:///indexes"), new IdGenerator(TimeSource.SYSTEM));
        IndexMetadata index = new IndexMetadata(
                new IndexUid(indexId, "01HZZZZZZZZZZZZZZZZZZZZZZZ"),
                parsed,
                Map.<String, SourceCheckpoint>of(),
                0,
                List.of());
        indexes.removeIf(existing -> existing.indexId().equals(indexId));
        indexes.add(index);
        return index;
    }

    /// Makes a split of JSON documents and publishes it. Later splits have higher ids.
    public String addSplit(IndexMetadata index, List<String> docs) {
        String splitId = "01HSPLIT%018d".formatted(splits.size());
        try (Directory directory = new ByteBuffersDirectory()) {
            SplitMetadata metadata = write(index, docs, splitId, directory);
            SplitIdentity identity = SplitIdentity.of(
                    metadata, IndexConfigJson.toJson(index.config()).toString());
            Files.createDirectories(folder);
            PackagedSplit packaged = new SplitPackager()
                    .pack(directory, identity, folder.resolve(splitId + ".split"), RequestContext.background("pack"));
            storage.put(
                    new StorageKey(packaged.metadata().fileName()),
                    Payload.ofFile(packaged.file()),
                    RequestContext.background("put"));
            splits.add(new Split(packaged.metadata(), SplitState.PUBLISHED, 0, OptionalLong.of(0)));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        storage.ledger().reset();
        return splitId;
    }

    private static SplitMetadata write(IndexMetadata index, List<String> docs, String splitId, Directory directory)
            throws IOException {
        DocParser parser = DocMapper.of(index.config().docMapping()).newParser();
        parser.startSplit();
        Set<String> tags = new TreeSet<>();
        index.config().docMapping().allTagFields().forEach(field -> tags.add(field + "!"));
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        IndexWriterConfig config = new IndexWriterConfig(null)
                .setCodec(TrawlCodec.forWriting(3, 64 << 10))
                .setUseCompoundFile(false);
        config.getMergePolicy().setNoCFSRatio(0);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (String doc : docs) {
                byte[] line = doc.getBytes(StandardCharsets.UTF_8);
                ParsedDoc parsed = parser.parse(line, 0, line.length);
                if (parsed.rejection() != null) {
                    throw new AssertionError(doc + ": " + parsed.rejection());
                }
                if (parsed.hasTimestamp()) {
                    long seconds = Math.floorDiv(parsed.timestampNanos(), 1_000_000_000L);
                    first = Math.min(first, seconds);
                    last = Math.max(last, seconds);
                }
                parsed.forEachTag((field, value) -> tags.add(field + ":" + value.utf8ToString()));
                parsed.setProvenance("p", writer.getDocStats().numDocs, false);
                writer.addDocument(parsed.fields());
            }
            writer.forceMerge(1);
        }
        SplitMetadata.Builder metadata = SplitMetadata.builder(splitId, index.uid())
                .numDocs(docs.size())
                .tags(List.copyOf(tags))
                .docMappingUid(index.config().docMapping().docMappingUid());
        if (first <= last) {
            metadata.timeRange(new SplitTimeRange(first, last));
        }
        return metadata.build();
    }

    public SearchResponse search(SearchRequest request) {
        return search(request, RequestContext.interactive("test-" + requests++, Duration.ofSeconds(60)));
    }

    public SearchResponse search(SearchRequest request, RequestContext context) {
        return root.search(request, context);
    }

    public SearchExplanation explain(SearchRequest request, ExplainDepth depth) {
        return root.explain(request, depth, RequestContext.interactive("test-" + requests++, Duration.ofSeconds(60)));
    }

    public SearchPlanResponse plan(SearchRequest request) {
        return root.plan(request);
    }

    public Optional<ZeroHits> explainZeroHits(SearchRequest request, RequestContext context) {
        return root.explainZeroHits(request, context);
    }

    public void checkFields(SearchRequest request) {
        root.checkFields(request);
    }

    public void stream(StreamRequest request, ChunkSink sink, RequestContext context) {
        streamer.stream(request, sink, context);
    }

    @Override
    public void close() {
        lifecycle.close();
    }

    /// All indexes and splits as they are now.
    private final class View implements MetastoreView {
        @Override
        public long version() {
            return 1;
        }

        @Override
        public Duration age() {
            return Duration.ZERO;
        }

        @Override
        public List<IndexMetadata> indexes() {
            return List.copyOf(indexes);
        }

        @Override
        public Optional<IndexMetadata> index(String indexId) {
            return indexes.stream()
                    .filter(index -> index.indexId().equals(indexId))
                    .findFirst();
        }

        @Override
        public List<Split> splits(SplitQuery query) {
            return splits.stream()
                    .filter(split -> query.indexUids().contains(split.metadata().indexUid()))
                    .toList();
        }

        @Override
        public Optional<Split> split(IndexUid indexUid, String splitId) {
            return splits.stream()
                    .filter(split -> split.splitId().equals(splitId))
                    .findFirst();
        }

        @Override
        public List<IndexTemplate> templates() {
            return List.of();
        }

        @Override
        public Optional<IndexTemplate> template(String templateId) {
            return Optional.empty();
        }

        @Override
        public List<DeletedIndex> deletedIndexes() {
            return List.of();
        }
    }
}
