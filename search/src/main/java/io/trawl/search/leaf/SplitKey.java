package io.trawl.search.leaf;

import io.trawl.common.IndexUid;
import io.trawl.query.AggregationRequest;
import io.trawl.query.Aggregations;
import io.trawl.query.QueryAst;
import io.trawl.query.TimeClauses;
import io.trawl.query.TimeRange;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SplitTarget;
import io.trawl.split.SplitTimeRange;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an answer on one split depends on. A split never changes, so an answer under an equal key is right for ever.
///
/// @param older whether the split was made with another mapping than its index has today
/// @param seen what the split can see of the request
record SplitKey(IndexUid indexUid, String splitId, boolean older, Seen seen) {
    /// A request as one split sees it: bounds in time that all of its documents lie behind are gone.
    ///
    /// The hash of a query with many values is costly, and the same for all splits.
    static final class Seen {
        private final LeafSearchRequest rest;
        /// Whether documents must have a timestamp, even if any will do.
        private final boolean timed;
        private final int hash;

        private Seen(LeafSearchRequest rest, boolean timed) {
            this.rest = rest;
            this.timed = timed;
            this.hash = rest.hashCode() * 31 + Boolean.hashCode(timed);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this
                    || (other instanceof Seen seen
                            && hash == seen.hash
                            && timed == seen.timed
                            && rest.equals(seen.rest)
                            && haveOneOrder(aggregations(), seen.aggregations()));
        }

        private Aggregations aggregations() {
            return rest.aggregations().orElse(Aggregations.NONE);
        }

        /// Answers hold aggregations in the order of the request, which maps do not compare.
        ///
        /// @param a equal to `b` but for the order
        private static boolean haveOneOrder(Aggregations a, Aggregations b) {
            Iterator<Map.Entry<String, AggregationRequest>> others =
                    b.byName().sequencedEntrySet().iterator();
            for (Map.Entry<String, AggregationRequest> mine : a.byName().sequencedEntrySet()) {
                Map.Entry<String, AggregationRequest> other = others.next();
                boolean same = mine.getKey().equals(other.getKey())
                        && haveOneOrder(
                                mine.getValue().children(), other.getValue().children());
                if (!same) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        /// Rough size in memory.
        long bytes() {
            return 256 + 2L * rest.query().toString().length();
        }
    }

    /// Makes the keys of one request.
    static final class Maker {
        private final LeafSearchRequest request;
        /// What most splits see. Written by one thread at a time, for it is only a short cut.
        private volatile @Nullable Seen last;

        Maker(LeafSearchRequest request) {
            this.request = request;
        }

        SplitKey of(SplitTarget split) {
            String current = request.currentMappings().get(split.indexUid().indexId());
            boolean older = !split.docMappingUid().equals(current);
            return new SplitKey(split.indexUid(), split.splitId(), older, seen(split));
        }

        private Seen seen(SplitTarget split) {
            QueryAst query = request.query();
            TimeRange within = request.within();
            Optional<SplitTimeRange> range = split.timeRange();
            if (range.isPresent() && split.timestampField().isPresent()) {
                SplitTimeRange times = range.get();
                query = TimeClauses.open(query, split.timestampField().get(), times.start(), times.end());
                within = within.openedFor(times.start(), times.end());
            }
            boolean timed = !request.within().isAll();
            Seen before = last;
            if (before != null
                    && before.timed == timed
                    && before.rest.within().equals(within)
                    && before.rest.query().equals(query)) {
                return before;
            }
            Seen seen = new Seen(request.rest(query, within), timed);
            last = seen;
            return seen;
        }
    }
}
