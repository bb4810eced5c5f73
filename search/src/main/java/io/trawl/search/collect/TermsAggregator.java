package io.trawl.search.collect;

import io.trawl.query.AggregationRequest;
import io.trawl.query.SortOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts documents by value.
///
/// Buckets are numbered by (parent, source, value), the source being one of the field's columns or the value
/// that a document without any counts as. Keys are looked up for the buckets that the split contributes, not
/// for the others.
final class TermsAggregator extends BucketAggregator {
    /// Up to so many terms a table with a counter a term is smaller than a hash table soon is, and needs no
    /// hashing.
    private static final int DIRECT_TERMS_MAX = 1 << 20;
    /// The same where each bucket carries the state of more aggregations.
    private static final int DIRECT_TERMS_WITH_CHILDREN_MAX = 1 << 14;

    private final AggregationRequest.Terms request;
    private final List<TermsSource> sources;
    private final Optional<TermKey> missing;
    /// Sources, and one more for the documents without a value.
    private final int width;
    private final BucketTable table;
    private final ValueBatch batch = new ValueBatch();
    private int[] rows = new int[ValueBatch.DOCS];
    private int[] buckets = new int[ValueBatch.DOCS];
    private int size;
    private BucketTable.@Nullable ByGroup groups;

    /// @param atRoot there is one parent bucket, and each document comes once
    TermsAggregator(
            AggregationRequest.Terms request,
            List<TermsSource> sources,
            Optional<TermKey> missing,
            boolean atRoot,
            List<Aggregator> children,
            AggregationLimits limits) {
        super(children, limits);
        this.request = request;
        this.sources = sources;
        this.missing = missing;
        this.width = sources.size() + 1;
        long terms = atRoot && sources.size() == 1 && missing.isEmpty()
                ? sources.getFirst().valueCount()
                : -1;
        boolean few = terms >= 0 && terms <= (children.isEmpty() ? DIRECT_TERMS_MAX : DIRECT_TERMS_WITH_CHILDREN_MAX);
        this.table = few ? BucketTable.direct(limits, (int) terms) : BucketTable.hashed(limits);
    }

    @Override
    void collect(int[] docs, int[] parents, int count, int parentCount) throws IOException {
        if (count == 0) {
            return;
        }
        if (table.isDirect()
                && !hasChildren()
                && sources.getFirst() instanceof TermsSource.Dictionary dictionary
                && dictionary.count(docs, count, table.counts())) {
            return;
        }
        size = 0;
        boolean[] found = missing.isPresent() ? new boolean[count] : null;
        for (int s = 0; s < sources.size(); s++) {
            sources.get(s).read(docs, count, batch);
            addBatch(parents, s, found);
        }
        if (found != null) {
            for (int row = 0; row < count; row++) {
                if (!found[row]) {
                    add(row, table.ordinal(parents[row] * width + sources.size(), 0));
                }
            }
        }
        if (hasChildren()) {
            passOn(docs, count);
        }
    }

    private void addBatch(int[] parents, int source, boolean @Nullable [] found) {
        for (int i = 0; i < batch.size; i++) {
            int row = batch.rows[i];
            add(row, table.ordinal(parents[row] * width + source, batch.values[i]));
            if (found != null) {
                found[row] = true;
            }
        }
    }

