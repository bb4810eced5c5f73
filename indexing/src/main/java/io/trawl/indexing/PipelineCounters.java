package io.trawl.indexing;

import io.trawl.docmapper.DocRejection;
import java.util.concurrent.atomic.LongAdder;

/// What one pipeline has done since the node was started, whatever became of it in between. Every counter
/// only goes up.
public final class PipelineCounters {
    private final LongAdder validDocuments = new LongAdder();
    private final LongAdder validBytes = new LongAdder();
    private final LongAdder jsonErrorDocuments = new LongAdder();
    private final LongAdder mapperErrorDocuments = new LongAdder();
    private final LongAdder jsonErrorBytes = new LongAdder();
    private final LongAdder mapperErrorBytes = new LongAdder();
    private final LongAdder stagedSplits = new LongAdder();
    private final LongAdder uploadedSplits = new LongAdder();
    private final LongAdder publishedSplits = new LongAdder();
    private final LongAdder publishedDocuments = new LongAdder();
    private final LongAdder emptyCommits = new LongAdder();
    private final LongAdder splitBytes = new LongAdder();
    private final LongAdder starts = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void addValid(long documents, long bytes) {
        validDocuments.add(documents);
        validBytes.add(bytes);
    }

    void addInvalid(DocRejection.Reason reason, long bytes) {
        switch (reason) {
            case INVALID_JSON -> {
                jsonErrorDocuments.increment();
                jsonErrorBytes.add(bytes);
            }
            case INVALID_SCHEMA -> {
                mapperErrorDocuments.increment();
                mapperErrorBytes.add(bytes);
            }
        }
    }

    /// Counts what another pipeline has counted.
    void addAll(PipelineCounters other) {
        validDocuments.add(other.validDocuments());
        validBytes.add(other.validBytes());
        jsonErrorDocuments.add(other.jsonErrorDocuments());
        jsonErrorBytes.add(other.jsonErrorBytes());
        mapperErrorDocuments.add(other.mapperErrorDocuments());
        mapperErrorBytes.add(other.mapperErrorBytes());
        stagedSplits.add(other.stagedSplits());
        uploadedSplits.add(other.uploadedSplits());
        publishedSplits.add(other.publishedSplits());
        publishedDocuments.add(other.publishedDocuments());
        emptyCommits.add(other.emptyCommits());
        splitBytes.add(other.splitBytes());
        starts.add(other.starts());
        failures.add(other.failures());
    }

    void addStaged(int splits) {
        stagedSplits.add(splits);
    }

    void addUploaded(long bytes) {
        uploadedSplits.increment();
        splitBytes.add(bytes);
    }

    void addPublished(int splits, long documents) {
        publishedSplits.add(splits);
        publishedDocuments.add(documents);
        if (splits == 0) {
            emptyCommits.increment();
        }
    }

    void addStart() {
        starts.increment();
    }

    void addFailure() {
        failures.increment();
    }

    /// Documents that were added to a split; those of a split that was dropped and made again count
    /// again.
    public long validDocuments() {
        return validDocuments.sum();
    }

    public long validBytes() {
        return validBytes.sum();
    }

    /// Documents that are not JSON objects.
    public long jsonErrorDocuments() {
        return jsonErrorDocuments.sum();
    }

    /// Documents that the doc mapping does not allow.
    public long mapperErrorDocuments() {
        return mapperErrorDocuments.sum();
    }

    public long invalidDocuments() {
        return jsonErrorDocuments() + mapperErrorDocuments();
    }

    /// Of documents that are not JSON objects.
    public long jsonErrorBytes() {
        return jsonErrorBytes.sum();
    }

    /// Of documents that the doc mapping does not allow.
    public long mapperErrorBytes() {
        return mapperErrorBytes.sum();
    }

    public long stagedSplits() {
        return stagedSplits.sum();
    }

    public long uploadedSplits() {
        return uploadedSplits.sum();
    }

    public long publishedSplits() {
        return publishedSplits.sum();
    }

    public long publishedDocuments() {
        return publishedDocuments.sum();
    }

    /// Commits without a split: all that was read was refused.
    public long emptyCommits() {
        return emptyCommits.sum();
    }

    /// Bytes of uploaded split files.
    public long splitBytes() {
        return splitBytes.sum();
    }

    /// Times that the pipeline began at the stored checkpoint.
    public long starts() {
        return starts.sum();
    }

    public long failures() {
        return failures.sum();
    }
}
