package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import java.util.Collection;
import org.apache.lucene.index.LeafReader;

/// One request's hold on an open split. Close it when the request is done; the split itself stays open for others.
///
/// Safe for concurrent use. First say what will be read, from [#ranges]; bring it with [#fetch], in one wave; then
/// compute on [#leafReader].
public final class SplitReader implements AutoCloseable {
    /// Bound by whoever computes on the reader: told of every read that the plan did not foresee. Unbound, such reads
    /// are only counted in [#misses].
    public static final ScopedValue<MissListener> MISS_LISTENER = ScopedValue.newInstance();

    SplitReader() {}

    /// The split's documents, as Lucene sees them. Do not close it.
    public LeafReader leafReader() {
        throw new UnsupportedOperationException();
    }

    /// Who the split is and what it was made with; the metadata carries the file's footer offsets.
    public SplitIdentity identity() {
        throw new UnsupportedOperationException();
    }

    /// The Lucene codec that wrote the split.
    public String codecName() {
        throw new UnsupportedOperationException();
    }

    /// Which bytes a search will need.
    public SplitRanges ranges() {
        throw new UnsupportedOperationException();
    }

    /// Everything before the hot tail: fetching it makes the split fully resident.
    public ByteRange dataRange() {
        throw new UnsupportedOperationException();
    }

    /// Brings these ranges to this machine in one wave: what is resident is passed over, what another request is
    /// bringing is waited for, the rest is read side by side and verified.
    ///
    /// @throws io.trawl.common.TrawlException CORRUPTED naming split and place, CANCELLED, TIMEOUT
    public void fetch(Collection<ByteRange> ranges, RequestContext context) {
        throw new UnsupportedOperationException();
    }

    /// Reads of this split so far, by anyone, that no fetch had brought.
    public long misses() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
