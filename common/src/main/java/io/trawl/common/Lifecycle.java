package io.trawl.common;

import java.util.ArrayDeque;
import java.util.Deque;

/// Closes what was opened, in reverse order, each at most once. A failure to close one does not keep the others open.
public final class Lifecycle implements AutoCloseable {
    /// Guarded by this.
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    public synchronized <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        RuntimeException first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) {
                if (first == null) {
                    first = Fanout.unwrap(failure);
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
