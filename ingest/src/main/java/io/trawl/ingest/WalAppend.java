package io.trawl.ingest;

import io.trawl.common.TrawlException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One call of [WriteAheadLog#append] on its way to the disk. Guarded by the log's lock.
final class WalAppend {
    /// A batch for one shard and the position it got.
    record Entry(Shard shard, byte[] encodedShard, DocumentBatch documents, boolean forcesCommit, long firstPosition) {
        int length() {
            return WalFormat.headerLength(encodedShard) + documents.payloadLength();
        }

        long lastPosition() {
            return firstPosition + documents.size() - 1;
        }
    }

    private final List<Entry> entries;
    private final long bytes;
    private final Condition changed;
    private boolean leads;
    private boolean done;
    private @Nullable TrawlException failure;

    WalAppend(List<Entry> entries, Condition changed) {
        this.entries = entries;
        this.bytes = entries.stream().mapToLong(Entry::length).sum();
        this.changed = changed;
    }

    List<Entry> entries() {
        return entries;
    }

    long bytes() {
        return bytes;
    }

    Condition changed() {
        return changed;
    }

    boolean isDone() {
        return done;
    }

    boolean leads() {
        return leads;
    }

    /// It is this append's thread that writes next.
    void makeLeader() {
        leads = true;
        changed.signal();
    }

    void finish(@Nullable TrawlException reason) {
        done = true;
        failure = reason;
        changed.signal();
    }

    /// @throws TrawlException if it was not made durable
    void throwIfFailed() {
        if (failure != null) {
            // A new one: several threads may throw it, each with a stack trace of its own.
            throw new TrawlException(failure.code(), TrawlException.describe(failure), failure);
        }
    }
}
