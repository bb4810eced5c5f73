package io.trawl.cluster;

import io.trawl.common.TimeSource;
import io.trawl.config.NetworkConfig;
import io.trawl.config.NodeConfig;
import io.trawl.config.ServiceName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A cluster of this node alone. Not ready until told.
public final class SingleNodeCluster implements Cluster {
    private final String clusterId;
    private final List<Consumer<List<ClusterMember>>> listeners = new CopyOnWriteArrayList<>();
    /// Held while members change and while listeners hear of it, so that they hear in order.
    private final Object lock = new Object();
    private volatile ClusterMember self;

    public SingleNodeCluster(String clusterId, ClusterMember self) {
        this.clusterId = clusterId;
        this.self = self;
    }

    /// The cluster of a node without peers, not ready yet.
    ///
    /// @param restPort the port that was really opened, like `grpcPort`
    public static SingleNodeCluster of(NodeConfig config, int restPort, int grpcPort, TimeSource timeSource) {
        NetworkConfig network = config.network();
        String host = network.advertiseAddress();
        Set<ServiceName> roles = config.enabledServices();
        int gossipPort = network.gossipListenPort() == 0 ? restPort : network.gossipListenPort();
        ClusterMember self = new ClusterMember(
                config.nodeId(),
                timeSource.epochMillis(),
                roles,
                new HostPort(host, restPort),
                new HostPort(host, grpcPort),
                new HostPort(host, gossipPort),
                config.availabilityZone(),
                roles.contains(ServiceName.INDEXER) ? config.indexer().cpuCapacityMillis() : 0,
                false);
        return new SingleNodeCluster(config.clusterId(), self);
    }

    /// Says whether this node takes work.
    public void setReady(boolean ready) {
        synchronized (lock) {
            if (self.ready() == ready) {
                return;
            }
            self = self.withReady(ready);
            List<ClusterMember> members = members();
            listeners.forEach(listener -> listener.accept(members));
        }
    }

    @Override
    public String clusterId() {
        return clusterId;
    }

    @Override
    public ClusterMember self() {
        return self;
    }

    @Override
    public List<ClusterMember> members() {
        return List.of(self);
    }

    @Override
    public Registration onChange(Consumer<List<ClusterMember>> listener) {
        synchronized (lock) {
            listeners.add(listener);
            listener.accept(members());
        }
        return () -> listeners.remove(listener);
    }
}
