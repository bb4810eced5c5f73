package io.trawl.storage;

import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/// Runs the reads of one wave side by side on virtual threads, with a limit over all waves of a storage.
final class ParallelReads {
    private final ExecutorService executor;
    private final Semaphore permits;

    /// @param maxConcurrent reads in flight at once; the others wait
    ParallelReads(String name, int maxConcurrent) {
        executor = Threads.virtual(name);
        permits = new Semaphore(maxConcurrent, true);
    }

    /// What a backend does for one read.
    interface Reader {
        byte[] read(StorageRead read);
    }

    List<byte[]> all(List<StorageRead> reads, RequestContext context, Reader reader) {
        List<Callable<byte[]>> tasks = new ArrayList<>(reads.size());
        for (StorageRead read : reads) {
            tasks.add(() -> {
                permits.acquire();
                try {
                    context.check();
                    return reader.read(read);
                } finally {
                    permits.release();
                }
            });
        }
        return tasks.isEmpty() ? List.of() : Fanout.all(executor, context, tasks);
    }
}
