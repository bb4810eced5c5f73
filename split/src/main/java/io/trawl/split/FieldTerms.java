package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;

/// Where the terms of one field lie in the split file.
///
/// @param dictionary all blocks of the field's term dictionary, in the data
/// @param longestBlock bytes of its longest block: what is fetched for one whose end is not known
/// @param innerBlocks copies of all blocks that are not leaves, and of the floor blocks behind them: what
///     walks over prefixes and ranges read beside the leaves of their terms; empty if the dictionary lies in
///     the tail
/// @param isHot whether the whole dictionary has a copy in the tail
/// @param samples which postings and blocks a term's are among
record FieldTerms(
        ByteRange dictionary, int longestBlock, ByteRange innerBlocks, boolean isHot, SparseTermIndex samples) {
    void encode(DataOutput out) throws IOException {
        out.writeVLong(dictionary.start());
        out.writeVLong(dictionary.length());
        out.writeVInt(longestBlock);
        out.writeVLong(innerBlocks.start());
        out.writeVLong(innerBlocks.length());
        out.writeByte((byte) (isHot ? 1 : 0));
        samples.encode(out);
    }

    static FieldTerms decode(DataInput in) throws IOException {
        ByteRange dictionary = ByteRange.ofLength(in.readVLong(), in.readVLong());
        int longestBlock = in.readVInt();
        ByteRange innerBlocks = ByteRange.ofLength(in.readVLong(), in.readVLong());
        boolean isHot = in.readByte() == 1;
        return new FieldTerms(dictionary, longestBlock, innerBlocks, isHot, SparseTermIndex.decode(in));
    }

    /// The block that starts at `start`, and perhaps some bytes of the next one.
    ByteRange blockAt(long start) {
        return new ByteRange(start, Math.max(start, Math.min(dictionary.end(), start + longestBlock)));
    }
}
