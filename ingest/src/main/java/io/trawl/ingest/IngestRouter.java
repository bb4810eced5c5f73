package io.trawl.ingest;

import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.SourceConfig;
import io.trawl.ingest.IngestClient.PersistRequest;
import io.trawl.ingest.IngestClient.PersistedRange;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Metastore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Answers an ingest request: splits the lines, validates them, makes the good ones durable, and waits
/// for their publication if asked to.
///
/// Now all documents go to this node's ingester. Routing to shards of other nodes, and a home shard for
/// numbered batches, would choose the [IngestClient] here.
public final class IngestRouter {
    private final Metastore metastore;
    private final IndexCreator indexCreator;
    private final IngestClient ingester;
    private final DocumentValidator validator;
    private final LongAdder validDocuments = new LongAdder();
    private final LongAdder validBytes = new LongAdder();
    private final LongAdder invalidDocuments = new LongAdder();
    private final LongAdder invalidBytes = new LongAdder();

    public IngestRouter(
            Metastore metastore,
            IndexCreator indexCreator,
            IngestClient ingester,
            ParserPool parsers,
            IngestLimits limits) {
        this.metastore = metastore;
        this.indexCreator = indexCreator;
        this.ingester = ingester;
        this.validator = new DocumentValidator(parsers, limits.maxDocumentSize());
    }

    /// Takes documents in. When this returns, those that were not rejected are durable.
    ///
    /// @throws TrawlException NOT_FOUND if there is to be no such index, TOO_MANY_REQUESTS if the node is full,
    ///     UNAVAILABLE if its disk refuses, TIMEOUT
    public IngestResponse ingest(IngestRequest request, RequestContext context) {
        IndexMetadata index = findIndex(request.indexId(), context);
        DocumentBatch all = DocumentBatch.split(request.body(), request.offset(), request.length());
        DocumentValidator.Verdict verdict = validator.validate(index, all, request.detailed(), context);
        int rejected = verdict.rejected().cardinality();
        DocumentBatch accepted = rejected == 0 ? all : all.without(verdict.rejected());
        if (!accepted.isEmpty()) {
            persist(index, accepted, request.commit(), context);
        }
        validDocuments.add(accepted.size());
        validBytes.add(accepted.payloadLength());
        invalidDocuments.add(rejected);
        invalidBytes.add(rejected == 0 ? 0 : Math.max(0, all.payloadLength() - accepted.payloadLength()));
        Optional<List<ParseFailure>> failures = request.detailed() ? Optional.of(verdict.failures()) : Optional.empty();
        return new IngestResponse(all.size(), accepted.size(), rejected, failures);
    }

    private IndexMetadata findIndex(String indexId, RequestContext context) {
        return metastore
                .view()
                .index(indexId)
                // Another node may have made it a moment ago.
                .or(() -> metastore.freshView(context).index(indexId))
                .or(() -> indexCreator.create(indexId, context))
                .orElseThrow(() -> TrawlException.notFound("index `" + indexId + "` not found"));
    }

    private void persist(IndexMetadata index, DocumentBatch documents, CommitType commit, RequestContext context) {
        PersistRequest request =
                new PersistRequest(index.uid(), SourceConfig.INGEST_SOURCE_ID, documents, commit == CommitType.FORCE);
        List<PersistedRange> ranges = ingester.persist(List.of(request), context);
        switch (commit) {
            case AUTO -> {}
            case WAIT_FOR, FORCE -> ingester.awaitPublished(ranges, context);
        }
    }

    public long validDocuments() {
        return validDocuments.sum();
    }

    public long validBytes() {
        return validBytes.sum();
    }

    public long invalidDocuments() {
        return invalidDocuments.sum();
    }

    public long invalidBytes() {
        return invalidBytes.sum();
    }
}