    private void add(int row, int bucket) {
        table.increment(bucket);
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            buckets = Arrays.copyOf(buckets, size * 2);
        }
        rows[size] = row;
        buckets[size++] = bucket;
    }

    private void passOn(int[] docs, int count) throws IOException {
        if (sources.size() > 1 || missing.isPresent()) {
            sortByRow(count);
        }
        int[] bucketDocs = new int[size];
        for (int i = 0; i < size; i++) {
            bucketDocs[i] = docs[rows[i]];
        }
        collectChildren(bucketDocs, buckets, size, table.size());
    }

    /// Each source starts at the first document again, but columns below are read forwards.
    private void sortByRow(int count) {
        int[] next = new int[count + 1];
        for (int i = 0; i < size; i++) {
            next[rows[i] + 1]++;
        }
        for (int row = 0; row < count; row++) {
            next[row + 1] += next[row];
        }
        int[] sortedRows = new int[rows.length];
        int[] sortedBuckets = new int[rows.length];
        for (int i = 0; i < size; i++) {
            int to = next[rows[i]]++;
            sortedRows[to] = rows[i];
            sortedBuckets[to] = buckets[i];
        }
        rows = sortedRows;
        buckets = sortedBuckets;
    }

    @Override
    void finish(int parentCount) throws IOException {
        groups = table.byGroup(table.isDirect() ? 1 : parentCount * width);
        finishChildren(table.size());
    }

    @Override
    PartialAggregation result(int parent) throws IOException {
        BucketTable.ByGroup byGroup = groups;
        if (byGroup == null) {
            throw new IllegalStateException("not finished");
        }
        int from = table.isDirect() ? byGroup.starts()[0] : byGroup.starts()[parent * width];
        int to = table.isDirect() ? byGroup.starts()[1] : byGroup.starts()[(parent + 1) * width];
        int[] candidates = Arrays.copyOfRange(byGroup.ordinals(), from, to);
        int[] kept = best(candidates);
        Map<TermKey, PartialAggregation.Bucket> found = new HashMap<>();
        long keptDocs = 0;
        for (int ordinal : kept) {
            PartialAggregation.Bucket bucket = bucket(ordinal, table.count(ordinal));
            found.merge(key(ordinal), bucket, PartialAggregation.Bucket::plus);
            keptDocs += bucket.docCount();
        }
        long allDocs = 0;
        for (int ordinal : candidates) {
            allDocs += table.count(ordinal);
        }
        if (request.minDocCount() == 0) {
            addEmpty(found);
        }
        return new PartialAggregation.Terms(found, allDocs - keptDocs, largestCut(candidates, kept));
    }

    private TermKey key(int ordinal) throws IOException {
        int source = table.isDirect() ? 0 : table.group(ordinal) % width;
        return source == sources.size()
                ? missing.orElseThrow()
                : sources.get(source).key(table.value(ordinal));
    }

    /// The buckets that the split contributes. An order by what lies inside a bucket says nothing about other
    /// splits, so nothing is cut then.
    private int[] best(int[] candidates) throws IOException {
        boolean descending = request.order().direction() == SortOrder.DESC;
        if (candidates.length <= request.segmentSize()
                || request.order().target() instanceof AggregationRequest.Target.Child) {
            return candidates;
        }
        boolean byCount = request.order().target() instanceof AggregationRequest.Target.Count;
        boolean byValue =
                sources.size() == 1 && missing.isEmpty() && sources.getFirst().valuesInKeyOrder();
        if (!byCount && !byValue) {
            return bestByKey(candidates, descending);
        }
        HitHeap heap = new HitHeap(request.segmentSize());
        for (int i = 0; i < candidates.length; i++) {
            long rank = byCount ? table.count(candidates[i]) : table.value(candidates[i]);
            heap.offer(descending ? rank : ~rank, ~i);
        }
        int[] places = new int[heap.size()];
        heap.drain(new long[places.length], places);
        int[] kept = new int[places.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = candidates[~places[i]];
        }
        return kept;
    }

    private int[] bestByKey(int[] candidates, boolean descending) throws IOException {
        record Keyed(TermKey key, int ordinal) {}
        List<Keyed> keyed = new ArrayList<>(candidates.length);
        for (int ordinal : candidates) {
            keyed.add(new Keyed(key(ordinal), ordinal));
        }
        Comparator<Keyed> byKey = Comparator.comparing(Keyed::key);
        keyed.sort(descending ? byKey.reversed() : byKey);
        return keyed.stream()
                .limit(request.segmentSize())
                .mapToInt(Keyed::ordinal)
                .toArray();
    }

    private long largestCut(int[] candidates, int[] kept) {
        if (kept.length == candidates.length) {
            return 0;
        }
        BitSet isKept = new BitSet();
        for (int ordinal : kept) {
            isKept.set(ordinal);
        }
        long largest = 0;
        for (int ordinal : candidates) {
            if (!isKept.get(ordinal)) {
                largest = Math.max(largest, table.count(ordinal));
            }
        }
        return largest;
    }

    /// Terms of the dictionary that no matching document has, as far as there is room.
    private void addEmpty(Map<TermKey, PartialAggregation.Bucket> found) throws IOException {
        for (TermsSource source : sources) {
            if (source instanceof TermsSource.Dictionary dictionary) {
                long ordinal = dictionary.nextAllowed(0);
                while (ordinal >= 0 && found.size() < request.segmentSize()) {
                    found.putIfAbsent(dictionary.key(ordinal), emptyBucket());
                    ordinal = dictionary.nextAllowed(ordinal + 1);
                }
            }
        }
    }

    @Override
    PartialAggregation empty() {
        return new PartialAggregation.Terms(Map.of(), 0, 0);
    }
}
