package io.trawl.indexing;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.Deadline;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.split.PackagedSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A sealed workbench on its way to being published. Each stage belongs to one thread; `isReady` and
/// `isDead` are guarded by the queue.
final class Commit {
    /// A storage that has not answered by then is given up, and the commit begun again.
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final String commitId;
    private final Workbench workbench;
    private final CheckpointDelta delta;
    private final Source source;
    private final IndexingMemory.Detached memory;
    private final RequestContext context;
    private final List<PackagedSplit> packaged = new ArrayList<>();
    private boolean isReady;
    private boolean isDead;

    Commit(String commitId, Workbench workbench, Source source, IndexingMemory.Detached memory, TimeSource timeSource) {
        this.commitId = commitId;
        this.workbench = workbench;
        this.delta = workbench.delta();
        this.source = source;
        this.memory = memory;
        this.context = new RequestContext(
                "commit " + commitId,
                "indexing",
                RequestContext.Priority.BACKGROUND,
                Deadline.after(timeSource, TIMEOUT),
                MemoryBudget.unlimited("commit"));
    }

    String commitId() {
        return commitId;
    }

    Workbench workbench() {
        return workbench;
    }

    CheckpointDelta delta() {
        return delta;
    }

    Source source() {
        return source;
    }

    IndexingMemory.Detached memory() {
        return memory;
    }

    RequestContext context() {
        return context;
    }

    List<PackagedSplit> packaged() {
        return packaged;
    }

    List<String> splitIds() {
        return packaged.stream().map(split -> split.metadata().splitId()).toList();
    }

    boolean isReady() {
        return isReady;
    }

    void becomeReady() {
        isReady = true;
    }

    boolean isDead() {
        return isDead;
    }

    void die() {
        isDead = true;
        context.cancel("its pipeline starts again");
    }
}
