package io.trawl.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Makes documents that can be told apart, keeps which of them were sent and acknowledged, and compares
/// that with what is found afterwards. Safe for concurrent use.
///
/// What was acknowledged must be found exactly once. What was sent and answered with an error, or not at
/// all, may be found once or not at all. Nothing else may be found.
public final class DocumentLedger {
    private final String run;
    private final AtomicLong next = new AtomicLong();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    /// @param run names this test run in every document
    public DocumentLedger(String run) {
        this.run = run;
    }

    /// A new document's id, noted as sent. Put it into the field `id` of the document.
    public String send() {
        String id = run + "-" + next.getAndIncrement();
        sent.add(id);
        return id;
    }

    /// A whole document, for an index in dynamic mode.
    public static String document(String id) {
        return "{\"id\":\"" + id + "\",\"hash\":" + id.hashCode() + ",\"body\":\"message of " + id + "\"}";
    }

    public void acknowledge(Collection<String> ids) {
        acknowledged.addAll(ids);
    }

    public int acknowledgedCount() {
        return acknowledged.size();
    }

    /// Compares with what is found.
    ///
    /// @param found the id of every document, as often as it is there
    public Result check(Collection<String> found) {
        Map<String, Integer> counts = new HashMap<>();
        found.forEach(id -> counts.merge(id, 1, Integer::sum));
        Set<String> lost = new TreeSet<>(acknowledged);
        lost.removeAll(counts.keySet());
        Set<String> doubled = new TreeSet<>();
        counts.forEach((id, count) -> {
            if (count > 1) {
                doubled.add(id);
            }
        });
        Set<String> unknown = new TreeSet<>(counts.keySet());
        unknown.removeAll(sent);
        return new Result(lost, doubled, unknown);
    }

    /// What is wrong, by id.
    public record Result(Set<String> lost, Set<String> doubled, Set<String> unknown) {
        public boolean isClean() {
            return lost.isEmpty() && doubled.isEmpty() && unknown.isEmpty();
        }

        @Override
        public String toString() {
            return lost.size() + " lost " + first(lost) + ", " + doubled.size() + " doubled " + first(doubled) + ", "
                    + unknown.size() + " unknown " + first(unknown);
        }

        private static Object first(Set<String> ids) {
            return ids.stream().limit(5).toList();
        }
    }
}
