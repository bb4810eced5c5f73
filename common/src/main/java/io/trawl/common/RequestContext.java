package io.trawl.common;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// Travels with a request through every engine door: who asks, until when, whether it still matters, and what it cost.
///
/// Safe for concurrent use by all the threads that work on the request.
public final class RequestContext {
    /// Which work goes first when the node is busy.
    public enum Priority {
        INTERACTIVE,
        BACKGROUND
    }

    private final String id;
    private final String principal;
    private final Priority priority;
    private final Deadline deadline;
    private final MemoryBudget memory;
    private final RequestCounters counters;
    private final Cancellation cancellation;
    private final Holdings holdings;
    private final Optional<RequestProfile> profile;

    public RequestContext(String id, String principal, Priority priority, Deadline deadline, MemoryBudget memory) {
        this(
                id,
                principal,
                priority,
                deadline,
                memory,
                new RequestCounters(),
                new Cancellation(),
                new Holdings(),
                Optional.empty());
    }

    private RequestContext(
            String id,
            String principal,
            Priority priority,
            Deadline deadline,
            MemoryBudget memory,
            RequestCounters counters,
            Cancellation cancellation,
            Holdings holdings,
            Optional<RequestProfile> profile) {
        this.id = id;
        this.principal = principal;
        this.priority = priority;
        this.deadline = deadline;
        this.memory = memory;
        this.counters = counters;
        this.cancellation = cancellation;
        this.holdings = holdings;
        this.profile = profile;
    }

    /// The same request, with a profile: the cost of each [part][#part] is kept.
    public RequestContext profiled() {
        return new RequestContext(
                id,
                principal,
                priority,
                deadline,
                memory,
                counters,
                cancellation,
                holdings,
                Optional.of(new RequestProfile()));
    }

    /// Present if this request is profiled.
    public Optional<RequestProfile> profile() {
        return profile;
    }

    /// A part of the request's work. If the request is profiled, what it costs is also counted on its own, and kept
    /// when it is closed; else it is the request.
    ///
    /// @param subject what is worked on, for instance a split
    /// @param phase what is done with it
    public Part part(String subject, String phase) {
        if (profile.isEmpty()) {
            return new Part(this, subject, phase, 0);
        }
        RequestCounters own = counters.part();
        RequestContext part =
                new RequestContext(id, principal, priority, deadline, memory, own, cancellation, holdings, profile);
        return new Part(part, subject, phase, TimeSource.SYSTEM.nanoTime());
    }

    /// Work under way, until closed.
    ///
    /// @param context for all that the part does
    public record Part(RequestContext context, String subject, String phase, long startNanos) implements AutoCloseable {
        @Override
        public void close() {
            context.profile.ifPresent(
                    kept -> kept.add(subject, phase, context.counters, TimeSource.SYSTEM.nanoTime() - startNanos));
        }
    }

    /// For work that no client waits for: anonymous, without a deadline or a memory limit of its own.
    public static RequestContext background(String id) {
        return new RequestContext(
                id,
                "system",
                Priority.BACKGROUND,
                Deadline.never(TimeSource.SYSTEM),
                MemoryBudget.unlimited("background"));
    }

    /// For a client that waits at most `timeout`.
    public static RequestContext interactive(String id, Duration timeout) {
        return new RequestContext(
                id,
                "anonymous",
                Priority.INTERACTIVE,
                Deadline.after(TimeSource.SYSTEM, timeout),
                MemoryBudget.unlimited("request"));
    }

    public String id() {
        return id;
    }

    public String principal() {
        return principal;
    }

    public Priority priority() {
        return priority;
    }

    public Deadline deadline() {
        return deadline;
    }

    /// What this request may hold in memory; charged before it is taken.
    public MemoryBudget memory() {
        return memory;
    }

    public RequestCounters counters() {
        return counters;
    }

    /// Asks all work on this request to stop. Only the first reason is kept.
    public void cancel(String reason) {
        cancellation.cancel(reason.isEmpty() ? "cancelled" : reason);
    }

    public boolean isCancelled() {
        return !cancellation.reason.isEmpty();
    }

    /// Runs `action` when the request is cancelled, at once if it is already. Used to interrupt waits.
    ///
    /// @return a handle that forgets the action; close it as soon as the wait is over
    public Registration onCancel(Runnable action) {
        return cancellation.add(action);
    }

    /// Stops the caller if the request no longer matters. Cheap: call it in every loop that may be long.
    ///
    /// @throws TrawlException CANCELLED or TIMEOUT
    public void check() {
        String reason = cancellation.reason;
        if (!reason.isEmpty()) {
            throw new TrawlException(ErrorCode.CANCELLED, "request " + id + " was cancelled: " + reason);
        }
        if (deadline.hasPassed()) {
            throw new TrawlException(ErrorCode.TIMEOUT, "request " + id + " timed out");
        }
    }

    /// Takes something that the request needs until it is [ended][#end], once for each `key`; may wait.
    ///
    /// @throws TrawlException CANCELLED if the request has ended, and whatever `take` throws
    public void holdOnce(Object key, Supplier<Registration> take) {
        holdings.holdOnce(key, take, id);
    }

    /// Gives back what is [held][#holdOnce]. To be called when the answer is made, or there will be none.
    public void end() {
        holdings.end();
    }

    /// What a request holds until its end; shared by its parts.
    private static final class Holdings {
        /// Guarded by this, as is `ended`.
        private final Map<Object, Registration> held = new HashMap<>();

        private boolean ended;

        synchronized void holdOnce(Object key, Supplier<Registration> take, String id) {
            if (ended) {
                throw new TrawlException(ErrorCode.CANCELLED, "request " + id + " has ended");
            }
            if (!held.containsKey(key)) {
                held.put(key, take.get());
            }
        }

        synchronized void end() {
            ended = true;
            held.values().forEach(Registration::close);
            held.clear();
        }
    }

    /// Whether a request was cancelled, and what to do then; shared by its parts.
    private static final class Cancellation {
        private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
        /// Empty until cancelled. Written under `this`.
        private volatile String reason = "";

        void cancel(String why) {
            synchronized (this) {
                if (!reason.isEmpty()) {
                    return;
                }
                reason = why;
            }
            for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
                action.run();
            }
        }

        Registration add(Runnable action) {
            actions.add(action);
            if (!reason.isEmpty() && actions.remove(action)) {
                action.run();
            }
            return () -> actions.remove(action);
        }
    }

    /// Something that was registered and can be taken back.
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
