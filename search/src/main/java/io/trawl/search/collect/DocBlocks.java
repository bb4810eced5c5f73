package io.trawl.search.collect;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.search.DocIdSetIterator;
import org.jspecify.annotations.Nullable;

/// The documents of a segment cut into consecutive ranges, each with the best sort key that it can hold.
///
/// Made from the skip index of the sort column, which costs 30 bytes of reading per 4096 documents. Blocks
/// leave in the order of their best key, so that a search looks at few of them: it stops where the best key
/// left cannot beat the worst hit kept.
final class DocBlocks {
    /// Documents in a block where no skip index says otherwise; as many as Lucene puts under one skip entry.
    static final int BLOCK_DOCS = 4096;

    private final int[] starts;
    private final long[] bestKeys;
    private final int[] bestTies;
    /// Block numbers as a heap, the best on top; shrinks as blocks are taken.
    private final int[] heap;
    private int left;

    private DocBlocks(int[] starts, long[] bestKeys, int[] bestTies) {
        this.starts = starts;
        this.bestKeys = bestKeys;
        this.bestTies = bestTies;
        this.left = bestKeys.length;
        this.heap = new int[left];
        for (int i = 0; i < left; i++) {
            heap[i] = i;
        }
        for (int i = left / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    /// Blocks for a sort by document address alone.
    static DocBlocks byAddress(int maxDoc, boolean descending) {
        int count = (maxDoc + BLOCK_DOCS - 1) / BLOCK_DOCS;
        int[] starts = new int[count + 1];
        for (int i = 0; i < count; i++) {
            starts[i] = i * BLOCK_DOCS;
        }
        starts[count] = maxDoc;
        return new DocBlocks(starts, new long[count], bestTies(starts, descending));
    }

    /// Blocks for a sort by a column; one block of everything if the column has no skip index.
    static DocBlocks byColumn(@Nullable DocValuesSkipper skipper, int maxDoc, boolean descending) throws IOException {
        if (skipper == null) {
            int[] starts = {0, maxDoc};
            return new DocBlocks(starts, new long[] {Long.MAX_VALUE}, bestTies(starts, descending));
        }
        int[] starts = new int[maxDoc / BLOCK_DOCS + 2];
        long[] best = new long[starts.length];
        int count = 0;
        skipper.advance(0);
        while (skipper.minDocID(0) != DocIdSetIterator.NO_MORE_DOCS) {
            if (count + 1 >= starts.length) {
                starts = Arrays.copyOf(starts, starts.length * 2);
                best = Arrays.copyOf(best, starts.length);
            }
            // Documents without a value lie between the entries; they join the block before them.
            starts[count] = count == 0 ? 0 : skipper.minDocID(0);
            best[count] = descending ? skipper.maxValue(0) : ~skipper.minValue(0);
            count++;
            int next = skipper.maxDocID(0) + 1;
            if (next >= maxDoc) {
                break;
            }
            skipper.advance(next);
        }
        if (count == 0) {
            best[0] = Long.MIN_VALUE;
            count = 1;
        }
        starts[count] = maxDoc;
        starts = Arrays.copyOf(starts, count + 1);
        return new DocBlocks(starts, Arrays.copyOf(best, count), bestTies(starts, descending));
    }

    private static int[] bestTies(int[] starts, boolean descending) {
        int[] ties = new int[starts.length - 1];
        for (int i = 0; i < ties.length; i++) {
            ties[i] = descending ? starts[i + 1] - 1 : ~starts[i];
        }
        return ties;
    }

    int count() {
        return bestKeys.length;
    }

    int from(int block) {
        return starts[block];
    }

    int to(int block) {
        return starts[block + 1];
    }

    boolean competes(int block, HitBar bar) {
        return bar.competes(bestKeys[block], bestTies[block]);
    }

    /// Takes out the best blocks that may still hold a hit.
    ///
    /// @param limit how many at most
    /// @return in document order; empty when no block left can matter
    int[] takeBest(int limit, HitBar bar) {
        int[] taken = new int[Math.min(limit, left)];
        int count = 0;
        while (count < taken.length && competes(heap[0], bar)) {
            taken[count++] = heap[0];
            heap[0] = heap[--left];
            siftDown(0);
        }
        int[] result = count == taken.length ? taken : Arrays.copyOf(taken, count);
        Arrays.sort(result);
        return result;
    }

    /// All blocks not taken so far, in document order.
    int[] remaining() {
        int[] blocks = Arrays.copyOf(heap, left);
        Arrays.sort(blocks);
        return blocks;
    }

    private void siftDown(int from) {
        int slot = from;
        int block = heap[slot];
        while (2 * slot + 1 < left) {
            int child = 2 * slot + 1;
            if (child + 1 < left && isBetter(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBetter(heap[child], block)) {
                break;
            }
            heap[slot] = heap[child];
            slot = child;
        }
        heap[slot] = block;
    }

    private boolean isBetter(int a, int b) {
        return bestKeys[a] > bestKeys[b] || (bestKeys[a] == bestKeys[b] && bestTies[a] > bestTies[b]);
    }
}
