package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOBooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Plans the reads of many terms of one field, of which a query's set may have a hundred thousand.
///
/// Idea: the terms are taken in their order, an interval of the [SparseTermIndex] at a time, for all terms of an
/// interval have the same lists. Where the dictionary there is at hand, one walk on from term to term says which of
/// them exist. Where it is not, a few terms name the block of each, and many take all blocks of the interval as a walk
/// over it would: what a look-up between two neighbours reads is among what a walk from one to the other reads.
///
/// Ranges of different intervals are not joined, so that whoever bounds the requests may count them.
///
/// Cost: a few microseconds for each term whose block must be asked for, below one for the others.
final class TermSetRanges {
    /// From so many terms on, the blocks of an interval, together about [SplitFormat#SAMPLE_BYTES], are hardly more
    /// than the pages around the block of each.
    private static final int MANY_TERMS = 8;

    private final FieldTerms fieldTerms;
    private final SparseTermIndex samples;
    private final Terms terms;
    private final SplitBytes split;
    private final boolean withLists;
    private final Set<ByteRange> ranges = new LinkedHashSet<>();
    /// What Lucene would prefetch for the term that is looked up.
    private final List<ByteRange> blockStarts = new ArrayList<>(1);
    /// Absent after a look-up that was not finished, since nothing else may then be asked of it.
    private @Nullable TermsEnum walk;

    private TermSetRanges(FieldTerms fieldTerms, Terms terms, SplitBytes split, boolean withLists) {
        this.fieldTerms = fieldTerms;
        this.samples = fieldTerms.samples();
        this.terms = terms;
        this.split = split;
        this.withLists = withLists;
    }

    /// @param sorted in the order of their bytes
    /// @param withLists also the postings, and not only the dictionary
    static List<ByteRange> of(
            FieldTerms fieldTerms, Terms terms, SplitBytes split, List<BytesRef> sorted, boolean withLists)
            throws IOException {
        TermSetRanges plan = new TermSetRanges(fieldTerms, terms, split, withLists);
        ScopedValue.where(SplitInput.PREFETCH_LISTENER, plan.blockStarts::add).call(() -> {
            plan.addAll(sorted);
            return plan;
        });
        return List.copyOf(plan.ranges);
    }

    private void addAll(List<BytesRef> sorted) throws IOException {
        int start = 0;
        while (start < sorted.size()) {
            int interval = samples.intervalOf(sorted.get(start));
            int end = start + 1;
            while (end < sorted.size() && samples.intervalOf(sorted.get(end)) == interval) {
                end++;
            }
            addInterval(interval, sorted.subList(start, end));
            start = end;
        }
    }

    private void addInterval(int interval, List<BytesRef> wanted) throws IOException {
        boolean hasLists;
        if (wanted.size() < MANY_TERMS || isDictionaryAtHand(interval)) {
            hasLists = false;
            for (BytesRef term : wanted) {
                hasLists |= lookUp(term);
            }
        } else {
            ranges.add(fieldTerms.innerBlocks());
            ranges.add(samples.blocks(interval, interval));
            lookUpLater(wanted.getFirst());
            hasLists = true;
        }
        if (hasLists && withLists) {
            ranges.add(samples.postings(interval, interval));
        }
    }

    private boolean isDictionaryAtHand(int interval) {
        return fieldTerms.isHot()
                || split.isAtHand(samples.blocks(interval, interval)) && split.isAtHand(fieldTerms.innerBlocks());
    }

    /// Adds the term's block if it is not at hand.
    ///
    /// @return whether the term may have a list
    private boolean lookUp(BytesRef term) throws IOException {
        IOBooleanSupplier exists = seek(term);
        if (exists == null) {
            return false;
        }
        if (addBlocks()) {
            walk = null;
            return true;
        }
        return exists.get() && walk != null && walk.docFreq() > 1;
    }

    /// Adds the term's block whether it is at hand or not: the fetch will see.
    private void lookUpLater(BytesRef term) throws IOException {
        if (seek(term) != null) {
            addBlocks();
            walk = null;
        }
    }

    private @Nullable IOBooleanSupplier seek(BytesRef term) throws IOException {
        if (walk == null) {
            walk = terms.iterator();
        }
        blockStarts.clear();
        return walk.prepareSeekExact(term);
    }

    /// @return whether any was not at hand
    private boolean addBlocks() {
        boolean added = false;
        for (ByteRange blockStart : blockStarts) {
            ByteRange block = fieldTerms.blockAt(blockStart.start());
            if (!split.isAtHand(block)) {
                ranges.add(block);
                added = true;
            }
        }
        return added;
    }
}
