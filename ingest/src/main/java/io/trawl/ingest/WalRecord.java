package io.trawl.ingest;

import io.trawl.common.MemoryBudget;
import io.trawl.common.TrawlException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where the documents of one append lie: in the log, and perhaps still in memory. Guarded by its shard.
final class WalRecord {
    /// Heap that one record costs while it is not published: itself, its place in the shard, its numbers.
    static final int INDEX_BYTES = 160;

    private final WalSegment segment;
    private final long payloadOffset;
    private final int payloadLength;
    private final int payloadCrc;
    private final long firstPosition;
    private final int documents;
    private final boolean forcesCommit;
    private @Nullable DocumentBatch retained;
    private MemoryBudget.@Nullable Charge charge;

    WalRecord(WalSegment segment, WalFormat.RecordHeader header) {
        this.segment = segment;
        this.payloadOffset = header.offset() + header.headerLength();
        this.payloadLength = header.payloadLength();
        this.payloadCrc = header.payloadCrc();
        this.firstPosition = header.firstPosition();
        this.documents = header.documents();
        this.forcesCommit = (header.flags() & WalFormat.FLAG_FORCE_COMMIT) != 0;
    }

    long firstPosition() {
        return firstPosition;
    }

    long lastPosition() {
        return firstPosition + documents - 1;
    }

    int documents() {
        return documents;
    }

    int payloadLength() {
        return payloadLength;
    }

    boolean forcesCommit() {
        return forcesCommit;
    }

    /// Keeps the documents at hand, if there is room.
    void retain(DocumentBatch batch, MemoryBudget budget) {
        charge = budget.tryCharge(batch.retainedBytes());
        retained = charge == null ? null : batch;
    }

    /// The documents if they are at hand. They are let go of: whoever asks has them now, and the log has
    /// them for ever.
    @Nullable
    DocumentBatch takeRetained() {
        DocumentBatch batch = retained;
        release();
        return batch;
    }

    void release() {
        if (charge != null) {
            charge.close();
        }
        charge = null;
        retained = null;
    }

    /// Reads the documents from the log.
    ///
    /// @throws TrawlException CORRUPTED if they are not what was written
    DocumentBatch read() throws IOException {
        byte[] payload = segment.read(payloadOffset, payloadLength);
        DocumentBatch batch = DocumentBatch.split(payload, 0, payloadLength);
        if (WalFormat.crc(payload, 0, payloadLength) != payloadCrc || batch.size() != documents) {
            throw TrawlException.corrupted("write-ahead log segment `" + segment.path() + "` is damaged at "
                    + payloadOffset + ": positions " + firstPosition + " to " + lastPosition() + " are lost");
        }
        return batch;
    }
}
