package io.trawl.search.leaf;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.docmapper.IndexSchema;
import io.trawl.query.CompiledQuery;
import io.trawl.query.FieldColumn;
import io.trawl.query.FieldColumns;
import io.trawl.query.ReadNeed;
import io.trawl.search.ChunkSink;
import io.trawl.search.LeafStreamRequest;
import io.trawl.search.SearchMetrics;
import io.trawl.search.SplitTarget;
import io.trawl.search.StoppableSink;
import io.trawl.search.StreamFormat;
import io.trawl.search.StreamOutput;
import io.trawl.search.collect.ValueScan;
import io.trawl.split.SplitReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;

/// Sends a column of all matching documents of splits on this node.
///
/// Idea: a split is opened, planned and fetched as for a search, then scanned in pieces of some 256 KB. Only the
/// making of a piece holds a CPU permit; sending it blocks until the reader has taken what came before, so a slow
/// reader costs memory for one piece a split and nothing else.
///
/// Streams have permits of their own: readers decide how long they last, and searches must not wait for them.
public final class SplitStreamer implements AutoCloseable {
    /// Splits of one request at once: enough for the fetches of the next ones to hide behind sending.
    private static final int SPLITS_PER_REQUEST_MAX = 32;

    private final SplitAccess access;
    private final SearchPermits permits;
    private final CpuExecutor cpu;
    private final SearchMetrics metrics;
    private final SplitWarmup warmup;
    private final ExecutorService threads = Threads.virtual("leaf-stream");

    /// With a warm-up of its own.
    ///
    /// @param permits of this node's streams, apart from those of its searches
    public SplitStreamer(SplitAccess access, SearchPermits permits, CpuExecutor cpu, SearchMetrics metrics) {
        this(access, permits, cpu, new SplitWarmup(cpu, metrics), metrics);
    }

    /// @param permits of this node's streams, apart from those of its searches
    public SplitStreamer(
            SplitAccess access, SearchPermits permits, CpuExecutor cpu, SplitWarmup warmup, SearchMetrics metrics) {
        this.access = access;
        this.permits = permits;
        this.cpu = cpu;
        this.metrics = metrics;
        this.warmup = warmup;
    }

    /// Sends all that the splits of the request have.
    ///
    /// @throws TrawlException if a split failed; the others stop at their next piece
    public void stream(LeafStreamRequest request, ChunkSink sink, RequestContext context) {
        SplitQueries queries = new SplitQueries(request.matching());
        AtomicInteger next = new AtomicInteger();
        List<SplitTarget> splits = request.matching().splits();
        StoppableSink stoppable = new StoppableSink(sink);
        Callable<Boolean> worker = () -> {
            try {
                for (int i = next.getAndIncrement(); i < splits.size(); i = next.getAndIncrement()) {
                    stream(splits.get(i), request.output(), queries, stoppable, context);
                }
                return true;
            } catch (RuntimeException failure) {
                metrics.splitFailed();
                throw stoppable.stop(failure);
            } finally {
                // Whether done or failed: there is nothing left for the others to begin.
                next.set(splits.size());
            }
        };
        int workers = Math.min(splits.size(), Math.min(SPLITS_PER_REQUEST_MAX, permits.splitsMax()));
        if (workers > 0) {
            Fanout.all(threads, context, Collections.nCopies(workers, worker));
        }
    }

    private void stream(
            SplitTarget split, StreamOutput output, SplitQueries queries, ChunkSink sink, RequestContext context) {
        try (SearchPermits.Permit permit = permits.acquire(context);
                SplitReader reader = access.open(split, context)) {
            SplitMappings.Mapping mapping = access.mapping(reader);
            LeafReader leaf = reader.leafReader();
            CompiledQuery query = queries.compile(split, mapping.schema(), leaf);
            Optional<ValueScan.Columns> found = columns(mapping.schema(), leaf, output);
            if (query.matchesNone() || found.isEmpty()) {
                metrics.splitSkipped();
                return;
            }
            ValueScan.Columns columns = found.get();
            List<ReadNeed> needs = new ArrayList<>(query.needs());
            needs.add(new ReadNeed.Column(columns.value().column()));
            columns.partition().ifPresent(column -> needs.add(new ReadNeed.Column(column.column())));
            if (!warmup.bring(split.splitId(), needs, reader, permit, ValueScan.MEMORY_BYTES, context)) {
                metrics.splitSkipped();
                return;
            }
            boolean asText = output.format() == StreamFormat.CSV;
            ValueScan scan = cpu.run(context, _ -> ValueScan.of(leaf, query.query(), columns, asText));
            while (cpu.run(context, scan::advance)) {
                sink.accept(scan.bytes(), scan.size());
            }
            metrics.splitSearched();
        }
    }

    /// The root has checked names against the mapping of today. A split made with an older one may lack a field, or
    /// have it as something else: then it has no values to send.
    private static Optional<ValueScan.Columns> columns(IndexSchema schema, LeafReader reader, StreamOutput output) {
        try {
            FieldColumns.Streamed fields = FieldColumns.forStream(schema, output.field(), output.partitionBy());
            boolean there = exists(reader, fields.value())
                    && fields.partition().map(column -> exists(reader, column)).orElse(true);
            return there ? Optional.of(new ValueScan.Columns(fields.value(), fields.partition())) : Optional.empty();
        } catch (TrawlException unfit) {
            if (unfit.hasCode(ErrorCode.BAD_REQUEST)) {
                return Optional.empty();
            }
            throw unfit;
        }
    }

    private static boolean exists(LeafReader reader, FieldColumn column) {
        FieldInfo info = reader.getFieldInfos().fieldInfo(column.column());
        return info != null && info.getDocValuesType() != DocValuesType.NONE;
    }

    @Override
    public void close() {
        threads.close();
    }
}
