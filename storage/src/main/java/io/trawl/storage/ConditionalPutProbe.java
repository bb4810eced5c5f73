package io.trawl.storage;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/// Finds out whether a storage keeps the promise of [Storage#putIfAbsent]. A shared metastore stands on it: where a
/// second writer is not refused, two nodes write the same log entry and one of them loses what it acknowledged.
public final class ConditionalPutProbe {
    /// Objects of probes lie below it, and are deleted again.
    public static final String FOLDER = "trawl-probe";

    private final Storage storage;
    private final StorageKey key;

    /// @param id tells this probe's objects from all others
    public ConditionalPutProbe(Storage storage, String id) {
        this.storage = storage;
        this.key = new StorageKey(FOLDER + "/" + id);
    }

    /// Asks the storage with two puts, one after the other.
    ///
    /// @return what is wrong; empty if the second was refused, as it should be
    /// @throws TrawlException if the storage cannot be asked
    public Optional<String> findProblem(RequestContext context) {
        try {
            return twoPuts(context);
        } finally {
            storage.delete(key, context);
        }
    }

    /// Lets writers race for each of some objects. Some servers refuse a second writer, but not one that comes at the
    /// same time.
    ///
    /// @return what is wrong; empty if each object had exactly one winner
    public Optional<String> findProblemOfRaces(int writers, int rounds, RequestContext context) {
        List<StorageKey> keys = new ArrayList<>();
        try (ExecutorService executor = Threads.virtual("probe")) {
            for (int round = 0; round < rounds; round++) {
                StorageKey prize = key.child(Integer.toString(round));
                keys.add(prize);
                List<Callable<Boolean>> tasks = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    Payload payload = Payload.ofUtf8("writer " + writer);
                    tasks.add(() -> storage.putIfAbsent(prize, payload, context));
                }
                long winners = Fanout.all(executor, context, tasks).stream()
                        .filter(won -> won)
                        .count();
                if (winners != 1) {
                    return Optional.of("of " + writers + " writers that raced for one object " + winners + " won");
                }
            }
            return Optional.empty();
        } finally {
            storage.deleteMany(keys, context);
        }
    }

    private Optional<String> twoPuts(RequestContext context) {
        Payload first = Payload.ofUtf8("first");
        try {
            if (!storage.putIfAbsent(key, first, context)) {
                return Optional.of("it says that there is an object where there is none");
            }
        } catch (TrawlException refused) {
            if (!refused.hasCode(ErrorCode.INTERNAL)) {
                throw refused;
            }
            // Is it the condition that is refused, or any put?
            storage.put(key, first, context);
            return Optional.of("it refuses puts with a condition: " + TrawlException.describe(refused));
        }
        if (storage.putIfAbsent(key, Payload.ofUtf8("second"), context)) {
            return Optional.of("it ignores the condition: a second put of the same object was taken");
        }
        String stored = new String(storage.readAll(key, context), StandardCharsets.UTF_8);
        return stored.equals("first")
                ? Optional.empty()
                : Optional.of("it refused a second put of the same object, and stored it all the same");
    }
}
