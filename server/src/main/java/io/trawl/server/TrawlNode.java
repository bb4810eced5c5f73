package io.trawl.server;

import io.trawl.cluster.ClusterSnapshotJson;
import io.trawl.cluster.SingleNodeCluster;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.Lifecycle;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.MetastoreUri;
import io.trawl.config.NodeConfig;
import io.trawl.config.SearcherConfig;
import io.trawl.config.ServiceName;
import io.trawl.config.StorageUri;
import io.trawl.indexing.CountingDeadLetters;
import io.trawl.indexing.IndexingEnvironment;
import io.trawl.indexing.IndexingService;
import io.trawl.ingest.IngestLimits;
import io.trawl.ingest.IngestRouter;
import io.trawl.ingest.Ingester;
import io.trawl.ingest.ParserPool;
import io.trawl.metastore.ManifestMetastore;
import io.trawl.metastore.ManifestOptions;
import io.trawl.metastore.Metastore;
import io.trawl.search.SearchMetrics;
import io.trawl.search.leaf.CpuExecutor;
import io.trawl.search.leaf.DocFetcher;
import io.trawl.search.leaf.LargePages;
import io.trawl.search.leaf.LeafSearcher;
import io.trawl.search.leaf.LocalLeafSearchClient;
import io.trawl.search.leaf.SearchPermits;
import io.trawl.search.leaf.SplitAccess;
import io.trawl.search.leaf.SplitStreamer;
import io.trawl.search.leaf.SplitWarmup;
import io.trawl.search.leaf.TailsAhead;
import io.trawl.search.root.RootSearcher;
import io.trawl.search.root.RootStreamer;
import io.trawl.search.root.SearchJobPlacer;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.HttpServer;
import io.trawl.server.http.Router;
import io.trawl.server.indexes.IndexService;
import io.trawl.server.indexes.SplitFiles;
import io.trawl.server.indexes.TemplateIndexCreator;
import io.trawl.server.metrics.CacheMetrics;
import io.trawl.server.metrics.IngestMetrics;
import io.trawl.server.metrics.NodeMetrics;
import io.trawl.server.metrics.QueryMetrics;
import io.trawl.server.metrics.StorageMetrics;
import io.trawl.server.rest.AnalyzeResource;
import io.trawl.server.rest.IndexResource;
import io.trawl.server.rest.IndexingStatus;
import io.trawl.server.rest.IngestResource;
import io.trawl.server.rest.NodeResource;
import io.trawl.server.rest.ParseQueryResource;
import io.trawl.server.rest.SearchPlanResource;
import io.trawl.server.rest.SearchResource;
import io.trawl.server.rest.SearchStreamResource;
import io.trawl.server.rest.SplitResource;
import io.trawl.server.rest.TemplateResource;
import io.trawl.split.SplitOpener;
import io.trawl.storage.OsDisk;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageResolver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// A node: everything that one process runs, wired by hand, started in order and closed in reverse.
///
/// Which services it has is the operator's choice. Every node reads the metastore by itself, since its log on storage
/// takes any number of writers; so a node of one service works beside others that share the metastore's URI.
public final class TrawlNode implements AutoCloseable {
    public static final String VERSION = "0.1.0";

    /// Of the heap, for what is charged; the rest is for what is too small or too short-lived to be.
    private static final double BUDGET_SHARE = 0.75;
    /// Of the budget, for open splits that are being built.
    private static final double INDEXING_SHARE = 0.6;
    /// Of the budget, for what searches hold while they run.
    private static final double SEARCH_SHARE = 0.5;
    /// Of what searches hold, for search streams: their readers decide how long they last.
    private static final double STREAM_SHARE = 0.75;
    /// Of the budget, for the large page of documents that is being made.
    private static final double PAGE_SHARE = 0.5;
    /// Of the budget, for answers that wait for their clients to read them.
    private static final double ANSWER_SHARE = 0.2;

    private final NodeConfig config;
    private final Lifecycle lifecycle;
    private final Metastore metastore;
    private final Optional<IngestRouter> ingestRouter;
    private final Optional<RootSearcher> searcher;
    private final HttpServer http;

