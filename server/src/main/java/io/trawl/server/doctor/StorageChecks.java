package io.trawl.server.doctor;

import io.trawl.common.ByteRange;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.ConditionalPutProbe;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.storage.StorageResolver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks of one storage: can it be reached, may this user do what a node does, does it keep the promises that a
/// metastore stands on, does its clock agree with ours.
final class StorageChecks {
    /// For all checks of one storage; a store that cannot be reached takes its retries.
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /// Signed requests are refused when clocks differ by 15 minutes; this is well before.
    private static final Duration SKEW_FAILED = Duration.ofMinutes(5);

    private static final Duration SKEW_WARNING = Duration.ofSeconds(30);

    private static final int RACING_WRITERS = 8;
    private static final int RACES = 4;

    /// Schemes without a clock of their own.
    private static final Set<String> LOCAL = Set.of("file", "ram");

    private final StorageResolver storages;
    private final IdGenerator ids;
    private final TimeSource timeSource;

    StorageChecks(StorageResolver storages, IdGenerator ids, TimeSource timeSource) {
        this.storages = storages;
        this.ids = ids;
        this.timeSource = timeSource;
    }

    /// @param name of the storage in the findings
    /// @param holdsMetastore whether several writers must be able to agree there
    List<Finding> examine(String name, StorageUri uri, boolean holdsMetastore) {
        List<Finding> findings = new ArrayList<>();
        RequestContext context = RequestContext.interactive("doctor", TIMEOUT);
        Storage storage;
        try {
            storage = storages.resolve(uri);
            long start = timeSource.nanoTime();
            List<StorageObject> unused = storage.list("", "", 1, context);
            findings.add(Finding.ok(
                    name + " reachable",
                    "`" + uri + "` answered in "
                            + Duration.ofNanos(timeSource.nanoTime() - start).toMillis() + " ms"));
        } catch (TrawlException | IllegalArgumentException unreachable) {
            findings.add(Finding.failed(
                    name + " reachable",
                    TrawlException.describe(unreachable),
                    "check the address, the credentials, the right to list and the network"));
            return findings;
        }
        StorageKey key = new StorageKey(ConditionalPutProbe.FOLDER + "/" + ids.next());
        boolean isWritable = checkRights(name, storage, key, context, findings);
        if (isWritable && holdsMetastore) {
            findings.add(checkConditionalPut(name, storage, context));
        }
        if (isWritable) {
            int unused = storage.tidy(ConditionalPutProbe.FOLDER, 0, context);
        }
        return findings;
    }

    /// Puts, reads, lists and deletes one small object.
    private boolean checkRights(
            String name, Storage storage, StorageKey key, RequestContext context, List<Finding> findings) {
        String step = "put";
        try {
            long before = timeSource.epochMillis();
            storage.put(key, Payload.ofUtf8("0123456789"), context);
            long after = timeSource.epochMillis();
            step = "read";
            String read = new String(storage.read(key, new ByteRange(2, 5), context), StandardCharsets.UTF_8);
            step = "list";
            List<StorageObject> listed = storage.list(key.value(), "", 1, context);
            step = "delete";
            storage.delete(key, context);
            if (!read.equals("234") || listed.size() != 1) {
                findings.add(Finding.failed(
                        name + " rights",
                        "an object that was just put was " + (listed.isEmpty() ? "not listed" : "read wrongly"),
                        "use a store whose reads and listings show what was put"));
                return false;
            }
            findings.add(Finding.ok(name + " rights", "put, read, list and delete are allowed"));
            if (!LOCAL.contains(storage.root().scheme())) {
                findings.add(clock(name, before, after, listed.getFirst().lastModifiedMillis()));
            }
            return true;
        } catch (TrawlException refused) {
            findings.add(Finding.failed(
                    name + " rights",
                    "cannot " + step + ": " + TrawlException.describe(refused),
                    "give this user the right to put, read, list and delete objects, see docs/operating/storage.md"));
            return false;
        }
    }

    /// The storage's time of a put lies between ours before and after it, give or take its rounding to seconds.
    static Finding clock(String name, long beforeMillis, long afterMillis, long storedMillis) {
        long ahead = storedMillis > afterMillis ? storedMillis - afterMillis : 0;
        long behind = storedMillis + 1_000 < beforeMillis ? beforeMillis - storedMillis : 0;
        Duration skew = Duration.ofMillis(Math.max(ahead, behind));
        String check = name + " clock";
        String detail = "the storage's clock is " + skew.toSeconds() + " s "
                + (ahead > 0 ? "ahead of" : behind > 0 ? "behind" : "off") + " this machine's";
        String remedy = "let this machine's clock follow a time server";
        if (skew.compareTo(SKEW_FAILED) > 0) {
            return Finding.failed(check, detail, remedy);
        }
        return skew.compareTo(SKEW_WARNING) > 0 ? Finding.warning(check, detail, remedy) : Finding.ok(check, detail);
    }

    private Finding checkConditionalPut(String name, Storage storage, RequestContext context) {
        String check = name + " conditional put";
        try {
            ConditionalPutProbe probe = new ConditionalPutProbe(storage, ids.next());
            Optional<String> problem = probe.findProblem(context)
                    .or(() -> new ConditionalPutProbe(storage, ids.next())
                            .findProblemOfRaces(RACING_WRITERS, RACES, context));
            return problem.map(what -> Finding.failed(
                            check,
                            what,
                            "name a folder or a bucket that honours If-None-Match with `metastore_uri`; splits may"
                                    + " stay where they are"))
                    .orElseGet(() -> Finding.ok(check, "of several writers exactly one wins"));
        } catch (TrawlException unclear) {
            return Finding.failed(
                    check, TrawlException.describe(unclear), "ask again; the storage could not be tested");
        }
    }
}
