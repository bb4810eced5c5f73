package io.trawl.storage;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;

/// Makes any storage as slow as an object store, by waiting. For tests and measurements.
///
/// A wave waits once, for as long as its slowest chain of reads takes: with a clock turned by hand it takes exactly
/// that, and no thread is needed a read. Files of the delegate are hidden, since an object store has none.
public final class LatencyStorage implements Storage {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Storage delegate;
    private final StorageLatency latency;
    private final TimeSource timeSource;

    public LatencyStorage(Storage delegate, StorageLatency latency, TimeSource timeSource) {
        this.delegate = delegate;
        this.latency = latency;
        this.timeSource = timeSource;
    }

    @Override
    public StorageUri root() {
        return delegate.root();
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        pause(latency.readNanos(range.length()), context);
        return delegate.read(key, range, context);
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        context.check();
        byte[] bytes = delegate.readAll(key, context);
        pause(latency.readNanos(bytes.length), context);
        return bytes;
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        if (!reads.isEmpty()) {
            pause(waveNanos(reads), context);
        }
        return delegate.readMany(reads, context);
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        pause(latency.readNanos(0), context);
        return delegate.size(key, context);
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        pause(latency.putNanos(payload.length()), context);
        delegate.put(key, payload, context);
    }

    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        pause(latency.putNanos(payload.length()), context);
        return delegate.putIfAbsent(key, payload, context);
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        pause(latency.readNanos(0), context);
        delegate.delete(key, context);
    }

    @Override
    public void deleteMany(Collection<StorageKey> keys, RequestContext context) {
        pause(latency.readNanos(0), context);
        delegate.deleteMany(keys, context);
    }

    @Override
    public int tidy(String folder, long startedBeforeMillis, RequestContext context) {
        return delegate.tidy(folder, startedBeforeMillis, context);
    }

    @Override
    public List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context) {
        pause(latency.readNanos(0), context);
        return delegate.list(prefix, startAfter, limit, context);
    }

    /// When the last read is done if each takes the first free connection, in order.
    private long waveNanos(List<StorageRead> reads) {
        PriorityQueue<Long> freeAt = new PriorityQueue<>();
        long end = 0;
        for (StorageRead read : reads) {
            Long start = freeAt.size() < latency.maxConcurrentReads() ? Long.valueOf(0) : freeAt.poll();
            long done =
                    (start == null ? 0 : start) + latency.readNanos(read.range().length());
            freeAt.add(done);
            end = Math.max(end, done);
        }
        return end;
    }

    /// Waits, but not past the deadline and not on after a cancellation.
    private void pause(long nanos, RequestContext context) {
        context.check();
        long wanted = Math.min(nanos, Math.max(0, context.deadline().remainingNanos()));
        // Time is slept in milliseconds; up, so that a pause cut short by the deadline ends behind it.
        long millis = (wanted + (wanted < nanos ? NANOS_PER_MILLI - 1 : NANOS_PER_MILLI / 2)) / NANOS_PER_MILLI;
        if (millis > 0) {
            try (RequestContext.Registration ignored = context.onCancel(Thread.currentThread()::interrupt)) {
                timeSource.sleepMillis(millis);
            } catch (InterruptedException interrupted) {
                context.check();
                Thread.currentThread().interrupt();
                throw new TrawlException(
                        ErrorCode.CANCELLED, "request " + context.id() + " was interrupted", interrupted);
            }
        }
        context.check();
    }
}
