package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOBooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The reading half of the adapter to Lucene's postings and stored fields; [TermWalk] is the writing half.
///
/// Where a term's dictionary block is, Lucene itself says: `prepareSeekExact` walks the terms index, which
/// lies in the tail, and prefetches the block, which is listened to. The postings and positions are bounded
/// by the field's [SparseTermIndex]. Documents are found like blocks, by listening to
/// `StoredFields.prefetch`.
final class Lucene104Ranges implements SplitRanges {
    private final String splitName;
    private final LeafReader leaf;
    private final SplitTail tail;
    private final SplitBytes split;

    Lucene104Ranges(String splitName, LeafReader leaf, SplitTail tail, SplitBytes split) {
        this.splitName = splitName;
        this.leaf = leaf;
        this.tail = tail;
        this.split = split;
    }

    @Override
    public Optional<List<ByteRange>> term(String field, BytesRef term, boolean positions) {
        try {
            Terms terms = leaf.terms(field);
            return terms == null ? Optional.empty() : term(terms.iterator(), field, term, positions);
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    private Optional<List<ByteRange>> term(TermsEnum terms, String field, BytesRef term, boolean positions)
            throws IOException {
        List<ByteRange> blockStarts = new ArrayList<>(1);
        IOBooleanSupplier exists = ScopedValue.where(SplitInput.PREFETCH_LISTENER, blockStarts::add)
                .call(() -> terms.prepareSeekExact(term));
        if (exists == null) {
            return Optional.empty();
        }
        Optional<FieldTerms> found = tail.terms().find(field);
        if (found.isEmpty()) {
            // The dictionary, and then all else too, lies in the tail.
            return exists.get() ? Optional.of(List.of()) : Optional.empty();
        }
        FieldTerms fieldTerms = found.get();
        List<ByteRange> ranges = new ArrayList<>(3);
        boolean isBlockAtHand = true;
        for (ByteRange blockStart : blockStarts) {
            ByteRange block = fieldTerms.blockAt(blockStart.start());
            if (!split.isAtHand(block)) {
                ranges.add(block);
                isBlockAtHand = false;
            }
        }
        if (isBlockAtHand && !exists.get()) {
            return Optional.empty();
        }
        boolean isPulsed = isBlockAtHand && terms.docFreq() == 1;
        int interval = fieldTerms.samples().intervalOf(term);
        addLists(fieldTerms.samples(), interval, interval, !isPulsed, positions, ranges);
        return Optional.of(ranges);
    }

    private static void addLists(
            SparseTermIndex samples,
            int first,
            int last,
            boolean withPostings,
            boolean withPositions,
            List<ByteRange> ranges) {
        if (withPostings) {
            ranges.add(samples.postings(first, last));
        }
        if (withPositions && samples.hasPositions()) {
            ranges.add(samples.positions(first, last));
        }
    }

    @Override
    public List<ByteRange> termRange(String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions) {
        return tail.terms()
                .find(field)
                .map(terms -> {
                    int last = high == null
                            ? terms.samples().size() - 1
                            : terms.samples().intervalOf(high);
                    return ranges(field, terms, low, last, positions);
                })
                .orElse(List.of());
    }

    @Override
    public List<ByteRange> prefix(String field, BytesRef prefix, boolean positions) {
        return tail.terms()
                .find(field)
                .map(terms -> {
                    int last = successor(prefix)
                            .map(terms.samples()::lastIntervalBelow)
                            .orElse(terms.samples().size() - 1);
                    return ranges(field, terms, prefix, last, positions);
                })
                .orElse(List.of());
    }

    /// The smallest term above all that start with `prefix`; empty if there is none.
    private static Optional<BytesRef> successor(BytesRef prefix) {
        byte[] bytes = Arrays.copyOfRange(prefix.bytes, prefix.offset, prefix.offset + prefix.length);
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] != (byte) 0xFF) {
                bytes[i]++;
                return Optional.of(new BytesRef(bytes, 0, i + 1));
            }
        }
        return Optional.empty();
    }

    /// A walk over terms goes down from the root through inner blocks, of which all copies are brought, into
    /// the block where the first term would be, the leaves between the first term and the last, and the floor
    /// block behind the last leaf. The floor blocks behind the parents on its way back up are among the inner
    /// blocks.
    private List<ByteRange> ranges(
            String field, FieldTerms terms, @Nullable BytesRef low, int last, boolean positions) {
        int first = low == null ? 0 : terms.samples().intervalOf(low);
        if (first > last) {
            return List.of();
        }
        List<ByteRange> ranges = new ArrayList<>(5);
        if (!terms.isHot()) {
            ranges.add(terms.innerBlocks());
            ByteRange blocks = terms.samples().blocks(first, last);
            if (!blocks.isEmpty()) {
                ranges.add(blocks);
            }
            if (low != null) {
                for (ByteRange blockStart : seekBlocks(field, low)) {
                    ranges.add(terms.blockAt(blockStart.start()));
                }
            }
        }
        addLists(terms.samples(), first, last, true, positions, ranges);
        return ranges;
    }

    private List<ByteRange> seekBlocks(String field, BytesRef term) {
        try {
            List<ByteRange> blockStarts = new ArrayList<>(1);
            Terms terms = leaf.terms(field);
            if (terms != null) {
                TermsEnum iterator = terms.iterator();
                ScopedValue.where(SplitInput.PREFETCH_LISTENER, blockStarts::add)
                        .call(() -> iterator.prepareSeekExact(term));
            }
            return blockStarts;
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    @Override
    public List<ByteRange> column(String field) {
        return tail.columns().getOrDefault(field, List.of());
    }

    @Override
    public List<ByteRange> norms(String field) {
        return tail.norms().getOrDefault(field, List.of());
    }

    @Override
    public List<ByteRange> storedDocs(int[] docIds) {
        int[] sorted = docIds.clone();
        Arrays.sort(sorted);
        List<ByteRange> blocks = new ArrayList<>();
        try {
            StoredFields stored = leaf.storedFields();
            ScopedValue.where(SplitInput.PREFETCH_LISTENER, blocks::add).call(() -> {
                for (int docId : sorted) {
                    stored.prefetch(docId);
                }
                return null;
            });
            return blocks;
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    private TrawlException broken(IOException failure) {
        return TrawlException.internal(
                "cannot plan the reads of split " + splitName + ": " + TrawlException.describe(failure), failure);
    }
}
