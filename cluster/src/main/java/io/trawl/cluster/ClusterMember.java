package io.trawl.cluster;

import io.trawl.config.ServiceName;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// One node that is alive.
///
/// @param generationId goes up each time the node starts, so that two lives of a node can be told apart
/// @param ready whether it takes work; a live node that is not ready is starting or leaving
/// @param indexingCpuMillis thousandths of a core that indexing may plan with; 0 without the role
public record ClusterMember(
        String nodeId,
        long generationId,
        Set<ServiceName> roles,
        HostPort restAddress,
        HostPort grpcAddress,
        HostPort gossipAddress,
        Optional<String> availabilityZone,
        int indexingCpuMillis,
        boolean ready) {
    public ClusterMember {
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    public boolean runs(ServiceName role) {
        return roles.contains(role);
    }

    public ClusterMember withReady(boolean nowReady) {
        return new ClusterMember(
                nodeId,
                generationId,
                roles,
                restAddress,
                grpcAddress,
                gossipAddress,
                availabilityZone,
                indexingCpuMillis,
                nowReady);
    }
}
