package io.trawl.metastore;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the log: from its newest snapshot, or on from what is known.
///
/// The end of the log is where an entry is absent. But an absent entry may also have been there and been deleted,
/// since a snapshot stood for it. The two are told apart by time:
///
/// - Compaction deletes entry `k` only when a snapshot of `k` or later has been there for `retention` (24 h), by the
///   storage's own clock.
/// - At the moment [Known#confirmed] no later entry, and so no later snapshot, had ever been there. Until `retention`
///   after it, no later entry can have been deleted: what is absent was never written.
/// - Knowledge older than `staleAfter` (10 min) is not built on. It is read anew from the newest snapshot, whose
///   listing is such a moment again: no later snapshot was there.
///
/// The checks are made after each answer has arrived, so a process that was stopped anywhere in between notices when
/// it wakes; the only clock that has to be right is one of the two of its own machine, by the difference of ten
/// minutes and a day.
final class ManifestReader {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestReader.class);

    /// Entries read side by side when far behind: ten waves for a thousand.
    private static final int WINDOW_MAX = 128;
    /// Where reading begins after a snapshot; most of a thousand entries follow it on average.
    private static final int WINDOW_AFTER_SNAPSHOT = 16;
    /// A refused writer is mostly one or two entries behind.
    private static final int WINDOW_AFTER_REFUSAL = 3;
    /// A snapshot listed may be gone when it is read; more often than this it is not bad luck.
    private static final int RELOADS_MAX = 5;

    private final ManifestLog log;
    private final ManifestOptions options;
    private final TimeSource timeSource;
    private final ExecutorService executor;

    ManifestReader(ManifestLog log, ManifestOptions options, TimeSource timeSource, ExecutorService executor) {
        this.log = log;
        this.options = options;
        this.timeSource = timeSource;
        this.executor = executor;
    }

    /// Whether what is absent after `known` was never written.
    boolean isFresh(Known known) {
        return known.confirmed().isWithin(options.staleAfter(), timeSource);
    }

    /// The state at the end of the log, at some moment during this call.
    Known follow(Known known, RequestContext context) {
        if (!isFresh(known)) {
            return reload(known, context);
        }
        Optional<Known> followed = followWithin(known, 1, options.staleAfter(), context);
        return followed.isPresent() ? followed.get() : reload(known, context);
    }

    /// The state at the end of the log, from the newest snapshot on.
    ///
    /// @param least what is known already; the log can only have grown
    Known reload(Known least, RequestContext context) {
        for (int i = 0; i < RELOADS_MAX; i++) {
            Optional<Known> loaded = loadOnce(context);
            if (loaded.isPresent()) {
                if (loaded.get().number() < least.number()) {
                    throw TrawlException.corrupted(
                            "manifest at `" + log.entryName(loaded.get().number())
                                    + "` ends before entry " + least.number()
                                    + ", which was there: the folder was restored or replaced under a running node; restart it");
                }
                return loaded.get();
            }
        }
        throw new TrawlException(ErrorCode.UNAVAILABLE, "the manifest changed faster than it could be read; try again");
    }

    /// Empty if it took so long, or changed so much, that it has to begin again.
    private Optional<Known> loadOnce(RequestContext context) {
        ClockReading start = ClockReading.now(timeSource);
        List<ManifestLog.Listed> snapshots = log.snapshotsAfter(0, context);
        Optional<Known> base = newestReadable(snapshots, start, context);
        if (base.isEmpty()) {
            return Optional.empty();
        }
        // A slow connection may take its time here: only `retention` itself would be too long.
        Duration limit = options.retention().dividedBy(2);
        Optional<Known> loaded = followWithin(base.get(), WINDOW_AFTER_SNAPSHOT, limit, context);
        if (loaded.isPresent()) {
            checkNothingBeyond(loaded.get(), snapshots, context);
        }
        return loaded;
    }

    /// A damaged snapshot is no loss while an older one and the entries after it are there.
    private Optional<Known> newestReadable(
            List<ManifestLog.Listed> snapshots, ClockReading start, RequestContext context) {
        Optional<TrawlException> damage = Optional.empty();
        for (ManifestLog.Listed snapshot : snapshots.reversed()) {
            Optional<byte[]> packed = log.findSnapshot(snapshot.number(), context);
            if (packed.isEmpty()) {
                return Optional.empty();
            }
            try {
                ManifestState state = ManifestSnapshot.decode(packed.get(), log.snapshotName(snapshot.number()));
                return Optional.of(new Known(state, start, 0));
            } catch (TrawlException failure) {
                if (!failure.hasCode(ErrorCode.CORRUPTED)) {
                    throw failure;
                }
                LOG.warn("{}; trying the snapshot before it", failure.getMessage());
                damage = damage.or(() -> Optional.of(failure));
            }
        }
        if (damage.isPresent() && log.findEntry(1, context).isEmpty()) {
            throw damage.get();
        }
        return Optional.of(new Known(ManifestState.EMPTY, start, 0));
    }

    /// The log has no holes: what is read must reach all that is listed.
    private void checkNothingBeyond(Known loaded, List<ManifestLog.Listed> snapshots, RequestContext context) {
        long newestSnapshot = snapshots.isEmpty() ? 0 : snapshots.getLast().number();
        List<ManifestLog.Listed> beyond = log.entriesAfter(loaded.number() + 1, context);
        boolean isHole =
                !beyond.isEmpty() && log.findEntry(loaded.number() + 1, context).isEmpty();
        if (isHole || loaded.number() < newestSnapshot) {
            throw ManifestFrame.damaged(log.entryName(loaded.number() + 1), "it is missing, and later ones are there");
        }
    }

    /// The entry of a number and some that may follow it, for a writer that was refused there: one wave.
    List<byte[]> readFrom(long number, RequestContext context) {
        List<byte[]> found = new ArrayList<>();
        for (Optional<byte[]> entry : readSideBySide(number, WINDOW_AFTER_REFUSAL, context)) {
            if (entry.isEmpty()) {
                break;
            }
            found.add(entry.get());
        }
        return found;
    }

    /// What is known after entries that were read while `known` was fresh. Does not say that they are the last.
    Known apply(Known known, List<byte[]> entries, RequestContext context) {
        ManifestState state = known.state();
        long bytes = known.logBytes();
        for (byte[] packed : entries) {
            state = apply(state, packed, context);
            bytes += packed.length;
        }
        return new Known(state, known.confirmed(), bytes);
    }

    /// Bytes are damaged on their way more often than where they lie: what does not fit is read once more.
    private ManifestState apply(ManifestState state, byte[] packed, RequestContext context) {
        long number = state.number() + 1;
        String name = log.entryName(number);
        try {
            return ManifestEntry.decode(packed, name).applyTo(state, name);
        } catch (TrawlException damaged) {
            if (!damaged.hasCode(ErrorCode.CORRUPTED)) {
                throw damaged;
            }
            byte[] again = log.findEntry(number, context).orElseThrow(() -> damaged);
            return ManifestEntry.decode(again, name).applyTo(state, name);
        }
    }

    /// Reads on until an entry is absent. Empty if that took longer than `limit` after `known` was confirmed.
    private Optional<Known> followWithin(Known known, int firstWindow, Duration limit, RequestContext context) {
        Known reached = known;
        int window = firstWindow;
        while (true) {
            ClockReading start = ClockReading.now(timeSource);
            List<Optional<byte[]>> entries = readSideBySide(reached.number() + 1, window, context);
            if (!known.confirmed().isWithin(limit, timeSource)) {
                return Optional.empty();
            }
            List<byte[]> present = new ArrayList<>(entries.size());
            for (Optional<byte[]> entry : entries) {
                if (entry.isEmpty()) {
                    Known last = apply(reached, present, context);
                    return Optional.of(new Known(last.state(), start, last.logBytes()));
                }
                present.add(entry.get());
            }
            reached = apply(reached, present, context);
            window = Math.min(WINDOW_MAX, window * 2);
        }
    }

    private List<Optional<byte[]>> readSideBySide(long first, int count, RequestContext context) {
        if (count == 1) {
            return List.of(log.findEntry(first, context));
        }
        List<Callable<Optional<byte[]>>> reads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long number = first + i;
            reads.add(() -> log.findEntry(number, context));
        }
        return Fanout.all(executor, context, reads);
    }
}
