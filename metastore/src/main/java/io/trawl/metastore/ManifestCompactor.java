package io.trawl.metastore;

import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a snapshot when enough entries have come since the last, and deletes what has been covered for `retention`.
///
/// Covered is what a snapshot of the same or a later number stands for. How long it has been covered is the age of
/// that snapshot, by the storage's clock: its own time against that of the newest snapshot. So what is deleted does
/// not hang on the clock of any node, all of the last day can be read entry by entry, and no entry goes that a reader
/// with knowledge younger than a day may still have to see ([ManifestReader]).
///
/// Any process may do this, several at once too: snapshots of one number are alike, and to delete twice does no harm.
final class ManifestCompactor {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestCompactor.class);

    /// Deletions side by side.
    private static final int DELETES_MAX = 16;
    /// Processes differ by up to this share in when they find a snapshot due, so that mostly one writes it.
    private static final double SPREAD = 0.1;

    private final ManifestLog log;
    private final ManifestOptions options;
    private final TimeSource timeSource;
    private final ExecutorService executor;
    private final RequestContext context = RequestContext.background("metastore-compaction");
    private final AtomicBoolean running = new AtomicBoolean();
    private final double patience;
    /// Written by the one that runs.
    private volatile long snapshotNumber;

    private volatile long snapshotLogBytes;

    ManifestCompactor(
            ManifestLog log,
            ManifestOptions options,
            TimeSource timeSource,
            ExecutorService executor,
            RandomGenerator random) {
        this.log = log;
        this.options = options;
        this.timeSource = timeSource;
        this.executor = executor;
        this.patience = 1 + random.nextDouble() * SPREAD;
    }

    /// Starts a snapshot in the background if it is due and none is under way. Cheap.
    void entryCommitted(Known known) {
        if (isDue(known) && running.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    snapshotIfDue(known);
                } catch (RuntimeException failure) {
                    // The log is whole without it; the next entry brings another try.
                    LOG.warn("cannot compact the manifest after entry {}", known.number(), failure);
                } finally {
                    running.set(false);
                }
            });
        }
    }

    private boolean isDue(Known known) {
        return known.number() - snapshotNumber >= options.snapshotEntriesMax() * patience
                || known.logBytes() - snapshotLogBytes >= options.snapshotBytesMax() * patience;
    }

    private void snapshotIfDue(Known known) {
        List<ManifestLog.Listed> newer = log.snapshotsAfter(snapshotNumber, context);
        if (!newer.isEmpty()) {
            snapshotNumber = newer.getLast().number();
            snapshotLogBytes = known.logBytes();
        }
        if (isDue(known)) {
            snapshot(known);
            compact();
        }
    }

    void snapshot(Known known) {
        byte[] packed = ManifestSnapshot.encode(known.state(), timeSource.epochSeconds());
        boolean written = log.addSnapshot(known.number(), packed, context);
        LOG.debug(
                "snapshot of entry {}: {} bytes, {}", known.number(), packed.length, written ? "written" : "was there");
        snapshotNumber = known.number();
        snapshotLogBytes = known.logBytes();
    }

    void compact() {
        List<ManifestLog.Listed> snapshots = log.snapshotsAfter(0, context);
        Optional<ManifestLog.Listed> covering = covering(snapshots);
        if (covering.isEmpty()) {
            return;
        }
        long number = covering.get().number();
        List<Callable<Boolean>> deletes = new ArrayList<>();
        for (ManifestLog.Listed snapshot : snapshots) {
            if (snapshot.number() < number) {
                deletes.add(() -> {
                    log.deleteSnapshot(snapshot.number(), context);
                    return true;
                });
            }
        }
        run(deletes);
        deleteEntriesUpTo(number);
    }

    /// The newest snapshot that has been there for as long as entries are kept.
    private Optional<ManifestLog.Listed> covering(List<ManifestLog.Listed> snapshots) {
        if (snapshots.isEmpty()) {
            return Optional.empty();
        }
        long now = snapshots.getLast().lastModifiedMillis();
        return snapshots.reversed().stream()
                .filter(snapshot -> snapshot.lastModifiedMillis()
                        <= now - options.retention().toMillis())
                .findFirst();
    }

    /// Passes over each page once: a list may go on showing for a while what is deleted.
    private void deleteEntriesUpTo(long number) {
        long after = 0;
        while (after < number) {
            List<ManifestLog.Listed> page = log.entriesAfter(after, context);
            if (page.isEmpty()) {
                return;
            }
            List<Callable<Boolean>> deletes = new ArrayList<>();
            for (ManifestLog.Listed entry : page) {
                if (entry.number() <= number) {
                    deletes.add(() -> {
                        log.deleteEntry(entry.number(), context);
                        return true;
                    });
                }
            }
            run(deletes);
            after = page.getLast().number();
        }
    }

    private void run(List<Callable<Boolean>> deletes) {
        for (int start = 0; start < deletes.size(); start += DELETES_MAX) {
            List<Callable<Boolean>> some = deletes.subList(start, Math.min(deletes.size(), start + DELETES_MAX));
            Fanout.all(executor, context, some);
        }
    }
}
