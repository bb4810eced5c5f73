package io.trawl.indexing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings a pipeline's commits from sealed to published. Flushes, packages and uploads of several may
/// overlap; publishes keep their order, since each checkpoint delta begins where the one before ends. If
/// one fails, those behind it are dead: the pipeline starts again from the stored checkpoint.
final class CommitQueue {
    private final SplitBuilder builder;
    private final SplitUploader uploader;
    private final SplitPublisher publisher;
    private final PipelineScheduler scheduler;
    private final Runnable onProgress;
    /// Unpublished commits, oldest first. Guarded by this.
    private final Deque<Commit> commits = new ArrayDeque<>();
    /// Some thread sees to publishing. Guarded by this.
    private boolean hasPublisher;
    /// What it publishes now: may be in the metastore already, so it is not for others to kill. Guarded
    /// by this.
    private @Nullable Commit publishing;
    /// Guarded by this.
    private @Nullable Throwable failure;

    /// @param onProgress called after each publish or failure, from any thread
    CommitQueue(
            SplitBuilder builder,
            SplitUploader uploader,
            SplitPublisher publisher,
            PipelineScheduler scheduler,
            Runnable onProgress) {
        this.builder = builder;
        this.uploader = uploader;
        this.publisher = publisher;
        this.scheduler = scheduler;
        this.onProgress = onProgress;
    }

    void submit(Commit commit) {
        synchronized (this) {
            commits.add(commit);
        }
        scheduler.compute(() -> build(commit));
    }

    synchronized int size() {
        return commits.size();
    }

    /// Why a commit failed, once.
    synchronized Optional<Throwable> takeFailure() {
        Optional<Throwable> taken = Optional.ofNullable(failure);
        failure = null;
        return taken;
    }

    private void build(Commit commit) {
        try {
            if (isAlive(commit)) {
                builder.build(commit);
            } else {
                builder.drop(commit);
            }
        } catch (Throwable problem) {
            // Before anybody hears of it: on a full disk the next try needs the room.
            uploader.deleteLocalFiles(commit);
            fail(commit, problem);
            return;
        }
        scheduler.transfer(() -> upload(commit));
    }

    private void upload(Commit commit) {
        try {
            if (isAlive(commit)) {
                uploader.upload(commit);
            }
        } catch (Throwable problem) {
            fail(commit, problem);
            return;
        } finally {
            uploader.deleteLocalFiles(commit);
        }
        publishReady(commit);
    }

    /// Publishes what can be, from the front of the queue.
    private void publishReady(Commit ready) {
        synchronized (this) {
            ready.becomeReady();
            removeDead(ready);
            if (hasPublisher) {
                return;
            }
            hasPublisher = true;
        }
        for (Optional<Commit> next = nextReady(); next.isPresent(); next = nextReady()) {
            Commit commit = next.get();
            try {
                publisher.publish(commit);
                published(commit);
            } catch (Throwable problem) {
                fail(commit, problem);
            }
            onProgress.run();
        }
        onProgress.run();
    }

    private synchronized Optional<Commit> nextReady() {
        Commit head = commits.peek();
        if (head == null || !head.isReady() || head.isDead()) {
            hasPublisher = false;
            return Optional.empty();
        }
        publishing = head;
        return Optional.of(head);
    }

    private synchronized void published(Commit commit) {
        publishing = null;
        commits.remove(commit);
    }

    private synchronized boolean isAlive(Commit commit) {
        return !commit.isDead();
    }

    private synchronized void removeDead(Commit commit) {
        if (commit.isDead()) {
            commits.remove(commit);
        }
    }

    private void fail(Commit commit, Throwable problem) {
        synchronized (this) {
            boolean isFirst = !commit.isDead();
            commits.remove(commit);
            if (commit == publishing) {
                publishing = null;
            }
            if (isFirst) {
                failure = problem;
                killAll();
            }
        }
        onProgress.run();
    }

    /// None of the commits is to be published any more; one whose publish has begun may be.
    synchronized void kill() {
        killAll();
    }

    private void killAll() {
        for (Commit commit : List.copyOf(commits)) {
            if (commit == publishing) {
                continue;
            }
            commit.die();
            // The others are with some thread, which removes them when it comes to know.
            if (commit.isReady()) {
                commits.remove(commit);
            }
        }
    }
}
