package io.trawl.metastore;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells listeners of the latest view, from a thread of its own, so that a slow one keeps no commit waiting.
final class ChangeNotifier {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeNotifier.class);

    private final List<MetastoreListener> listeners = new CopyOnWriteArrayList<>();
    /// Guarded by `this`.
    private boolean changed;

    /// Guarded by `this`.
    private boolean closed;

    Metastore.Registration add(MetastoreListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    synchronized void changed() {
        changed = true;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// Tells until closed.
    void run(Supplier<MetastoreView> latest) {
        try {
            while (awaitChange()) {
                MetastoreView view = latest.get();
                for (MetastoreListener listener : listeners) {
                    tell(listener, view);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(MetastoreListener listener, MetastoreView view) {
        try {
            listener.changed(view);
        } catch (RuntimeException | Error failure) {
            // This thread is the only one that tells, so it goes on whatever it was.
            LOG.error("a listener of the metastore failed", failure);
        }
    }

    private synchronized boolean awaitChange() throws InterruptedException {
        while (!changed && !closed) {
            wait();
        }
        changed = false;
        return !closed;
    }
}
