package io.trawl.search.leaf;

import io.trawl.query.FieldColumn;
import io.trawl.query.QueryAst;
import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SplitTarget;
import io.trawl.search.collect.HitAddress;
import io.trawl.search.collect.SortValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which splits to search first, and which cannot hold a hit any more.
///
/// Idea: where hits are sorted by the timestamp or by address, a split's metadata bounds what its best hit can be. The
/// most promising splits go first; once as many hits are known as are wanted, a split whose best is worse than the
/// worst of them has nothing to add. Where the query matches everything, the metadata even says so before any split
/// is read: so many documents of the first splits are certain to be better than all of the last ones.
///
/// A bound is never tighter than the truth: where in doubt a split is searched.
final class SplitRanking {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private enum By {
        ADDRESS,
        TIME,
        /// The sort says nothing about splits.
        NOTHING
    }

    private final LeafSearchRequest request;
    private final By by;
    private final boolean descending;

    SplitRanking(LeafSearchRequest request) {
        this.request = request;
        this.by = by(request);
        this.descending = by == By.TIME
                ? request.sortBy().getFirst().order() == SortOrder.DESC
                : request.ties() == SortOrder.DESC;
    }

    private static By by(LeafSearchRequest request) {
        if (request.hits() == 0) {
            return By.NOTHING;
        }
        if (request.sortBy().isEmpty()) {
            return By.ADDRESS;
        }
        SortBy first = request.sortBy().getFirst();
        boolean byTimestamp = !first.isScore()
                && !first.missingFirst()
                && request.splits().stream()
                        .allMatch(split -> split.timestampField()
                                .filter(first.field()::equals)
                                .isPresent());
        return byTimestamp ? By.TIME : By.NOTHING;
    }

    /// Whether there can be splits that need not be searched for hits.
    boolean isInformative() {
        return by != By.NOTHING;
    }

    /// The splits of the request, the most promising first.
    List<SplitTarget> ordered() {
        Comparator<SplitTarget> byAddress = Comparator.comparing(SplitTarget::splitId);
        List<SplitTarget> splits = new ArrayList<>(request.splits());
        switch (by) {
            case ADDRESS -> splits.sort(descending ? byAddress.reversed() : byAddress);
            case TIME -> {
                Comparator<SplitTarget> byBest = Comparator.comparingLong(this::best);
                splits.sort((descending ? byBest.reversed() : byBest).thenComparing(byAddress.reversed()));
            }
            case NOTHING -> {
                // In the order of the request.
            }
        }
        return splits;
    }

    /// Whether a hit of the split may be better than `worst`, or equal to it in its first key.
    boolean canBeat(SplitTarget split, HitAddress worst) {
        return switch (by) {
            case ADDRESS -> {
                int order = split.splitId().compareTo(worst.splitId());
                yield descending ? order >= 0 : order <= 0;
            }
            case TIME -> {
                Optional<SortValue> value = worst.sortValues().getFirst();
                boolean comparable = split.timeRange().isPresent()
                        && value.isPresent()
                        && value.get().type() == FieldColumn.Kind.DATETIME;
                yield !comparable
                        || (descending
                                ? best(split) >= value.get().bits()
                                : best(split) <= value.get().bits());
            }
            case NOTHING -> true;
        };
    }

    /// A hit that as many others are certain to be at least as good as are wanted; null if none is known.
    ///
    /// Whatever narrows the documents beyond query and time range must be looked at here.
    ///
    /// @param ordered the splits, the most promising first
    @Nullable
    HitAddress certainWorst(List<SplitTarget> ordered) {
        boolean certain = isInformative() && request.query() instanceof QueryAst.MatchAll;
        if (!certain) {
            return null;
        }
        if (by == By.ADDRESS) {
            long docs = 0;
            for (SplitTarget split : ordered) {
                docs += certainDocs(split);
                if (docs >= request.hits()) {
                    return new HitAddress(split.splitId(), 0, List.of());
                }
            }
            return null;
        }
        Comparator<SplitTarget> byWorst = Comparator.comparingLong(this::worst);
        List<SplitTarget> surest = ordered.stream()
                .filter(split -> split.timeRange().isPresent())
                .sorted(descending ? byWorst.reversed() : byWorst)
                .toList();
        long docs = 0;
        for (SplitTarget split : surest) {
            docs += certainDocs(split);
            if (docs >= request.hits()) {
                SortValue value = new SortValue(FieldColumn.Kind.DATETIME, worst(split));
                return new HitAddress(split.splitId(), 0, List.of(Optional.of(value)));
            }
        }
        return null;
    }

    /// Documents of the split that match a query which matches everything, as far as metadata knows.
    private long certainDocs(SplitTarget split) {
        return isWithin(request, split) ? split.numDocs() : 0;
    }

    /// Whether the time range of the request leaves nothing of the split out.
    static boolean isWithin(LeafSearchRequest request, SplitTarget split) {
        return request.within().isAll()
                || split.timeRange()
                        .filter(range -> request.within().contains(range.start(), range.end()))
                        .isPresent();
    }

    /// The best time that a document may have; times before 1970 are cut upwards, by less than a second.
    private long best(SplitTarget split) {
        return bound(split, descending);
    }

    private long worst(SplitTarget split) {
        return bound(split, !descending);
    }

    private static long bound(SplitTarget split, boolean latest) {
        if (split.timeRange().isEmpty()) {
            // Goes last, and is searched in any case.
            return latest ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long second = latest
                ? split.timeRange().get().end() + 1
                : split.timeRange().get().start();
        long nanos = Math.multiplyHigh(second, NANOS_PER_SECOND) == (second < 0 ? -1 : 0)
                        && (second < 0) == (second * NANOS_PER_SECOND < 0)
                ? second * NANOS_PER_SECOND
                : second < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        return latest && second > 0 && nanos != Long.MAX_VALUE ? nanos - 1 : nanos;
    }
}
