package io.trawl.ingest;

import io.trawl.common.ErrorCode;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One shard on this node: which documents of it are durable and not yet published, and who waits for
/// them.
final class Shard {
    private final ShardRef ref;
    private final byte[] encodedRef;
    private final MemoryBudget retention;
    /// Segments that have records of it.
    private final AtomicInteger segments = new AtomicInteger();
    /// The position of the next document. Guarded by the log's lock.
    private long nextPosition;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// Durable records by first position. Guarded by `lock`.
    private final TreeMap<Long, WalRecord> records = new TreeMap<>();
    /// Documents in `records`. Guarded by `lock`.
    private long unpublished;
    /// The last published position, -1 before the first. Guarded by `lock`.
    private long published;
    /// Up to where a reset checkpoint was noted in the log. Guarded by `lock`.
    private long floorMarked = -1;
    /// The index is gone. Guarded by `lock`.
    private boolean dropped;

    /// @param nextPosition where appends go on; ignored for a shard that takes no more
    Shard(ShardRef ref, long nextPosition, long published, MemoryBudget retention) {
        this.ref = ref;
        this.encodedRef = WalFormat.encodeShard(ref);
        this.nextPosition = nextPosition;
        this.published = published;
        this.retention = retention;
    }

    ShardRef ref() {
        return ref;
    }

    /// Gives the documents their positions. Called with the log's lock held, in the order of the log.
    /// Without documents the position is the first that is still wanted.
    WalAppend.Entry enter(DocumentBatch documents, boolean forcesCommit) {
        long position = documents.isEmpty() ? published() + 1 : nextPosition;
        WalAppend.Entry entry = new WalAppend.Entry(this, encodedRef, documents, forcesCommit, position);
        nextPosition += documents.size();
        return entry;
    }

    /// Called once nothing is appended any more.
    long nextPosition() {
        return nextPosition;
    }

    /// @return false if nobody wants it any more
    boolean addDurable(WalRecord record, DocumentBatch documents) {
        lock.lock();
        try {
            if (!dropped) {
                record.retain(documents, retention);
                records.put(record.firstPosition(), record);
                unpublished += record.documents();
            }
            return !dropped;
        } finally {
            lock.unlock();
        }
    }

    void addRecovered(WalRecord record) {
        lock.lock();
        try {
            records.put(record.firstPosition(), record);
            unpublished += record.documents();
        } finally {
            lock.unlock();
        }
    }

    boolean hasRecords() {
        lock.lock();
        try {
            return !records.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Records with documents behind `after`, oldest first: as many as have `maxBytes` in all, but one at
    /// least.
    List<WalRecord> recordsAfter(long after, long maxBytes) {
        List<WalRecord> found = new ArrayList<>();
        lock.lock();
        try {
            Map.Entry<Long, WalRecord> entry = records.floorEntry(after + 1);
            if (entry == null || entry.getValue().lastPosition() <= after) {
                entry = records.higherEntry(after + 1);
            }
            long bytes = 0;
            while (entry != null && (found.isEmpty() || bytes + entry.getValue().payloadLength() <= maxBytes)) {
                found.add(entry.getValue());
                bytes += entry.getValue().payloadLength();
                entry = records.higherEntry(entry.getKey());
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /// The documents if they are still in memory. At most one caller gets them.
    Optional<DocumentBatch> takeRetained(WalRecord record) {
        lock.lock();
        try {
            return Optional.ofNullable(record.takeRetained());
        } finally {
            lock.unlock();
        }
    }

    /// Forgets a record that cannot be read.
    ///
    /// @return false if it was forgotten already
    boolean remove(WalRecord record) {
        lock.lock();
        try {
            boolean isRemoved = records.remove(record.firstPosition(), record);
            if (isRemoved) {
                unpublished -= record.documents();
            }
            return isRemoved;
        } finally {
            lock.unlock();
        }
    }

    /// All documents up to `position` are published.
    ///
    /// @return number of records forgotten
    int advanceTo(long position) {
        lock.lock();
        try {
            published = Math.max(published, position);
            int forgotten = 0;
            while (!records.isEmpty() && records.firstEntry().getValue().lastPosition() <= published) {
                WalRecord record = records.pollFirstEntry().getValue();
                record.release();
                unpublished -= record.documents();
                forgotten++;
            }
            changed.signalAll();
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    /// The index is gone: nobody needs the documents, and who waits for them is told.
    ///
    /// @return number of records forgotten
    int drop() {
        lock.lock();
        try {
            dropped = true;
            int forgotten = records.size();
            records.values().forEach(WalRecord::release);
            records.clear();
            unpublished = 0;
            changed.signalAll();
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    /// True if nothing up to `position` will be asked for again: it is published, or it is lost.
    boolean isDone(long position) {
        lock.lock();
        try {
            return dropped || published >= position || records.isEmpty() || records.firstKey() > position;
        } finally {
            lock.unlock();
        }
    }

    long published() {
        lock.lock();
        try {
            return published;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the log does not say yet that all up to the last published position may be forgotten.
    boolean lacksFloor() {
        lock.lock();
        try {
            return floorMarked < published;
        } finally {
            lock.unlock();
        }
    }

    /// The log says that all up to `position` may be forgotten.
    void markFloor(long position) {
        lock.lock();
        try {
            floorMarked = Math.max(floorMarked, position);
        } finally {
            lock.unlock();
        }
    }

    /// One more segment has records of it.
    void enterSegment() {
        segments.incrementAndGet();
    }

    void leaveSegment() {
        segments.decrementAndGet();
    }

    /// Whether the log still has records of it, published or not.
    boolean isInLog() {
        return segments.get() > 0;
    }

    /// Documents that are durable and not published.
    long unpublishedDocuments() {
        lock.lock();
        try {
            return unpublished;
        } finally {
            lock.unlock();
        }
    }

    /// Returns once all documents up to `position` are published.
    ///
    /// @throws TrawlException NOT_FOUND if the index is deleted meanwhile, TIMEOUT, CANCELLED
    void awaitPublished(long position, RequestContext context) {
        Thread waiter = Thread.currentThread();
        try (RequestContext.Registration ignored = context.onCancel(waiter::interrupt)) {
            lock.lockInterruptibly();
            try {
                while (published < position) {
                    if (dropped) {
                        throw TrawlException.notFound("index `" + ref.indexUid().indexId() + "` not found");
                    }
                    long left = context.deadline().remainingNanos();
                    if (left <= 0) {
                        throw new TrawlException(
                                ErrorCode.TIMEOUT,
                                "the documents are stored, but were not published in time; they will be");
                    }
                    changed.await(Math.min(left, TimeUnit.HOURS.toNanos(1)), TimeUnit.NANOSECONDS);
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException interrupted) {
            context.check();
            Thread.currentThread().interrupt();
            throw new TrawlException(
                    ErrorCode.CANCELLED,
                    "interrupted while waiting for a publish; the documents are stored",
                    interrupted);
        }
    }
}
