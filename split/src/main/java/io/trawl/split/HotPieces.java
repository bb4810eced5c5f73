package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.Arrays;
import java.util.List;

/// Runs of the data that have a copy elsewhere in the file: in the tail, where it is at hand as soon as the
/// split is open, or in the appendix, where the copies of one field lie together and are fetched as one
/// range.
///
/// A read that finds its page absent looks here before it asks storage. Pieces do not overlap.
final class HotPieces {
    /// @param data the bytes in the data
    /// @param copy where the same bytes are repeated
    record Piece(ByteRange data, long copy) {
        Piece {
            if (data.isEmpty()) {
                throw new IllegalArgumentException("a piece must not be empty");
            }
        }
    }

    private final long[] starts;
    private final long[] ends;
    private final long[] copies;

    HotPieces(List<Piece> pieces) {
        List<Piece> sorted = pieces.stream()
                .sorted((left, right) -> left.data().compareTo(right.data()))
                .toList();
        starts = new long[sorted.size()];
        ends = new long[sorted.size()];
        copies = new long[sorted.size()];
        for (int i = 0; i < starts.length; i++) {
            Piece piece = sorted.get(i);
            starts[i] = piece.data().start();
            ends[i] = piece.data().end();
            copies[i] = piece.copy();
        }
    }

    int size() {
        return starts.length;
    }

    /// The piece that holds all of the bytes from `start` to `end`, or -1.
    int find(long start, long end) {
        int index = Arrays.binarySearch(starts, start);
        int candidate = index >= 0 ? index : -index - 2;
        return candidate >= 0 && end <= ends[candidate] ? candidate : -1;
    }

    ByteRange data(int piece) {
        return new ByteRange(starts[piece], ends[piece]);
    }

    ByteRange copy(int piece) {
        return ByteRange.ofLength(copies[piece], ends[piece] - starts[piece]);
    }
}
