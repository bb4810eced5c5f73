package io.trawl.ingest;

import io.trawl.common.Deadline;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The node's one log: what [#append] returned for is on the disk.
///
/// Group commit without a thread of its own. The first append that finds nobody writing leads: it takes
/// all that is waiting, itself first, writes it in one go and forces it once; what came meanwhile waits
/// for the next turn, whose leader is the oldest of them. So under load the cost of a force is shared,
/// and alone an append costs one write and one force with no hand-over between threads.
///
/// A write that fails is undone: its segment ends before it and the next append tries a new one, so that
/// a full disk refuses documents only while it is full. A *force* that fails ends the log's life: what
/// the disk then holds is unknown, and asking again may wrongly succeed.
///
/// Rejected: a thread that writes (two hand-overs, 30 µs each, for every lone append); a log for each
/// shard (as many forces as shards).
final class WriteAheadLog {
    /// Bounds what one force covers, so that the first of a group does not wait long for the last.
    private static final long MAX_GROUP_BYTES = 16L << 20;
    /// Bytes that may wait for the disk at once.
    private static final long MAX_WAITING_BYTES = 256L << 20;
    /// Heap for the places of records is charged in steps, so that an append does not touch the budget's
    /// lock.
    private static final int INDEX_CHARGE_STEP = 1 << 16;

    private final WalWriter writer;
    private final IngestLimits limits;
    private final MemoryBudget memory;
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by `lock`.
    private final Deque<WalAppend> waiting = new ArrayDeque<>();
    /// Guarded by `lock`.
    private long waitingBytes;
    /// Whether some append writes, or was told to. Guarded by `lock`.
    private boolean hasLeader;
    /// Why nothing is acknowledged any more. Written under `lock`.
    private volatile @Nullable TrawlException failure;
    /// Guarded by `lock`.
    private boolean closed;
    /// Bytes charged for knowing where records lie. Guarded by `lock`.
    private long indexBytes;
    /// Guarded by `lock`.
    private MemoryBudget.@Nullable Charge indexCharge;

    private final LongAdder appends = new LongAdder();
    private final LongAdder forces = new LongAdder();

    WriteAheadLog(Disk disk, Path directory, IngestLimits limits, MemoryBudget memory, IdGenerator ids) {
        this.writer = new WalWriter(disk, directory, limits.segmentSize().bytes(), ids);
        this.limits = limits;
        this.memory = memory;
    }

    /// Finds what the log holds. Called once, before anything else.
    WalScanner.Contents open() {
        return writer.open();
    }

