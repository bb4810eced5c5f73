package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// For a codec that no adapter knows: foresees nothing, so that everything is read on demand, slowly but
/// rightly.
final class OnDemandRanges implements SplitRanges {
    @Override
    public Optional<List<ByteRange>> term(String field, BytesRef term, boolean positions) {
        return Optional.of(List.of());
    }

    @Override
    public List<ByteRange> termBlock(String field, BytesRef term) {
        return List.of();
    }

    @Override
    public boolean isDecided(String field, BytesRef term) {
        return true;
    }

    @Override
    public List<ByteRange> dictionary(String field, @Nullable BytesRef low, @Nullable BytesRef high) {
        return List.of();
    }

    @Override
    public List<ByteRange> lists(String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions) {
        return List.of();
    }

    @Override
    public List<ByteRange> expand(String field, CompiledAutomaton terms, int maxTerms, boolean positions) {
        return List.of();
    }

    @Override
    public List<ByteRange> column(String field) {
        return List.of();
    }

    @Override
    public List<ByteRange> norms(String field) {
        return List.of();
    }

    @Override
    public List<ByteRange> storedDocs(int[] docIds) {
        return List.of();
    }

    @Override
    public List<ByteRange> longestStoredBlocks(int count) {
        return List.of();
    }
}
