package io.trawl.search.leaf;

import io.trawl.cluster.Cluster;
import io.trawl.cluster.ClusterMember;
import io.trawl.cluster.RendezvousHash;
import io.trawl.common.DataSize;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.config.ServiceName;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreListener;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.search.SplitTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the tails of the splits that this node will be asked for to its disk before anybody asks, so that a cold
/// search starts with its wave and not with the opens.
///
/// Idea: a tail is 0.15 % of a split, and which node searches a split is known as soon as it is published. After each
/// change of the metastore, and when nodes come or go, the newest splits that this node owns are compared with what it
/// has. Newest first, since those are searched most; no more bytes in all than may be, so that tails do not drive out
/// what searches have fetched.
///
/// A tail that cannot be fetched now is tried again after the next change. Safe for concurrent use.
public final class TailsAhead implements MetastoreListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TailsAhead.class);

    private final SplitAccess access;
    private final Cluster cluster;
    private final Limits limits;
    private final RequestContext context = RequestContext.background("tails-ahead");
    private final ExecutorService threads = Threads.virtual("tails-ahead");
    private final LongAdder fetchedTails = new LongAdder();
    private final LongAdder fetchedBytes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /// All below are guarded by this.
    private final Deque<SplitTarget> pending = new ArrayDeque<>();

    /// Splits whose tails were fetched, or found here.
    private final Set<String> done = new HashSet<>();

    private @Nullable MetastoreView latest;
    private Cluster.@Nullable Registration members;
    private int workers;
    private boolean isClosed;

    /// @param concurrent tails fetched at once
    /// @param bytes of the tails of all splits together; older ones are left out
    /// @param splits as `bytes`, counted
    public record Limits(int concurrent, DataSize bytes, int splits) {
        public Limits {
            if (concurrent < 1) {
                throw new IllegalArgumentException("at least one tail must be fetched at once, got " + concurrent);
            }
        }
    }

    public TailsAhead(SplitAccess access, Cluster cluster, Limits limits) {
        this.access = access;
        this.cluster = cluster;
        this.limits = limits;
    }

    /// Follows the cluster from now on. The metastore's changes are told by [#changed].
    public void start() {
        Cluster.Registration registration = cluster.onChange(changed -> threads.execute(() -> look(true)));
        synchronized (this) {
            members = registration;
        }
    }

    @Override
    public void changed(MetastoreView view) {
        synchronized (this) {
            latest = view;
        }
        look(false);
    }

    /// @param forget whether other splits may be this node's now
    private synchronized void look(boolean forget) {
        if (isClosed || latest == null) {
            return;
        }
        if (forget) {
            done.clear();
        }
        List<SplitTarget> wanted = wanted(latest);
        Set<String> ids = new HashSet<>();
        pending.clear();
        for (SplitTarget split : wanted) {
            ids.add(split.splitId());
            if (!done.contains(split.splitId())) {
                pending.add(split);
            }
        }
        done.retainAll(ids);
        while (workers < Math.min(limits.concurrent(), pending.size())) {
            workers++;
            threads.execute(this::fetchAll);
        }
    }

    /// The newest splits that this node owns, within the limits.
    private List<SplitTarget> wanted(MetastoreView view) {
        List<ClusterMember> searchers = cluster.readyMembers(ServiceName.SEARCHER);
        RendezvousHash<ClusterMember> owners = new RendezvousHash<>(searchers, ClusterMember::nodeId);
        List<SplitTarget> owned = new ArrayList<>();
        for (IndexMetadata index : view.indexes()) {
            for (Split split : view.splits(SplitQuery.published(index.uid()).build())) {
                boolean mine = owners.owner(split.splitId())
                        .filter(owner -> owner.nodeId().equals(cluster.self().nodeId()))
                        .isPresent();
                if (mine) {
                    owned.add(SplitTarget.of(split.metadata(), index.config().indexUri()));
                }
            }
        }
        owned.sort(Comparator.comparing(SplitTarget::splitId).reversed());
        long bytes = 0;
        int count = 0;
        while (count < Math.min(owned.size(), limits.splits())) {
            bytes += owned.get(count).tail().length();
            if (bytes > limits.bytes().bytes()) {
                break;
            }
            count++;
        }
        return owned.subList(0, count);
    }

    private void fetchAll() {
        for (SplitTarget split = next(); split != null; split = next()) {
            try {
                long bytes = access.fetchTail(split, context);
                if (bytes > 0) {
                    fetchedTails.increment();
                    fetchedBytes.add(bytes);
                }
                synchronized (this) {
                    done.add(split.splitId());
                }
            } catch (RuntimeException failure) {
                failures.increment();
                LOG.debug("the tail of split {} was not fetched ahead", split.splitId(), failure);
            }
        }
    }

    private synchronized @Nullable SplitTarget next() {
        SplitTarget next = isClosed ? null : pending.poll();
        if (next == null) {
            workers--;
        }
        return next;
    }

    /// Tails not fetched yet that should be, and those being fetched.
    public synchronized int waiting() {
        return pending.size() + workers;
    }

    public long fetchedTails() {
        return fetchedTails.sum();
    }

    public long fetchedBytes() {
        return fetchedBytes.sum();
    }

    public long failures() {
        return failures.sum();
    }

    @Override
    public void close() {
        Cluster.Registration registration;
        synchronized (this) {
            isClosed = true;
            registration = members;
            members = null;
        }
        if (registration != null) {
            registration.close();
        }
        context.cancel("the node stops");
        threads.close();
    }
}
