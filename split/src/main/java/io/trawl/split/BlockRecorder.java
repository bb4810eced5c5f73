package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.IndexInput;
import org.jspecify.annotations.Nullable;

/// Notes the dictionary blocks that a terms enum loads while it walks over one field.
///
/// Lucene's block tree seeks to a block's start and reads it to its end, each block once in a walk from the
/// first term to the last; so the position at the next seek, or when the enum has given a term, is the
/// block's end. A block starts with a VInt for its entries and a VLong whose third bit says that it is a
/// leaf.
final class BlockRecorder implements AccessLog.SeekListener {
    private static final int LEAF_BIT = 0x04;
    private static final ByteRange NONE = new ByteRange(0, 0);

    private final String dictionaryFile;
    private final long base;
    private final IndexInput peek;
    private final List<ByteRange> parents = new ArrayList<>();
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
        if (isLeaf(openStart)) {
            current = block;
        } else {
            current = NONE;
            parents.add(block);
        }
    }

    private boolean isLeaf(long start) {
        try {
            peek.seek(start);
            peek.readVInt();
            return (peek.readVLong() & LEAF_BIT) != 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// All blocks of the field.
    ByteRange dictionary() {
        finishBlock();
        return new ByteRange(Math.min(first, end), end);
    }

    /// The blocks that have blocks below them, in the order of loading.
    List<ByteRange> parents() {
        return parents;
    }

    int longestBlock() {
        return longest;
    }
}
