package io.trawl.search.leaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.RoaringDocIdSet;
import org.jspecify.annotations.Nullable;

/// The documents of one split that match some query: as bits, or as ranges and lists where they are few.
final class MatchSet {
    static final MatchSet NONE = new MatchSet(null, null, 0);

    /// Below one document in so many, lists take less room than bits.
    private static final int SPARSE_SHARE = 32;

    private final @Nullable FixedBitSet bits;
    private final @Nullable RoaringDocIdSet few;
    private final int count;

    private MatchSet(@Nullable FixedBitSet bits, @Nullable RoaringDocIdSet few, int count) {
        this.bits = bits;
        this.few = few;
        this.count = count;
    }

    /// @param bits not changed any more by anybody
    static MatchSet of(FixedBitSet bits) {
        int count = bits.cardinality();
        if (count == 0) {
            return NONE;
        }
        if ((long) count * SPARSE_SHARE > bits.length()) {
            return new MatchSet(bits, null, count);
        }
        try {
            RoaringDocIdSet few = new RoaringDocIdSet.Builder(bits.length())
                    .add(new BitSetIterator(bits, count))
                    .build();
            return new MatchSet(null, few, count);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    int count() {
        return count;
    }

    DocIdSetIterator iterator() throws IOException {
        if (bits != null) {
            return new BitSetIterator(bits, count);
        }
        DocIdSetIterator iterator = few == null ? null : few.iterator();
        return iterator == null ? DocIdSetIterator.empty() : iterator;
    }

    long bytes() {
        return 64 + (bits == null ? 0 : bits.ramBytesUsed()) + (few == null ? 0 : few.ramBytesUsed());
    }
}
