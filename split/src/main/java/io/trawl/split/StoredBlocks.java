package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFields;

/// Finds the blocks of stored documents, from the index of them that lies in the tail.
///
/// Lucene tells only the block of a document. The first document of the next block is found by doubling the step
/// and then halving it: some 20 questions of a microsecond a block, some 500 blocks in a split of 100 MB.
final class StoredBlocks {
    private StoredBlocks() {}

    /// The longest `count` blocks, or all if there are fewer.
    static List<ByteRange> longest(LeafReader leaf, int count) throws IOException {
        List<ByteRange> blocks = all(leaf);
        blocks.sort(Comparator.comparingLong(ByteRange::length).reversed());
        return List.copyOf(blocks.subList(0, Math.min(count, blocks.size())));
    }

    private static List<ByteRange> all(LeafReader leaf) throws IOException {
        List<ByteRange> blocks = new ArrayList<>();
        int end = leaf.maxDoc();
        int doc = 0;
        while (doc < end) {
            ByteRange block = blockOf(leaf, doc);
            blocks.add(block);
            doc = nextBlock(leaf, block, doc, end);
        }
        return blocks;
    }

    /// The first document behind `first` that is not in `block`.
    private static int nextBlock(LeafReader leaf, ByteRange block, int first, int end) throws IOException {
        int inside = first;
        int step = 1;
        while (inside + step < end && blockOf(leaf, inside + step).equals(block)) {
            inside += step;
            step *= 2;
        }
        int outside = Math.min(end, inside + step);
        while (outside - inside > 1) {
            int middle = (inside + outside) >>> 1;
            if (blockOf(leaf, middle).equals(block)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return outside;
    }

    private static ByteRange blockOf(LeafReader leaf, int doc) throws IOException {
        List<ByteRange> found = new ArrayList<>(1);
        // A new reader each time: one passes over a block that it has told of lately.
        StoredFields stored = leaf.storedFields();
        ScopedValue.where(SplitInput.PREFETCH_LISTENER, found::add).call(() -> {
            stored.prefetch(doc);
            return null;
        });
        return found.isEmpty() ? new ByteRange(0, 0) : found.getFirst();
    }
}
