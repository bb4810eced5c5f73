package io.trawl.metastore;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes entries of waiting operations, one at a time: while one is being put, the next gathers.
///
/// Each operation is checked against the state that its entry will follow, and those before it in the entry. Those
/// that fail are told so once the entry is in place, which proves that the state was the latest; the others are in
/// it. An entry is put at the number after the state only if nothing is there:
///
/// - *Won*: the entry is part of the log.
/// - *Refused*: what is there may be this very entry, put by an earlier try whose answer was lost. If not, another
///   writer was first: its entry is read, the operations are checked again, and a new entry is made.
/// - *Unclear*: an error, or no answer. If nothing is there, the same bytes are put again at the same number:
///   whichever of the tries arrives, it is the same entry, once.
/// - *Too late*: more than `staleAfter` has passed since the end of the log was seen, so that the number might be
///   that of an entry that was deleted since ([ManifestReader]). The put proves nothing, whatever it answered; the
///   log is read anew and says which commit has the number.
///
/// One thread calls [#run]; all else here is its own.
final class ManifestCommitter {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestCommitter.class);

    private final ManifestLog log;
    private final ManifestReader reader;
    private final CommitQueue queue;
    private final KnownLog known;
    private final ManifestCompactor compactor;
    private final CommitPacer pacer;
    private final ManifestOptions options;
    private final IdGenerator ids;
    private final TimeSource timeSource;
    private final RandomGenerator random;
    /// When the present entry was begun, or this process last woke from standing still.
    private long begunNanos;

    private final RequestContext context = RequestContext.background("metastore-commit");

    ManifestCommitter(
            ManifestLog log,
            ManifestReader reader,
            CommitQueue queue,
            KnownLog known,
            ManifestCompactor compactor,
            ManifestOptions options,
            IdGenerator ids,
            TimeSource timeSource,
            RandomGenerator random) {
        this.log = log;
        this.reader = reader;
        this.queue = queue;
        this.known = known;
        this.compactor = compactor;
        this.pacer = new CommitPacer(timeSource, random);
        this.options = options;
        this.ids = ids;
        this.timeSource = timeSource;
        this.random = random;
    }

    /// What an entry would do: each operation's state or failure, and the state after all that pass.
    private record Evaluation(
            ManifestState base,
            long timestamp,
            Map<PendingOperation, ManifestState> accepted,
            Map<PendingOperation, RuntimeException> refused,
            ManifestState after) {
        void tell() {
            accepted.forEach(PendingOperation::succeed);
            refused.forEach(PendingOperation::fail);
        }
    }

    /// Commits until the queue is closed or the thread interrupted.
    void run() {
        try {
            while (queue.awaitAny()) {
                long pause = pacer.pauseMillis();
                if (pause > 0) {
                    timeSource.sleepMillis(pause);
                }
                commitTaken(queue.take());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void commitTaken(List<PendingOperation> batch) {
        try {
            commit(batch);
        } catch (TrawlException failure) {
            batch.forEach(pending -> pending.fail(failure));
        } catch (RuntimeException | Error failure) {
            LOG.error("commit failed", failure);
            batch.forEach(pending -> pending.fail(
                    TrawlException.internal("commit failed: " + TrawlException.describe(failure), failure)));
        }
    }

    private void commit(List<PendingOperation> batch) {
        begunNanos = timeSource.nanoTime();
        if (pacer.isContended()) {
            follow(known.latest());
        }
        while (batch.stream().anyMatch(pending -> !pending.isDone())) {
            Known base = known.latest();
            Evaluation evaluation = evaluate(batch, base.state());
            if (evaluation.accepted().isEmpty()) {
                Known now = follow(base);
                if (now.number() == base.number()) {
                    evaluation.tell();
                    return;
                }
                continue;
            }
            Optional<Known> committed = append(base, evaluation);
            if (committed.isPresent()) {
                known.advance(committed.get());
                evaluation.tell();
                compactor.entryCommitted(committed.get());
                return;
            }
            pacer.lost();
            checkPatience("other writers were first each time");
        }
    }

    private Evaluation evaluate(List<PendingOperation> batch, ManifestState base) {
        long timestamp = timeSource.epochSeconds();
        Map<PendingOperation, ManifestState> accepted = new LinkedHashMap<>();
        Map<PendingOperation, RuntimeException> refused = new LinkedHashMap<>();
        ManifestState state = base;
        for (PendingOperation pending : batch) {
            if (pending.isDone()) {
                continue;
            }
            try {
                state = ManifestOperations.apply(state, pending.operation(), timestamp);
                accepted.put(pending, state);
            } catch (TrawlException refusal) {
                refused.put(pending, refusal);
            } catch (RuntimeException failure) {
                refused.put(pending, TrawlException.internal("internal error: " + failure, failure));
            }
        }
        return new Evaluation(base, timestamp, accepted, refused, state);
    }

    /// Puts the entry.
    ///
    /// @return what is known after it; empty if another entry has its place, which is known then
    /// @throws TrawlException UNAVAILABLE if it stays open what became of it
    private Optional<Known> append(Known base, Evaluation evaluation) {
        long number = base.number() + 1;
        String commitId = ids.next();
        List<byte[]> lines = new ArrayList<>();
        evaluation.accepted().keySet().forEach(pending -> lines.add(pending.line()));
        byte[] entry = ManifestEntry.encode(
                number, commitId, base.state().commits().lastCommitId(), evaluation.timestamp(), lines);
        Known ground = base;
        ClockReading firstSent = ClockReading.now(timeSource);
        for (int attempt = 1; ; attempt++) {
            long sentNanos = timeSource.nanoTime();
            String problem = "";
            Place place = new Place.Unclear();
            try {
                if (reader.isFresh(ground)) {
                    place = place(number, commitId, entry);
                }
            } catch (TrawlException failure) {
                problem = TrawlException.describe(failure);
                checkOpen(failure);
            }
            if (!reader.isFresh(ground)) {
                LOG.warn(
                        "the end of the manifest was last seen {} ago; reading it anew",
                        ground.confirmed().age(timeSource));
                begunNanos = timeSource.nanoTime();
                ground = follow(ground);
                if (ground.number() >= number) {
                    return ofCommit(ground, number, commitId);
                }
                continue;
            }
            switch (place) {
                case Place.Ours() -> {
                    pacer.won(sentNanos);
                    ManifestState after = evaluation.after().committed(commitId);
                    return Optional.of(new Known(after, firstSent, ground.logBytes() + entry.length));
                }
                case Place.Taken(List<byte[]> entries) -> {
                    known.advance(reader.apply(ground, entries, context));
                    return Optional.empty();
                }
                case Place.Unclear() -> {
                    checkPatience(problem);
                    pause(options.retry().delayBefore(attempt + 1, random));
                }
            }
        }
    }

    /// What is at the number of an entry.
    private sealed interface Place {
        record Ours() implements Place {}

        /// @param entries what is there, and what follows it already
        record Taken(List<byte[]> entries) implements Place {}

        record Unclear() implements Place {}
    }

    /// Puts the entry and, unless that was answered with success, looks at what is there.
    private Place place(long number, String commitId, byte[] entry) {
        Optional<TrawlException> failure = Optional.empty();
        try {
            if (log.append(number, entry, context)) {
                return new Place.Ours();
            }
        } catch (TrawlException unclear) {
            failure = Optional.of(unclear);
        }
        List<byte[]> there = reader.readFrom(number, context);
        if (!there.isEmpty()) {
            String name = log.entryName(number);
            boolean isOurs = ManifestEntry.commitIdOf(there.getFirst(), name).equals(commitId);
            return isOurs ? new Place.Ours() : new Place.Taken(there);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return new Place.Unclear();
    }

    /// Reads on from `from`, or anew if that is too old, with the same patience as puts.
    private Known follow(Known from) {
        for (int attempt = 1; ; attempt++) {
            try {
                Known now = reader.follow(from, context);
                known.advance(now);
                return now;
            } catch (TrawlException failure) {
                checkOpen(failure);
                checkPatience(TrawlException.describe(failure));
                pause(options.retry().delayBefore(attempt + 1, random));
            }
        }
    }

    /// Says which commit has the number by the log read anew.
    private Optional<Known> ofCommit(Known reloaded, long number, String commitId) {
        Optional<String> canonical = reloaded.state().commits().commitOf(number);
        if (canonical.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "service unavailable: the metastore moved on from entry " + number + " to " + reloaded.number()
                            + " while this process stood still, and it is not known whether the change took place;"
                            + " look, or repeat it");
        }
        return canonical.get().equals(commitId) ? Optional.of(reloaded) : Optional.empty();
    }

    /// Damage and unknown versions do not go away by trying again, nor does the end of this thread.
    private static void checkOpen(TrawlException failure) {
        if (failure.hasCode(ErrorCode.CORRUPTED)
                || failure.hasCode(ErrorCode.UNKNOWN_VERSION)
                || failure.hasCode(ErrorCode.CANCELLED)) {
            throw failure;
        }
    }

    private void checkPatience(String problem) {
        Duration spent = Duration.ofNanos(timeSource.nanoTime() - begunNanos);
        if (spent.compareTo(options.commitPatience()) >= 0 || queue.isClosed()) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "service unavailable: no commit within " + spent.toMillis() + " ms"
                            + (problem.isEmpty() ? "" : ": ") + problem
                            + "; it is not known whether the change took place");
        }
    }

    private void pause(Duration delay) {
        try {
            timeSource.sleepMillis(delay.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "interrupted while committing", interrupted);
        }
    }
}
