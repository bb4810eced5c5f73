package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Says, from the hot tail alone, which bytes of the split file a search will read. Does no I/O.
///
/// The ranges are in file coordinates, for [SplitReader#fetch]; they may overlap, be large, or be empty where
/// the tail holds what is asked. After one fetch of them, Lucene reads the terms, postings and columns
/// without a miss. Safe for concurrent use.
public interface SplitRanges {
    /// The dictionary block of a term, its postings, and its positions if `positions`.
    ///
    /// @return empty if the split's term index proves that the term is absent
    Optional<List<ByteRange>> term(String field, BytesRef term, boolean positions);

    /// The dictionary and postings of all terms from `low` to `high`, both inclusive; `null` is an open end.
    List<ByteRange> termRange(String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions);

    /// The dictionary and postings of all terms that start with `prefix`.
    List<ByteRange> prefix(String field, BytesRef prefix, boolean positions);

    /// All values of a column. Empty for a column that the split does not have.
    List<ByteRange> column(String field);

    /// The lengths of a text field, which scoring reads.
    List<ByteRange> norms(String field);

    /// The compressed blocks that hold these documents.
    ///
    /// @param docIds in any order
    List<ByteRange> storedDocs(int[] docIds);
}
