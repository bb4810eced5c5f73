package io.trawl.cluster;

import io.trawl.config.ServiceName;
import java.util.List;
import java.util.function.Consumer;

/// The nodes that are alive, as this one sees them. Safe for concurrent use; nothing here blocks.
public interface Cluster {
    String clusterId();

    ClusterMember self();

    /// All live members, this one included, by node id.
    List<ClusterMember> members();

    /// Calls `listener` with the members now, and then after each change, in order and one call at a time. It must be
    /// quick and must not change the cluster.
    ///
    /// @return closing it ends the calls
    Registration onChange(Consumer<List<ClusterMember>> listener);

    /// The members that take work in `role`, by node id.
    default List<ClusterMember> readyMembers(ServiceName role) {
        return members().stream()
                .filter(member -> member.ready() && member.runs(role))
                .toList();
    }

    /// A listener's place.
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
