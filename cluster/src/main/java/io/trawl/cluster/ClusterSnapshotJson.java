package io.trawl.cluster;

import io.trawl.config.ServiceName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The answer of `GET /api/v1/cluster`.
public final class ClusterSnapshotJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ClusterSnapshotJson() {}

    public static ObjectNode toJson(Cluster cluster) {
        List<ClusterMember> members = cluster.members();
        List<ClusterMember> ready =
                members.stream().filter(ClusterMember::ready).toList();
        ObjectNode json = NODES.objectNode();
        json.put("cluster_id", cluster.clusterId());
        json.put("self_node_id", cluster.self().nodeId());
        json.set("ready_nodes", ids(ready));
        json.set("live_nodes", ids(members));
        json.putArray("dead_nodes");
        ObjectNode snapshot = json.putObject("chitchat_state_snapshot");
        snapshot.set("chitchat_id", id(cluster.self()));
        ObjectNode state = snapshot.putObject("cluster_state");
        ArrayNode nodeStates = state.putArray("node_states");
        members.forEach(member -> nodeStates.add(nodeState(member)));
        state.putArray("seed_addrs");
        return json;
    }

    private static ObjectNode nodeState(ClusterMember member) {
        ObjectNode state = NODES.objectNode();
        state.set("chitchat_id", id(member));
        ObjectNode values = state.putObject("key_values");
        values.put(
                "enabled_services",
                member.roles().stream().map(ServiceName::configName).collect(Collectors.joining(",")));
        values.put("grpc_advertise_addr", member.grpcAddress().toString());
        values.put("readiness", member.ready() ? "READY" : "NOT_READY");
        member.availabilityZone().ifPresent(zone -> values.put("availability_zone", zone));
        if (member.indexingCpuMillis() > 0) {
            values.put("indexing_cpu_capacity", member.indexingCpuMillis() + "m");
        }
        return state;
    }

    private static ArrayNode ids(Collection<ClusterMember> members) {
        ArrayNode array = NODES.arrayNode();
        members.forEach(member -> array.add(id(member)));
        return array;
    }

    private static ObjectNode id(ClusterMember member) {
        ObjectNode id = NODES.objectNode();
        id.put("node_id", member.nodeId());
        id.put("generation_id", member.generationId());
        id.put("gossip_advertise_addr", member.gossipAddress().toString());
        return id;
    }
}
