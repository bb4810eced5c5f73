package io.trawl.storage;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A storage that fails when told to: the Nth call of a kind, calls on some keys, or any call with a probability.
///
/// Calls are counted by kind from the last [#heal], from 1. A `readMany` is one [StorageOperation#READ].
public final class FaultyStorage implements Storage {
    /// What goes wrong with a call.
    public enum Fault {
        /// It fails, and nothing was done.
        FAIL,
        /// It is done and answered with an error all the same, as when the answer is lost.
        APPLY_THEN_FAIL
    }

    private final Storage delegate;
    private final TimeSource timeSource;
    /// All guarded by `this`.
    private final Map<StorageOperation, Long> calls = new EnumMap<>(StorageOperation.class);

    private final List<Rule> rules = new ArrayList<>();
    private Optional<Chance> chance = Optional.empty();

    private record Rule(
            StorageOperation operation, long call, Predicate<String> keys, Runnable before, Optional<Fault> fault) {}

    private record Chance(double probability, Random random) {}

    public FaultyStorage(Storage delegate) {
        this(delegate, TimeSource.SYSTEM);
    }

    /// @param timeSource what delays wait on
    public FaultyStorage(Storage delegate, TimeSource timeSource) {
        this.delegate = delegate;
        this.timeSource = timeSource;
    }

    /// Lets call number `call` of a kind go wrong.
    public FaultyStorage failAt(StorageOperation operation, long call, Fault fault) {
        return add(new Rule(operation, call, key -> true, () -> {}, Optional.of(fault)));
    }

    /// Lets the next call of a kind go wrong.
    public FaultyStorage failNext(StorageOperation operation, Fault fault) {
        return failAt(operation, calls(operation) + 1, fault);
    }

    /// Lets all calls of a kind go wrong that are on such keys, until [#heal]. Listings give their prefix.
    public FaultyStorage failAll(StorageOperation operation, Predicate<String> keys, Fault fault) {
        return add(new Rule(operation, 0, keys, () -> {}, Optional.of(fault)));
    }

    /// Runs `action` before call number `call` of a kind: for instance another writer that comes first.
    public FaultyStorage beforeCall(StorageOperation operation, long call, Runnable action) {
        return add(new Rule(operation, call, key -> true, action, Optional.empty()));
    }

    /// Lets all calls of a kind wait first.
    public FaultyStorage delayAll(StorageOperation operation, long millis) {
        return add(new Rule(operation, 0, key -> true, () -> sleep(millis), Optional.empty()));
    }

    /// Lets any call go wrong with this probability; one that changes something may then be applied or not.
    public synchronized FaultyStorage failRandomly(double probability, Random random) {
        chance = Optional.of(new Chance(probability, random));
        return this;
    }

    /// Forgets all rules and counts.
    public synchronized void heal() {
        rules.clear();
        calls.clear();
        chance = Optional.empty();
    }

    /// Calls of a kind since the last [#heal], failed ones too.
    public synchronized long calls(StorageOperation operation) {
        return calls.getOrDefault(operation, 0L);
    }

    /// Calls of all kinds that change something, since the last [#heal].
    public synchronized long changes() {
        return calls(StorageOperation.PUT) + calls(StorageOperation.PUT_IF_ABSENT) + calls(StorageOperation.DELETE);
    }

    @Override
    public StorageUri root() {
        return delegate.root();
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        return call(StorageOperation.READ, List.of(key.value()), () -> delegate.read(key, range, context));
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        return call(StorageOperation.READ, List.of(key.value()), () -> delegate.readAll(key, context));
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        List<String> keys = reads.stream().map(read -> read.key().value()).toList();
        return call(StorageOperation.READ, keys, () -> delegate.readMany(reads, context));
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        return call(StorageOperation.SIZE, List.of(key.value()), () -> delegate.size(key, context));
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        boolean unused = call(StorageOperation.PUT, List.of(key.value()), () -> {
            delegate.put(key, payload, context);
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        return call(
                StorageOperation.PUT_IF_ABSENT,
                List.of(key.value()),
                () -> delegate.putIfAbsent(key, payload, context));
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        boolean unused = call(StorageOperation.DELETE, List.of(key.value()), () -> {
            delegate.delete(key, context);
            return true;
        });
    }

    /// One call; where it fails nothing is deleted, or all.
    @Override
    public void deleteMany(Collection<StorageKey> keys, RequestContext context) {
        boolean unused = call(
                StorageOperation.DELETE, keys.stream().map(StorageKey::value).toList(), () -> {
                    delegate.deleteMany(keys, context);
                    return true;
                });
    }

    @Override
    public int tidy(String folder, long startedBeforeMillis, RequestContext context) {
        return delegate.tidy(folder, startedBeforeMillis, context);
    }

    @Override
    public List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context) {
        return call(StorageOperation.LIST, List.of(prefix), () -> delegate.list(prefix, startAfter, limit, context));
    }

    @Override
    public Optional<Path> localFile(StorageKey key) {
        return delegate.localFile(key);
    }

    private synchronized FaultyStorage add(Rule rule) {
        rules.add(rule);
        return this;
    }

    private <T> T call(StorageOperation operation, List<String> keys, Supplier<T> action) {
        List<Rule> matching = new ArrayList<>();
        Optional<Fault> fault;
        long number;
        synchronized (this) {
            number = calls.merge(operation, 1L, Long::sum);
            for (Rule rule : rules) {
                if (rule.operation() == operation
                        && (rule.call() == 0 || rule.call() == number)
                        && keys.stream().anyMatch(rule.keys())) {
                    matching.add(rule);
                }
            }
            fault = matching.stream()
                    .flatMap(rule -> rule.fault().stream())
                    .findFirst()
                    .or(this::drawFault);
        }
        // Outside of the lock: a hook may wait, or use this storage.
        matching.forEach(rule -> rule.before().run());
        if (fault.isEmpty()) {
            return action.get();
        }
        if (fault.get() == Fault.APPLY_THEN_FAIL) {
            T unused = action.get();
        }
        throw new TrawlException(
                ErrorCode.UNAVAILABLE, "injected " + fault.get() + " at " + operation + " " + number + " of " + keys);
    }

    private Optional<Fault> drawFault() {
        return chance.filter(it -> it.random().nextDouble() < it.probability())
                .map(it -> Fault.values()[it.random().nextInt(Fault.values().length)]);
    }

    private void sleep(long millis) {
        try {
            timeSource.sleepMillis(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "interrupted in a delay", interrupted);
        }
    }
}
