package io.trawl.indexing;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.DocRejection;
import io.trawl.docmapper.ParsedDoc;
import io.trawl.indexing.Source.SourceRecord;
import io.trawl.ingest.DocumentBatch;

/// Parses documents into a workbench. One that cannot be indexed is counted and handed to the dead
/// letters; it stops nobody.
final class DocProcessor {
    private final String sourceId;
    private final DeadLetters deadLetters;
    private final PipelineCounters counters;

    DocProcessor(String sourceId, DeadLetters deadLetters, PipelineCounters counters) {
        this.sourceId = sourceId;
        this.deadLetters = deadLetters;
        this.counters = counters;
    }

    /// Processes documents from `start` on, until so many bytes of them, or the record's end, or the
    /// workbench's limit of documents.
    ///
    /// @return the first that was not processed; greater than `start`
    int process(SourceRecord record, int start, long maxBytes, Workbench workbench) {
        DocumentBatch documents = record.documents();
        long left = workbench.documentsLeft();
        long bytes = 0;
        long validDocuments = 0;
        long validBytes = 0;
        int at = start;
        while (at < documents.size() && (at == start || bytes < maxBytes && validDocuments < left)) {
            int length = documents.length(at);
            if (process(record, at, workbench)) {
                validDocuments++;
                validBytes += length;
            }
            bytes += length;
            at++;
        }
        counters.addValid(validDocuments, validBytes);
        return at;
    }

    private boolean process(SourceRecord record, int at, Workbench workbench) {
        DocumentBatch documents = record.documents();
        ParsedDoc document;
        try {
            document = workbench.parser().parse(documents.bytes(), documents.start(at), documents.length(at));
        } catch (RuntimeException unexpected) {
            String message = "the document could not be processed: " + TrawlException.describe(unexpected);
            refuse(record, at, workbench, new DocRejection(DocRejection.Reason.INVALID_SCHEMA, message));
            return false;
        }
        DocRejection rejection = document.rejection();
        if (rejection != null) {
            refuse(record, at, workbench, rejection);
            return false;
        }
        String refusal =
                workbench.split().add(document, record.partitionId(), record.firstOffset() + at, documents.length(at));
        if (!refusal.isEmpty()) {
            refuse(record, at, workbench, new DocRejection(DocRejection.Reason.INVALID_SCHEMA, refusal));
            return false;
        }
        return true;
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
