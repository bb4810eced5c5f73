package io.trawl.common;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What the parts of one request cost, in the order in which they ended. Safe for concurrent use.
public final class RequestProfile {
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    /// One part.
    ///
    /// @param subject what was worked on
    /// @param phase what was done with it
    /// @param counters of this part alone
    /// @param nanos from its begin to its end
    public record Entry(String subject, String phase, RequestCounters counters, long nanos) {}

    void add(String subject, String phase, RequestCounters counters, long nanos) {
        entries.add(new Entry(subject, phase, counters, nanos));
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
