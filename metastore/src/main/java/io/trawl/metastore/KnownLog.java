package io.trawl.metastore;

import java.util.function.Consumer;

/// The latest that this process knows of the log. Whoever learns more says so here; less is passed over.
///
/// There is one log, so of two states the one with more entries holds the other: no lock is held while it is read.
final class KnownLog {
    private final Consumer<Known> onAdvance;
    /// Written under `this`.
    private volatile Known latest;

    /// @param onAdvance told of each new state by the thread that brought it, in any order
    KnownLog(Known first, Consumer<Known> onAdvance) {
        this.latest = first;
        this.onAdvance = onAdvance;
    }

    Known latest() {
        return latest;
    }

    /// Takes over `learned` if it knows more, or the same more lately.
    void advance(Known learned) {
        boolean isNewer;
        synchronized (this) {
            isNewer = learned.number() > latest.number();
            boolean isLater = learned.number() == latest.number()
                    && learned.confirmed().nanos() - latest.confirmed().nanos() > 0;
            if (isNewer || isLater) {
                latest = learned;
            }
        }
        if (isNewer) {
            onAdvance.accept(learned);
        }
    }
}
