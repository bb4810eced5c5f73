package io.trawl.indexing;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.DocRejection;
import io.trawl.docmapper.ParsedDoc;
import io.trawl.indexing.PendingDocuments.Slice;
import io.trawl.indexing.Source.SourceRecord;
import io.trawl.ingest.DocumentBatch;
import java.util.List;

/// Parses documents into a workbench. One that cannot be indexed is counted and handed to the dead
/// letters; it stops nobody. One thread's at a time.
final class DocProcessor {
    /// Of an index without partitions.
    private static final long ONLY_PARTITION = 0;

    private final String sourceId;
    private final DeadLetters deadLetters;
    private final PipelineCounters counters;
    private long validDocuments;
    private long validBytes;

    DocProcessor(String sourceId, DeadLetters deadLetters, PipelineCounters counters) {
        this.sourceId = sourceId;
        this.deadLetters = deadLetters;
        this.counters = counters;
    }

    /// Processes documents in the order they came in, into one split.
    void process(List<Slice> slices, Workbench workbench) {
        for (Slice slice : slices) {
            for (int at = slice.from(); at < slice.to(); at++) {
                process(slice.record(), at, ONLY_PARTITION, workbench);
            }
        }
        count();
    }

    /// Processes the next documents, partition by partition.
    void process(PartitionOrder documents, StrideSize stride, Workbench workbench) {
        documents.forEach(stride, (record, at, partitionId) -> process(record, at, partitionId, workbench));
        count();
    }

    private void count() {
        counters.addValid(validDocuments, validBytes);
        validDocuments = 0;
        validBytes = 0;
    }

    private void process(SourceRecord record, int at, long partitionId, Workbench workbench) {
        DocumentBatch documents = record.documents();
        int length = documents.length(at);
        ParsedDoc document;
        try {
            document = workbench.parser().parse(documents.bytes(), documents.start(at), length);
        } catch (RuntimeException unexpected) {
            String message = "the document could not be processed: " + TrawlException.describe(unexpected);
            refuse(record, at, workbench, new DocRejection(DocRejection.Reason.INVALID_SCHEMA, message));
            return;
        }
        DocRejection rejection = document.rejection();
        if (rejection != null) {
            refuse(record, at, workbench, rejection);
            return;
        }
        String refusal =
                workbench.split(partitionId).add(document, record.partitionId(), record.firstOffset() + at, length);
        if (!refusal.isEmpty()) {
            refuse(record, at, workbench, new DocRejection(DocRejection.Reason.INVALID_SCHEMA, refusal));
            return;
        }
        validDocuments++;
        validBytes += length;
    }

    private void refuse(SourceRecord record, int at, Workbench workbench, DocRejection reason) {
        DocumentBatch documents = record.documents();
        counters.addInvalid(reason.reason(), documents.length(at));
        deadLetters.refused(
                workbench.index().uid(),
                sourceId,
                record.partitionId(),
                record.firstOffset() + at,
                reason,
                documents.bytes(),
                documents.start(at),
                documents.length(at));
    }
}
