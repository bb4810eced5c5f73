package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// Says, from the hot tail alone, which bytes of the split file a search will read. Does no I/O but for [#expand].
///
/// The ranges are in file coordinates, for [SplitReader#fetch]; they may overlap, be large, or be empty where
/// the tail holds what is asked. After one fetch of them, Lucene reads the terms, postings and columns
/// without a miss. Safe for concurrent use.
public interface SplitRanges {
    /// The dictionary block of a term, its postings, and its positions if `positions`.
    ///
    /// @return empty if the split's term index proves that the term is absent
    Optional<List<ByteRange>> term(String field, BytesRef term, boolean positions);

    /// What [#term] says of each, for many terms, without positions. Each range is read whole or not at all.
    ///
    /// @param sorted in the order of their bytes
    default List<ByteRange> terms(String field, List<BytesRef> sorted) {
        List<ByteRange> ranges = new ArrayList<>();
        for (BytesRef term : sorted) {
            ranges.addAll(term(field, term, false).orElse(List.of()));
        }
        return ranges;
    }

    /// Of [#terms] the dictionary alone.
    default List<ByteRange> termBlocks(String field, List<BytesRef> sorted) {
        List<ByteRange> ranges = new ArrayList<>();
        for (BytesRef term : sorted) {
            ranges.addAll(termBlock(field, term));
        }
        return ranges;
    }

    /// The dictionary block alone that holds the term, if there is one; empty where it lies in the tail.
    List<ByteRange> termBlock(String field, BytesRef term);

    /// Whether [#term] knows for sure if the term exists: its dictionary block is at hand.
    boolean isDecided(String field, BytesRef term);

    /// What a walk reads of the dictionary over the terms from `low` up to, not including, `high`; `null` is an open
    /// end.
    List<ByteRange> dictionary(String field, @Nullable BytesRef low, @Nullable BytesRef high);

    /// The postings of all those terms, without their dictionary.
    List<ByteRange> lists(String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions);

    /// The postings of the terms that `terms` accepts, the first `maxTerms` of them. Walks the dictionary, which
    /// should have been fetched: this is the one method that reads, and that takes processor time.
    List<ByteRange> expand(String field, CompiledAutomaton terms, int maxTerms, boolean positions);

    /// The dictionary and postings of all terms from `low` up to, not including, `high`; `null` is an open end.
    default List<ByteRange> termRange(
            String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions) {
        List<ByteRange> ranges = new ArrayList<>(dictionary(field, low, high));
        ranges.addAll(lists(field, low, high, positions));
        return ranges;
    }

    /// All values of a column. Empty for a column that the split does not have.
    List<ByteRange> column(String field);

    /// The lengths of a text field, which scoring reads.
    List<ByteRange> norms(String field);

    /// The compressed blocks that hold these documents.
    ///
    /// @param docIds in any order
    List<ByteRange> storedDocs(int[] docIds);

    /// The longest `count` blocks of documents: what fetching so many documents takes at most.
    List<ByteRange> longestStoredBlocks(int count);
}