    /// Makes batches durable, in one write, and visible to their shards.
    ///
    /// @return the position of the first document of each
    /// @throws TrawlException TOO_MANY_REQUESTS if the log is full; UNAVAILABLE if the disk refuses, or
    ///     has failed for good; TIMEOUT if the disk did not answer in time: then the documents may be
    ///     there or not
    List<WalAppend.Entry> append(List<Batch> batches, RequestContext context) {
        context.check();
        lock.lock();
        try {
            checkRoom(batches);
            List<WalAppend.Entry> entries = new ArrayList<>(batches.size());
            for (Batch batch : batches) {
                entries.add(batch.shard().enter(batch.documents(), batch.forcesCommit()));
            }
            WalAppend append = new WalAppend(entries, lock.newCondition());
            waiting.add(append);
            waitingBytes += append.bytes();
            appends.increment();
            if (!hasLeader) {
                hasLeader = true;
                append.makeLeader();
            }
            await(append, context.deadline());
            append.throwIfFailed();
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /// Documents for a shard; without any it says for later that what the shard has so far may be
    /// forgotten. With `forcesCommit` whoever reads them publishes them at once.
    record Batch(Shard shard, DocumentBatch documents, boolean forcesCommit) {}

    private void checkRoom(List<Batch> batches) {
        TrawlException reason = failure;
        if (reason != null) {
            throw new TrawlException(reason.code(), TrawlException.describe(reason), reason);
        }
        if (closed) {
            throw new TrawlException(ErrorCode.UNAVAILABLE, "the node is shutting down and takes no more documents");
        }
        long bytes = 0;
        for (Batch batch : batches) {
            bytes += batch.documents().payloadLength() + WalFormat.MAX_HEADER_BYTES;
        }
        if (waitingBytes + bytes > MAX_WAITING_BYTES) {
            throw full("too many documents wait for the disk");
        }
        if (writer.diskBytes() + waitingBytes + bytes
                > limits.maxQueueDiskUsage().bytes()) {
            throw full("the write-ahead log holds " + limits.maxQueueDiskUsage()
                    + " of unpublished documents (`ingest_api.max_queue_disk_usage`)");
        }
        chargeIndex(batches.size());
    }

    private static TrawlException full(String cause) {
        return new TrawlException(ErrorCode.TOO_MANY_REQUESTS, "ingest is at its limit: " + cause + "; retry later");
    }

    private void chargeIndex(int records) {
        long more = (long) records * WalRecord.INDEX_BYTES;
        if (indexCharge == null) {
            indexCharge = memory.charge(INDEX_CHARGE_STEP);
        }
        long missing = indexBytes + more - indexCharge.bytes();
        if (missing > 0) {
            indexCharge.grow(Math.max(missing, INDEX_CHARGE_STEP));
        }
        indexBytes += more;
    }

    /// So many records were found at start. They are there, whether or not there is memory for it: if there
    /// is not, no documents are taken until some of them are published.
    void rememberRecords(int records) {
        lock.lock();
        try {
            chargeIndex(records);
        } catch (TrawlException tooMany) {
            indexBytes += (long) records * WalRecord.INDEX_BYTES;
        } finally {
            lock.unlock();
        }
    }

    /// So many records need not be known any more.
    void forgetRecords(int records) {
        lock.lock();
        try {
            indexBytes = Math.max(0, indexBytes - (long) records * WalRecord.INDEX_BYTES);
            if (indexCharge != null && indexCharge.bytes() - indexBytes > 2L * INDEX_CHARGE_STEP) {
                indexCharge.shrinkTo(indexBytes + INDEX_CHARGE_STEP);
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(WalAppend append, Deadline deadline) {
        while (!append.isDone()) {
            if (append.leads()) {
                lead();
                continue;
            }
            // An interrupt is the request's cancellation: the documents are on their way, so the answer is waited for.
            long left = deadline.remainingNanos();
            if (left <= 0) {
                if (waiting.remove(append)) {
                    waitingBytes -= append.bytes();
                    forgetRecords(append.entries().size());
                }
                throw new TrawlException(
                        ErrorCode.TIMEOUT,
                        "the write-ahead log did not answer in time: the documents may or may not be stored");
            }
            awaitUninterruptibly(append, left);
        }
    }

    private static void awaitUninterruptibly(WalAppend append, long nanos) {
        boolean interrupted = Thread.interrupted();
        try {
            // Returns early after a signal; the caller looks again.
            append.changed().await(Math.min(nanos, TimeUnit.HOURS.toNanos(1)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes one group. Called and left with the lock held; it is free while the disk works.
    private void lead() {
        List<WalAppend> group = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && (group.isEmpty() || bytes + waiting.peek().bytes() <= MAX_GROUP_BYTES)) {
            WalAppend append = waiting.remove();
            bytes += append.bytes();
            group.add(append);
        }
        TrawlException problem = failure;
        if (problem == null) {
            lock.unlock();
            try {
                problem = write(group);
            } finally {
                lock.lock();
            }
        }
        waitingBytes -= bytes;
        for (WalAppend append : group) {
            append.finish(problem);
            if (problem != null) {
                forgetRecords(append.entries().size());
            }
        }
        WalAppend next = waiting.peek();
        hasLeader = next != null;
        if (next != null) {
            next.makeLeader();
        }
    }

    /// @return why the group is not durable, or null if it is
    private @Nullable TrawlException write(List<WalAppend> group) {
        List<WalAppend.Entry> entries = new ArrayList<>(group.size());
        for (WalAppend append : group) {
            entries.addAll(append.entries());
        }
        try {
            List<WalRecord> records = writer.write(entries);
            forces.increment();
            int unwanted = 0;
            for (int i = 0; i < records.size(); i++) {
                DocumentBatch documents = entries.get(i).documents();
                boolean isKept = !documents.isEmpty() && entries.get(i).shard().addDurable(records.get(i), documents);
                unwanted += isKept ? 0 : 1;
            }
            if (unwanted > 0) {
                forgetRecords(unwanted);
            }
            return null;
        } catch (WalWriter.ForceFailedException fatal) {
            failure = new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "ingest has stopped: the disk under `" + writer.directory() + "` could not make documents durable ("
                            + TrawlException.describe(fatal)
                            + "); what was acknowledged is safe, check the disk and restart the node",
                    fatal);
            return failure;
        } catch (IOException refused) {
            return new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot write to the write-ahead log in `" + writer.directory() + "`: "
                            + TrawlException.describe(refused) + "; free the disk, ingest goes on by itself",
                    refused);
        } catch (RuntimeException unexpected) {
            return TrawlException.internal(
                    "the write-ahead log failed: " + TrawlException.describe(unexpected), unexpected);
        } catch (Error unexpected) {
            // Out of memory in the middle of a group: what was written is unknown, and those who wait must not wait on.
            failure = TrawlException.internal(
                    "ingest has stopped: " + TrawlException.describe(unexpected) + "; restart the node", unexpected);
            return failure;
        }
    }

    /// Deletes the segments that nobody needs any more.
    void deleteDoneSegments() {
        writer.deleteDoneSegments();
    }

    /// Why nothing is acknowledged any more, or null.
    @Nullable
    TrawlException failure() {
        return failure;
    }

    /// Bytes of all segments.
    long diskBytes() {
        return writer.diskBytes();
    }

    /// Calls of [#append] so far.
    long appends() {
        return appends.sum();
    }

    /// Times that the disk was asked to make them durable.
    long forces() {
        return forces.sum();
    }

    /// Ends the log in order, after what is being written: positions go on where they are if it is opened
    /// again.
    ///
    /// @param openShards asked for the next position of each once nothing is written any more
    void close(Supplier<Map<ShardRef, Long>> openShards) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            while (hasLeader) {
                WalAppend barrier = new WalAppend(List.of(), lock.newCondition());
                waiting.add(barrier);
                while (!barrier.isDone()) {
                    if (barrier.leads()) {
                        lead();
                    } else {
                        barrier.changed().awaitUninterruptibly();
                    }
                }
            }
            writer.close(openShards.get(), failure == null);
            if (indexCharge != null) {
                indexCharge.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
