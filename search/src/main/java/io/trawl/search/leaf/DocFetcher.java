package io.trawl.search.leaf;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.DocRenderer;
import io.trawl.search.FetchRequest;
import io.trawl.search.FetchedDoc;
import io.trawl.search.SearchMetrics;
import io.trawl.search.collect.Pace;
import io.trawl.split.SplitReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.StoredFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Brings the documents of a page: per split all their blocks in one wave, each block decompressed once.
public final class DocFetcher implements AutoCloseable {
    /// A phase of a profile.
    static final String FETCH = "fetch";

    private final SplitAccess access;
    private final CpuExecutor cpu;
    private final SearchMetrics metrics;
    private final LargePages pages;
    private final ExecutorService threads = Threads.virtual("doc-fetch");

    /// For a node with one client.
    public DocFetcher(SplitAccess access, CpuExecutor cpu, SearchMetrics metrics) {
        this(access, cpu, metrics, LargePages.unlimited());
    }

    /// @param pages of this node
    public DocFetcher(SplitAccess access, CpuExecutor cpu, SearchMetrics metrics, LargePages pages) {
        this.access = access;
        this.cpu = cpu;
        this.metrics = metrics;
        this.pages = pages;
    }

    /// @return in the order of the request
    /// @throws TrawlException TOO_LARGE if the documents together take too much memory, TOO_MANY_REQUESTS if others
    /// that are as large go before for too long
    public List<FetchedDoc> fetch(FetchRequest request, RequestContext context) {
        pages.enter(
                request.splits().stream()
                        .mapToLong(split -> split.docs().size())
                        .sum(),
                0,
                context);
        PageBytes page = new PageBytes(new AtomicLong(), new AtomicLong());
        List<Callable<List<FetchedDoc>>> tasks = new ArrayList<>();
        for (FetchRequest.SplitDocs wanted : request.splits()) {
            tasks.add(() -> {
                try (RequestContext.Part part = context.part(wanted.split().splitId(), FETCH)) {
                    return fetchSplit(wanted, request, page, part.context());
                }
            });
        }
        List<FetchedDoc> docs = new ArrayList<>();
        if (!tasks.isEmpty()) {
            Fanout.all(threads, context, tasks).forEach(docs::addAll);
        }
        metrics.docsFetched(docs.size());
        return docs;
    }

    private List<FetchedDoc> fetchSplit(
            FetchRequest.SplitDocs wanted, FetchRequest request, PageBytes page, RequestContext context) {
        int[] docs = wanted.docs().stream().mapToInt(Integer::intValue).toArray();
        try (SplitReader reader = access.open(wanted.split(), context)) {
            List<ByteRange> blocks = reader.ranges().storedDocs(docs);
            pages.enter(0, page.blocks().addAndGet(WarmupPlan.bytesOf(blocks)), context);
            reader.fetch(blocks, context);
            SplitMappings.Mapping mapping = access.mapping(reader);
            Optional<DocSnippets> cutters =
                    request.snippets().map(snippets -> new DocSnippets(snippets, mapping.schema()));
            String indexId = wanted.split().indexUid().indexId();
            DocRenderer renderer = access.renderer(
                    reader, Optional.ofNullable(request.configsToday().get(indexId)));
            Map<Integer, Shown> rendered = cpu.run(
                    context, pace -> render(reader.leafReader(), docs, renderer, cutters, page.sources(), pace));
            List<FetchedDoc> fetched = new ArrayList<>(docs.length);
            for (int doc : docs) {
                Shown shown = rendered.get(doc);
                if (shown == null) {
                    throw TrawlException.corrupted(
                            "document " + doc + " of split " + wanted.split().splitId() + " has no source");
                }
                fetched.add(new FetchedDoc(wanted.split().splitId(), doc, shown.document(), shown.snippets()));
            }
            return fetched;
        }
    }

    /// Of all the splits of a page, so far.
    ///
    /// @param blocks compressed
    /// @param sources of its documents
    private record PageBytes(AtomicLong blocks, AtomicLong sources) {}

    private record Shown(ObjectNode document, Map<String, List<String>> snippets) {}

    private Map<Integer, Shown> render(
            LeafReader reader,
            int[] docs,
            DocRenderer renderer,
            Optional<DocSnippets> snippets,
            AtomicLong sourceBytes,
            Pace pace)
            throws IOException {
        int[] ascending = docs.clone();
        Arrays.sort(ascending);
        StoredFields fields = blockwise(reader, ascending.length);
        Map<Integer, Shown> rendered = new HashMap<>();
        SourceVisitor visitor = new SourceVisitor();
        for (int doc : ascending) {
            visitor.source = null;
            fields.document(doc, visitor);
            byte[] source = visitor.source;
            if (source != null) {
                if (sourceBytes.addAndGet(source.length) > pages.sourcesMax().bytes()) {
                    throw new TrawlException(
                            ErrorCode.TOO_LARGE,
                            "the documents of the page take more than "
                                    + pages.sourcesMax().toHuman() + ": ask for fewer hits");
                }
                ObjectNode document = renderer.render(source, 0, source.length);
                rendered.put(
                        doc,
                        new Shown(
                                document,
                                snippets.map(cutters -> cutters.of(document)).orElse(Map.of())));
            }
            pace.windowDone(1);
        }
        return rendered;
    }

    /// Lucene's reader for merges keeps the block it decompressed last; the usual one decompresses anew for
    /// each document.
    private static StoredFields blockwise(LeafReader reader, int docs) throws IOException {
        return docs > 1 && reader instanceof CodecReader codec
                ? codec.getFieldsReader().getMergeInstance()
                : reader.storedFields();
    }

    @Override
    public void close() {
        threads.close();
    }

    private static final class SourceVisitor extends StoredFieldVisitor {
        private byte @Nullable [] source;

        @Override
        public Status needsField(FieldInfo field) {
            if (source != null) {
                return Status.STOP;
            }
            return field.name.equals(ColumnNames.SOURCE) ? Status.YES : Status.NO;
        }

        @Override
        public void binaryField(FieldInfo field, byte[] value) {
            source = value;
        }
    }
}
