package io.trawl.search.leaf;

import io.trawl.common.cache.CacheSettings;
import io.trawl.common.cache.CacheStatistics;
import io.trawl.common.cache.WeightedCache;
import io.trawl.search.collect.LeafResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What this node remembers of searches: the answers of splits, and which of their documents matched. Safe for
/// concurrent use.
///
/// Splits never change, so nothing in here becomes wrong; it only becomes useless. Keys hold all that an answer
/// depends on, see [SplitKey].
public final class LeafCaches {
    public static final LeafCaches OFF = new LeafCaches(CacheSettings.OFF, CacheSettings.OFF);

    /// Keys of queries seen once and remembered, to know those that come again.
    private static final int SEEN_MAX = 1 << 14;

    private final WeightedCache<SplitKey, Answer> answers;
    private final WeightedCache<SplitKey, MatchSet> matches;
    /// Hashes of keys, the oldest first. Guarded by itself.
    private final Map<Integer, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > SEEN_MAX;
        }
    };

    /// @param exact whether the count is that of all matches
    private record Answer(LeafResult result, boolean exact) {}

    /// @param answers of whole requests (`searcher.partial_request_cache_capacity`)
    /// @param matches of queries (`searcher.predicate_cache_capacity`)
    public LeafCaches(CacheSettings answers, CacheSettings matches) {
        this.answers = new WeightedCache<>(
                "partial_request", answers, (key, answer) -> key.seen().bytes() + ResultWeight.of(answer.result));
        this.matches = new WeightedCache<>(
                "predicate", matches, (key, set) -> key.seen().bytes() + set.bytes());
    }

    /// Numbers of all caches in here.
    public List<CacheStatistics.Family> statistics() {
        return List.of(answers.statistics(), matches.statistics());
    }

    boolean keepsAnswers() {
        return answers.isEnabled();
    }

    boolean keepsMatches() {
        return matches.isEnabled();
    }

    /// @param exact whether the count must be that of all matches
    Optional<LeafResult> findAnswer(SplitKey key, boolean exact) {
        return answers.find(key).filter(answer -> answer.exact || !exact).map(Answer::result);
    }

    void putAnswer(SplitKey key, LeafResult result, boolean exact) {
        answers.put(key, new Answer(result, exact));
    }

    Optional<MatchSet> findMatches(SplitKey key) {
        return matches.find(key);
    }

    void putMatches(SplitKey key, MatchSet set) {
        matches.put(key, set);
    }

    /// Whether the key was asked about before, and is from now on.
    boolean sawBefore(SplitKey key) {
        synchronized (seen) {
            return seen.put(key.hashCode(), true) != null;
        }
    }
}
