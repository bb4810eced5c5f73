package io.trawl.server;

import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.StorageResolver;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes, once after a start and beside everything else, what crashed puts have left in local folders.
final class StorageTidier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageTidier.class);

    /// No put takes as long, so what is older belongs to none.
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final StorageResolver storages;
    private final TimeSource timeSource;
    private final RequestContext context = RequestContext.background("tidy");

    StorageTidier(StorageResolver storages, TimeSource timeSource) {
        this.storages = storages;
        this.timeSource = timeSource;
    }

    /// @param roots of storages in use; those that are no folders have nothing to tidy
    void start(Collection<StorageUri> roots) {
        Set<StorageUri> folders = new LinkedHashSet<>();
        for (StorageUri root : roots) {
            if (root.isFile()) {
                folders.add(root);
            }
        }
        Threads.startVirtual("tidy", () -> tidy(List.copyOf(folders)));
    }

    private void tidy(List<StorageUri> roots) {
        long startedBefore = timeSource.epochMillis() - ABANDONED_AFTER.toMillis();
        for (StorageUri root : roots) {
            try {
                int removed = storages.resolve(root).tidy("", startedBefore, context);
                if (removed > 0) {
                    LOG.info("removed {} unfinished files from {}", removed, root);
                }
            } catch (TrawlException failure) {
                if (!context.isCancelled()) {
                    LOG.warn("cannot tidy {}: {}", root, failure.getMessage());
                }
            }
        }
    }

    @Override
    public void close() {
        context.cancel("the node stops");
    }
}
