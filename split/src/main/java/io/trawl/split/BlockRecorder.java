package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.store.IndexInput;
import org.jspecify.annotations.Nullable;

/// Notes the dictionary blocks that a terms enum loads while it walks over one field.
///
/// Lucene's block tree seeks to a block's start and reads it to its end, each block once in a walk from the
/// first term to the last; so the position at the next seek, or when the enum has given a term, is the
/// block's end. A block starts with a VInt for its entries, whose lowest bit says that no further block of
/// the same prefix (a *floor block*) follows right behind it, and a VLong whose third bit says that it is a
/// leaf.
final class BlockRecorder implements AccessLog.SeekListener {
    private static final int LAST_IN_FLOOR_BIT = 0x01;
    private static final int LEAF_BIT = 0x04;
    private static final ByteRange NONE = new ByteRange(0, 0);

    private final String dictionaryFile;
    private final long base;
    private final IndexInput peek;
    private final List<ByteRange> inner = new ArrayList<>();
    /// Where the floor blocks behind parents start that were not loaded yet: one a level at most.
    private final Set<Long> behindParents = new HashSet<>();
    private long first = Long.MAX_VALUE;
    private long end;
    private int longest;
    private ByteRange current = NONE;

    /// The input and the start of the block that is being loaded; `null` once its end is known.
    private @Nullable RecordingInput input;
    private long openStart;

    /// @param base where the dictionary file starts in the split; all ranges given out are in the split's
    ///     coordinates
    /// @param peek on the dictionary file, without recording; used by this recorder alone
    BlockRecorder(String dictionaryFile, long base, IndexInput peek) {
        this.dictionaryFile = dictionaryFile;
        this.base = base;
        this.peek = peek;
    }

    @Override
    public void seeks(RecordingInput source, long target) {
        if (!source.file().equals(dictionaryFile)) {
            return;
        }
        finishBlock();
        input = source;
        openStart = target;
    }

    /// The leaf block that holds the term just given, or an empty range if a parent block may hold it.
    ByteRange currentLeaf() {
        finishBlock();
        return current;
    }

    private void finishBlock() {
        if (input == null) {
            return;
        }
        ByteRange block = new ByteRange(openStart, input.positionInFile()).shift(base);
        input = null;
        first = Math.min(first, block.start());
        end = Math.max(end, block.end());
        longest = Math.max(longest, Math.toIntExact(block.length()));
        boolean isBehindParent = behindParents.remove(block.start());
        try {
            peek.seek(openStart);
            boolean isLastInFloor = (peek.readVInt() & LAST_IN_FLOOR_BIT) != 0;
            boolean isLeaf = (peek.readVLong() & LEAF_BIT) != 0;
            current = isLeaf ? block : NONE;
            if (!isLeaf || isBehindParent) {
                inner.add(block);
            }
            if (!isLeaf && !isLastInFloor) {
                behindParents.add(block.end());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// All blocks of the field.
    ByteRange dictionary() {
        finishBlock();
        return new ByteRange(Math.min(first, end), end);
    }

    /// What a walk over a prefix or range may read beside the leaves of its terms and the leaf behind each, in
    /// the order of loading: the blocks that have blocks below them, and the floor blocks behind those.
    ///
    /// A walk that has seen the last entry of a floor block loads the next one before it knows that nothing
    /// there can match, on every level of the tree that it goes back up through.
    List<ByteRange> inner() {
        return inner;
    }

    int longestBlock() {
        return longest;
    }
}
