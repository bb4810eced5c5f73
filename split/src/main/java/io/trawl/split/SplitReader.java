package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.LeafReader;

/// One request's hold on an open split. Close it when the request is done; the split itself stays open for
/// others.
///
/// Safe for concurrent use. First say what will be read, from [#ranges]; bring it with [#fetch], in one wave;
/// then compute on [#leafReader].
public final class SplitReader implements AutoCloseable {
    /// Bound by whoever computes on the reader: told of every read that the plan did not foresee. Unbound,
    /// such reads are only counted in [#misses].
    public static final ScopedValue<MissListener> MISS_LISTENER = ScopedValue.newInstance();

    private final SplitCache cache;
    private final SplitCache.SplitId id;
    private final OpenSplit split;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    SplitReader(SplitCache cache, SplitCache.SplitId id, OpenSplit split) {
        this.cache = cache;
        this.id = id;
        this.split = split;
    }

    /// The split's documents, as Lucene sees them. Do not close it.
    public LeafReader leafReader() {
        return split.leaf();
    }

    /// Who the split is and what it was made with; the metadata carries the file's footer offsets.
    public SplitIdentity identity() {
        return split.identity();
    }

    /// The Lucene codec that wrote the split.
    public String codecName() {
        return split.tail().codec();
    }

    /// Which bytes a search will need.
    public SplitRanges ranges() {
        return split.ranges();
    }

    /// Everything before the hot tail: fetching it makes the split fully resident.
    public ByteRange dataRange() {
        return new ByteRange(0, split.bytes().dataLength());
    }

    /// Brings these ranges to this machine in one wave: what is resident is passed over, what another request
    /// is bringing is waited for, the rest is read side by side and verified.
    ///
    /// @throws io.trawl.common.TrawlException CORRUPTED naming split and place, CANCELLED, TIMEOUT
    public void fetch(Collection<ByteRange> ranges, RequestContext context) {
        SplitBytes bytes = split.bytes();
        if (bytes.isRemote()) {
            long wanted = ranges.stream().mapToLong(ByteRange::length).sum();
            cache.looked(wanted, ranges.stream().allMatch(range -> bytes.isResident(range.start(), range.end())));
        }
        bytes.fetch(ranges, context);
        cache.recharge(id);
    }

    /// What a [#fetch] of these ranges would take now. While other requests fetch from the split it may be less.
    public FetchCost costOf(Collection<ByteRange> ranges) {
        return split.bytes().cost(ranges, false);
    }

    /// What a [#fetch] of these ranges would take if nothing were resident.
    public FetchCost coldCostOf(Collection<ByteRange> ranges) {
        return split.bytes().cost(ranges, true);
    }

    /// What [fetches][#fetch] of any parts of these ranges take at most, whatever is resident.
    public FetchCost scatteredCostOf(Collection<ByteRange> ranges) {
        return split.bytes().scatteredCost(ranges);
    }

    /// What one of several ranges takes at most that are fetched together, whatever is resident: with what lies
    /// between it and the next, if both are read as one.
    public FetchCost costAmongOthersOf(ByteRange range) {
        FetchCost cost = coldCostOf(List.of(range)).max(costOf(List.of(range)));
        return cost.requests() == 0
                ? cost
                : new FetchCost(
                        // Long neighbours read as one may be cut once more than each alone.
                        cost.requests() + cost.bytes() / CachedPageStore.PART_BYTES,
                        cost.bytes() + split.bytes().bridgedBytes(),
                        cost.waves(),
                        cost.longestRequest());
    }

    /// Whether all of `range` could be read without storage.
    public boolean isResident(ByteRange range) {
        return split.bytes().isResident(range.start(), range.end());
    }

    /// Reads of this split so far, by anyone, that no fetch had brought. On this machine's own file system
    /// always 0.
    public long misses() {
        return split.bytes().misses();
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            cache.release(id);
        }
    }
}
