package io.trawl.search.root;

import io.trawl.cluster.Cluster;
import io.trawl.cluster.ClusterMember;
import io.trawl.cluster.RendezvousHash;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.ServiceName;
import io.trawl.search.LeafSearchClient;
import io.trawl.search.SplitTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Places splits on the searchers that are alive, by rendezvous hashing of the split's id.
public final class SearchJobPlacer implements LeafPlacer {
    private final Cluster cluster;
    private final Function<ClusterMember, LeafSearchClient> clients;

    /// @param clients the way to a member; the same for the same member, this node included
    public SearchJobPlacer(Cluster cluster, Function<ClusterMember, LeafSearchClient> clients) {
        this.cluster = cluster;
        this.clients = clients;
    }

    @Override
    public Map<LeafSearchClient, List<SplitTarget>> place(List<SplitTarget> splits) {
        if (splits.isEmpty()) {
            return Map.of();
        }
        List<ClusterMember> searchers = cluster.readyMembers(ServiceName.SEARCHER);
        if (searchers.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE, "no searcher is available: start a node with the service `searcher`");
        }
        if (searchers.size() == 1) {
            return Map.of(clients.apply(searchers.getFirst()), splits);
        }
        RendezvousHash<ClusterMember> hash = new RendezvousHash<>(searchers, ClusterMember::nodeId);
        Map<LeafSearchClient, List<SplitTarget>> placed = new LinkedHashMap<>();
        for (SplitTarget split : splits) {
            ClusterMember owner = hash.owner(split.splitId()).orElseThrow();
            placed.computeIfAbsent(clients.apply(owner), client -> new ArrayList<>())
                    .add(split);
        }
        return placed;
    }
}
