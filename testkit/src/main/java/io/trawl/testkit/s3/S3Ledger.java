package io.trawl.testkit.s3;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Every request that the server understood, in the order of their answers. Safe for concurrent use.
public final class S3Ledger {
    /// @param range the header as it came, empty without one
    /// @param bytesIn length of the request's body, as sent
    /// @param bytesOut length of the answer's body, as promised in its headers
    /// @param status of the answer; 0 if there was none
    /// @param startNanos when the request had arrived
    /// @param answerNanos when its answer began
    public record Entry(
            S3RequestKind kind,
            String bucket,
            String key,
            String range,
            long bytesIn,
            long bytesOut,
            int status,
            Optional<S3Fault> fault,
            long startNanos,
            long answerNanos) {}

    /// Guarded by this.
    private final List<Entry> entries = new ArrayList<>();

    synchronized void add(Entry entry) {
        entries.add(entry);
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public List<Entry> entries(S3RequestKind kind) {
        return entries().stream().filter(entry -> entry.kind() == kind).toList();
    }

    public long requests(S3RequestKind kind) {
        return entries(kind).size();
    }

    public synchronized long requests() {
        return entries.size();
    }

    public synchronized long bytesOut() {
        return entries.stream().mapToLong(Entry::bytesOut).sum();
    }

    /// How many sets of requests followed each other: a request that came after the answer to another had begun may
    /// depend on it, one that came before cannot. Only a delay of the answers tells them apart with certainty.
    public synchronized int waves() {
        List<Entry> byStart = new ArrayList<>(entries);
        byStart.sort(Comparator.comparingLong(Entry::startNanos));
        int waves = 0;
        long firstAnswer = 0;
        for (Entry entry : byStart) {
            if (waves == 0 || entry.startNanos() - firstAnswer >= 0) {
                waves++;
                firstAnswer = entry.answerNanos();
            }
            firstAnswer = Math.min(firstAnswer, entry.answerNanos());
        }
        return waves;
    }

    public synchronized void clear() {
        entries.clear();
    }
}
