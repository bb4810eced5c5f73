package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsFormat.IntBlockTermState;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOBooleanSupplier;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// The reading half of the adapter to Lucene's postings and stored fields; [TermWalk] is the writing half.
///
/// Where a term's dictionary block is, Lucene itself says: `prepareSeekExact` walks the terms index, which
/// lies in the tail, and prefetches the block, which is listened to. The postings and positions are bounded
/// by the field's [SparseTermIndex]. Documents are found like blocks, by listening to
/// `StoredFields.prefetch`.
final class Lucene104Ranges implements SplitRanges {
    /// Lists with fewer entries are written as numbers of variable length, one after the other.
    private static final int BLOCK_ENTRIES = 128;
    /// A document and its frequency in such a list: at most five bytes each, and their share of a group's flags.
    private static final int SHORT_DOC_BYTES = 11;
    /// A position in such a list.
    private static final int SHORT_POSITION_BYTES = 5;

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
    public List<ByteRange> terms(String field, List<BytesRef> sorted) {
        return terms(field, sorted, true);
    }

    @Override
    public List<ByteRange> termBlocks(String field, List<BytesRef> sorted) {
        return terms(field, sorted, false);
    }

    private List<ByteRange> terms(String field, List<BytesRef> sorted, boolean withLists) {
        Optional<FieldTerms> found = tail.terms().find(field);
        try {
            Terms terms = leaf.terms(field);
            return found.isEmpty() || terms == null
                    ? List.of()
                    : TermSetRanges.of(found.get(), terms, split, sorted, withLists);
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    @Override
    public List<ByteRange> termBlock(String field, BytesRef term) {
        Optional<FieldTerms> found = tail.terms().find(field);
        return found.isEmpty() || found.get().isHot()
                ? List.of()
                : seekBlocks(field, term).stream()
                        .map(block -> found.get().blockAt(block.start()))
                        .toList();
    }

    @Override
    public boolean isDecided(String field, BytesRef term) {
        return termBlock(field, term).stream().allMatch(split::isAtHand);
    }

    /// A walk over terms goes down from the root through inner blocks, of which all copies are brought, into
    /// the block where the first term would be, the leaves between the first term and the last, and the floor
    /// block behind the last leaf. The floor blocks behind the parents on its way back up are among the inner
    /// blocks.
    @Override
    public List<ByteRange> dictionary(String field, @Nullable BytesRef low, @Nullable BytesRef high) {
        Optional<FieldTerms> found = tail.terms().find(field);
        if (found.isEmpty() || found.get().isHot()) {
            return List.of();
        }
        FieldTerms terms = found.get();
        int first = firstInterval(terms.samples(), low);
        int last = lastInterval(terms.samples(), high);
        if (first > last) {
            return List.of();
        }
        List<ByteRange> ranges = new ArrayList<>(3);
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
        return ranges;
    }

    @Override
    public List<ByteRange> lists(String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions) {
        Optional<SparseTermIndex> samples = tail.terms().find(field).map(FieldTerms::samples);
        if (samples.isEmpty()) {
            return List.of();
        }
        int first = firstInterval(samples.get(), low);
        int last = lastInterval(samples.get(), high);
        List<ByteRange> ranges = new ArrayList<>(2);
        if (first <= last) {
            addLists(samples.get(), first, last, true, positions, ranges);
        }
        return ranges;
    }

    private static int firstInterval(SparseTermIndex samples, @Nullable BytesRef low) {
        return low == null ? 0 : samples.intervalOf(low);
    }

    private static int lastInterval(SparseTermIndex samples, @Nullable BytesRef high) {
        return high == null ? samples.size() - 1 : samples.lastIntervalBelow(high);
    }

    @Override
    public List<ByteRange> expand(String field, CompiledAutomaton accepted, int maxTerms, boolean positions) {
        Optional<FieldTerms> found = tail.terms().find(field);
        try {
            Terms terms = leaf.terms(field);
            return found.isEmpty() || terms == null
                    ? List.of()
                    : expand(found.get().samples(), accepted.getTermsEnum(terms), maxTerms, positions);
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    private List<ByteRange> expand(SparseTermIndex samples, TermsEnum terms, int maxTerms, boolean positions)
            throws IOException {
        boolean withPositions = positions && samples.hasPositions();
        long postingsFile = fileStart("doc");
        long positionsFile = withPositions ? fileStart("pos") : 0;
        RangeSet ranges = new RangeSet();
        int count = 0;
        for (BytesRef term = terms.next(); term != null && count < maxTerms; term = terms.next()) {
            count++;
            IntBlockTermState state = (IntBlockTermState) terms.termState();
            int interval = samples.intervalOf(term);
            if (state.docFreq > 1) {
                ranges.add(list(
                        postingsFile + state.docStartFP,
                        samples.postings(interval, interval).end(),
                        state.docFreq,
                        SHORT_DOC_BYTES));
            }
            if (withPositions) {
                ranges.add(list(
                        positionsFile + state.posStartFP,
                        samples.positions(interval, interval).end(),
                        state.totalTermFreq,
                        SHORT_POSITION_BYTES));
            }
        }
        return ranges.ranges();
    }

    /// Where the only file of a kind starts; a field that has samples has both of these.
    private long fileStart(String kind) {
        return tail.files().entrySet().stream()
                .filter(file -> SplitFormat.kind(file.getKey()).equals(kind))
                .mapToLong(file -> file.getValue().start())
                .findFirst()
                .orElseThrow();
    }

    /// Where a list ends is not written anywhere. Past [#BLOCK_ENTRIES] it is cut into blocks, and its end is bounded
    /// by that of its interval; a shorter one has a most that an entry can take.
    private static ByteRange list(long start, long intervalEnd, long entries, int bytesPerEntry) {
        long end = entries < BLOCK_ENTRIES ? start + entries * bytesPerEntry + SparseTermIndex.PADDING : intervalEnd;
        return new ByteRange(start, Math.min(intervalEnd, end));
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

    @Override
    public List<ByteRange> longestStoredBlocks(int count) {
        try {
            return StoredBlocks.longest(leaf, count);
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    private TrawlException broken(IOException failure) {
        return TrawlException.internal(
                "cannot plan the reads of split " + splitName + ": " + TrawlException.describe(failure), failure);
    }
}