    private TrawlNode(
            NodeConfig config,
            Lifecycle lifecycle,
            Metastore metastore,
            Optional<IngestRouter> ingestRouter,
            Optional<RootSearcher> searcher,
            HttpServer http) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.metastore = metastore;
        this.ingestRouter = ingestRouter;
        this.searcher = searcher;
        this.http = http;
    }

    /// Starts a node and returns when it is ready to serve.
    ///
    /// @throws TrawlException if it cannot start; what was started is closed again
    public static TrawlNode start(NodeConfig config) {
        return start(config, System.getenv());
    }

    /// @param environment where clouds leave the credentials of their storages
    static TrawlNode start(NodeConfig config, Map<String, String> environment) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            return new Builder(config, environment, lifecycle).start();
        } catch (RuntimeException failure) {
            closeQuietly(lifecycle, failure);
            throw failure;
        }
    }

    private static void closeQuietly(Lifecycle lifecycle, RuntimeException failure) {
        try {
            lifecycle.close();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    /// Where clients reach this node, as in `http://127.0.0.1:7280`.
    public String restAddress() {
        String host = config.network().listenAddress();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + http.port();
    }

    public Metastore metastore() {
        return metastore;
    }

    /// Present if the node runs the indexer service.
    public Optional<IngestRouter> ingestRouter() {
        return ingestRouter;
    }

    /// Present if the node runs the searcher service.
    public Optional<RootSearcher> searcher() {
        return searcher;
    }

    @Override
    public void close() {
        lifecycle.close();
    }

    /// The wiring, bottom to top.
    private static final class Builder {
        private final NodeConfig config;
        private final Lifecycle lifecycle;
        private final TimeSource timeSource = TimeSource.SYSTEM;
        private final IdGenerator ids = new IdGenerator(timeSource);
        private final RequestContext context = RequestContext.background("start");
        private final StorageResolver storages;
        private final NodeMetrics metrics = new NodeMetrics(VERSION);
        private final MemoryBudget memory;
        private final DataFolder data;

        private Builder(NodeConfig config, Map<String, String> environment, Lifecycle lifecycle) {
            this.config = config;
            this.lifecycle = lifecycle;
            config.requireDataDir();
            data = lifecycle.add(DataFolder.open(config.dataDir()));
            ObjectStores stores = lifecycle.add(new ObjectStores(config, environment));
            StorageMetrics.register(metrics, stores::statistics);
            storages = stores.resolver();
            memory = MemoryBudget.root(
                    "node", DataSize.ofBytes((long) (Runtime.getRuntime().maxMemory() * BUDGET_SHARE)));
            metrics.gauge("memory_in_flight_data_bytes", "memory charged to the node's budget", memory::used);
        }

        private TrawlNode start() {
            Metastore metastore = startMetastore();
            startTidying(metastore);
            IndexService indexes = new IndexService(metastore, storages, config.knobs());
            SingleNodeCluster cluster = SingleNodeCluster.of(
                    config, config.rest().listenPort(), config.grpc().listenPort(), timeSource);
            Router router = new Router();
            Optional<IngestRouter> ingestRouter = Optional.empty();
            Supplier<ObjectNode> indexingStatus = () -> {
                throw TrawlException.notFound("this node does not run the indexer service: ask one that does");
            };
            BooleanSupplier ready = () -> cluster.self().ready();
            if (config.runs(ServiceName.INDEXER)) {
                Ingester ingester = startIngester(metastore);
                ParserPool parsers = new ParserPool();
                IndexingService indexing = startIndexing(metastore, ingester, parsers);
                IngestRouter started = new IngestRouter(
                        metastore,
                        new TemplateIndexCreator(metastore, indexes, config.defaultIndexRootUri(), ids),
                        ingester,
                        parsers,
                        limits());
                IngestMetrics.register(metrics, started, ingester, indexing);
                ready = () -> cluster.self().ready() && !ingester.statistics().hasFailed();
                ingestRouter = Optional.of(started);
                indexingStatus = () -> IndexingStatus.of(indexing);
            }
            Optional<Searchers> searchers = config.runs(ServiceName.SEARCHER)
                    ? Optional.of(startSearcher(metastore, cluster))
                    : Optional.empty();
            addRoutes(router, metastore, indexes, ingestRouter, searchers, cluster, ready, indexingStatus);
            HttpServer http = lifecycle.add(new HttpServer(
                    new InetSocketAddress(
                            config.network().listenAddress(), config.rest().listenPort()),
                    router,
                    ids,
                    metrics::httpAnswered,
                    memory.child("answers", DataSize.ofBytes((long) (memory.limit() * ANSWER_SHARE)))));
            http.start();
            cluster.setReady(true);
            lifecycle.add(() -> cluster.setReady(false));
            return new TrawlNode(config, lifecycle, metastore, ingestRouter, searchers.map(Searchers::search), http);
        }

        private Metastore startMetastore() {
            MetastoreUri uri = config.metastoreUri();
            if (!(uri instanceof MetastoreUri.OnStorage onStorage)) {
                throw TrawlException.badRequest(
                        "`metastore_uri` names a PostgreSQL database, which is not supported yet: name a folder or a bucket");
            }
            ManifestOptions options = onStorage
                    .pollingInterval()
                    .map(ManifestOptions.DEFAULT::withPollingInterval)
                    .orElse(ManifestOptions.DEFAULT);
            Storage root = storages.resolve(onStorage.root());
            SharedMetastore.require(root, config, ids, context);
            ManifestMetastore metastore = lifecycle.add(new ManifestMetastore(root, options, ids, timeSource));
            metastore.start(context);
            return metastore;
        }

        private void startTidying(Metastore metastore) {
            List<StorageUri> roots = new ArrayList<>(List.of(config.defaultIndexRootUri()));
            if (config.metastoreUri() instanceof MetastoreUri.OnStorage onStorage) {
                roots.add(onStorage.root());
            }
            metastore.view().indexes().forEach(index -> roots.add(index.config().indexUri()));
            lifecycle.add(new StorageTidier(storages, timeSource)).start(roots);
        }

        private IngestLimits limits() {
            return IngestLimits.DEFAULT
                    .withMaxQueueDiskUsage(config.ingestApi().maxQueueDiskUsage())
                    .withMaxQueueMemoryUsage(config.ingestApi().maxQueueMemoryUsage());
        }

        private Ingester startIngester(Metastore metastore) {
            Ingester ingester = lifecycle.add(
                    new Ingester(metastore, new OsDisk(), data.root().resolve("wal"), limits(), memory, ids));
            ingester.start(context);
            return ingester;
        }

        private IndexingService startIndexing(Metastore metastore, Ingester ingester, ParserPool parsers) {
            IndexingEnvironment environment = new IndexingEnvironment(
                    config.nodeId(),
                    metastore,
                    storages,
                    ingester,
                    parsers,
                    new CountingDeadLetters(),
                    data.folder("indexing"),
                    ids,
                    timeSource);
            MemoryBudget budget = memory.child("indexing", DataSize.ofBytes((long) (memory.limit() * INDEXING_SHARE)));
            int threads = Math.max(1, config.indexer().cpuCapacityMillis() / 1000);
            IndexingService indexing = lifecycle.add(new IndexingService(
                    environment, budget, threads, config.indexer().maxConcurrentSplitUploads()));
            indexing.start();
            return indexing;
        }

        /// What answers searches, and what answers search streams.
        private record Searchers(RootSearcher search, RootStreamer stream) {}

        private Searchers startSearcher(Metastore metastore, SingleNodeCluster cluster) {
            SearcherConfig searcherConfig = config.searcher();
            SearcherCaches caches = new SearcherCaches(
                    searcherConfig, data.folder("cache").resolve("searcher-split-cache"), memory.limit());
            lifecycle.add(caches.splits());
            CacheMetrics.register(metrics, caches.statistics());
            SearchMetrics searchMetrics = new SearchMetrics();
            SplitAccess access = new SplitAccess(storages, new SplitOpener(caches.splits()));
            fetchTailsAhead(metastore, cluster, access, caches);
            CpuExecutor cpu = lifecycle.add(
                    new CpuExecutor(Runtime.getRuntime().availableProcessors(), searchMetrics, timeSource));
            MemoryBudget budget = memory.child(
                    "search", atMost(searcherConfig.warmupMemoryBudget(), (long) (memory.limit() * SEARCH_SHARE)));
            SearchPermits permits = new SearchPermits(
                    searcherConfig.maxNumConcurrentSplitSearches(),
                    budget,
                    searcherConfig.warmupSingleSplitInitialAllocation());
            SplitWarmup warmup = new SplitWarmup(cpu, searchMetrics);
            LeafSearcher leaf = lifecycle.add(new LeafSearcher(
                    access,
                    permits,
                    cpu,
                    warmup,
                    caches.leaf(),
                    searcherConfig.aggregationMemoryLimit(),
                    searchMetrics));
            DocFetcher fetcher =
                    lifecycle.add(new DocFetcher(access, cpu, searchMetrics, LargePages.within(DataSize.ofBytes((long)
                            (memory.limit() * PAGE_SHARE)))));
            SearchPermits streamPermits = new SearchPermits(
                    searcherConfig.maxNumConcurrentSplitStreams(),
                    budget.child("streams", DataSize.ofBytes((long) (budget.limit() * STREAM_SHARE))),
                    searcherConfig.warmupSingleSplitInitialAllocation());
            SplitStreamer streamer =
                    lifecycle.add(new SplitStreamer(access, streamPermits, cpu, warmup, searchMetrics));
            LocalLeafSearchClient local = new LocalLeafSearchClient(leaf, fetcher, streamer);
            QueryMetrics.register(metrics, searchMetrics);
            SearchJobPlacer placer = new SearchJobPlacer(cluster, member -> local);
            return new Searchers(
                    lifecycle.add(new RootSearcher(metastore::view, placer, searcherConfig, searchMetrics, timeSource)),
                    lifecycle.add(new RootStreamer(metastore::view, placer, searcherConfig)));
        }

        private void fetchTailsAhead(
                Metastore metastore, SingleNodeCluster cluster, SplitAccess access, SearcherCaches caches) {
            TailsAhead tails = lifecycle.add(new TailsAhead(access, cluster, caches.tails()));
            QueryMetrics.register(metrics, tails);
            tails.start();
            Metastore.Registration changes = metastore.onChange(tails);
            lifecycle.add(changes::close);
            tails.changed(metastore.view());
        }

        private static DataSize atMost(DataSize size, long bytes) {
            return DataSize.ofBytes(Math.min(size.bytes(), bytes));
        }

        private void addRoutes(
                Router router,
                Metastore metastore,
                IndexService indexes,
                Optional<IngestRouter> ingestRouter,
                Optional<Searchers> searchers,
                SingleNodeCluster cluster,
                BooleanSupplier ready,
                Supplier<ObjectNode> indexingStatus) {
            new ParseQueryResource().addTo(router);
            new AnalyzeResource().addTo(router);
            new IndexResource(indexes, metastore, config.defaultIndexRootUri(), ids).addTo(router);
            new TemplateResource(metastore, ids).addTo(router);
            new SplitResource(indexes, metastore, new SplitFiles(storages)).addTo(router);
            new NodeResource(VERSION, metrics, ready, () -> ClusterSnapshotJson.toJson(cluster), indexingStatus)
                    .addTo(router);
            ingestRouter.ifPresentOrElse(
                    ingest -> new IngestResource(ingest, config.ingestApi().contentLengthLimit()).addTo(router),
                    () -> router.add("POST", "/api/v1/{index}/ingest", (request, ignored) -> notHere("indexer")));
            searchers.ifPresentOrElse(
                    roots -> {
                        new SearchResource(roots.search(), config.searcher().requestTimeout()).addTo(router);
                        new SearchPlanResource(roots.search()).addTo(router);
                        new SearchStreamResource(roots.stream()).addTo(router);
                    },
                    () -> router.add("GET", "/api/v1/{index}/search", (request, ignored) -> notHere("searcher"))
                            .add("POST", "/api/v1/{index}/search", (request, ignored) -> notHere("searcher")));
        }

        private static ApiResponse notHere(String service) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "this node does not run the " + service + " service: ask one that does, or start it with --service "
                            + service);
        }
    }
}
