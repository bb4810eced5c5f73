package io.trawl.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.config.ServiceName;
import io.trawl.testkit.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SingleNodeClusterTest {
    private static final NodeConfig CONFIG = NodeConfigLoader.load(
                    Optional.empty(),
                    Map.of(
                            "TRAWL_NODE_ID",
                            "n1",
                            "TRAWL_CLUSTER_ID",
                            "test",
                            "TRAWL_ENABLED_SERVICES",
                            "searcher,indexer"))
            .config();

    private final FakeClock clock = new FakeClock();
    private final SingleNodeCluster cluster = SingleNodeCluster.of(CONFIG, 4000, 4001, clock);

    @Test
    void theOnlyMemberIsThisNode() {
        assertThat(cluster.members()).containsExactly(cluster.self());
        assertThat(cluster.self().nodeId()).isEqualTo("n1");
        assertThat(cluster.self().generationId()).isEqualTo(clock.epochMillis());
        assertThat(cluster.self().restAddress()).hasToString("127.0.0.1:4000");
        assertThat(cluster.self().grpcAddress()).hasToString("127.0.0.1:4001");
        assertThat(new HostPort("::1", 1)).hasToString("[::1]:1");
    }

    @Test
    void itTakesWorkInItsRolesOnceReady() {
        assertThat(cluster.readyMembers(ServiceName.SEARCHER)).isEmpty();

        cluster.setReady(true);

        assertThat(cluster.readyMembers(ServiceName.SEARCHER)).containsExactly(cluster.self());
        assertThat(cluster.readyMembers(ServiceName.JANITOR)).isEmpty();
    }

    @Test
    void listenersHearTheStateAndItsChanges() {
        List<Boolean> heard = new ArrayList<>();
        Cluster.Registration registration =
                cluster.onChange(members -> heard.add(members.getFirst().ready()));

        cluster.setReady(true);
        cluster.setReady(true);
        cluster.setReady(false);
        registration.close();
        cluster.setReady(true);

        assertThat(heard).containsExactly(false, true, false);
    }

    @Test
    void theSnapshotHasQuickwitsShape() {
        cluster.setReady(true);
        String id = "{\"node_id\":\"n1\",\"generation_id\":" + clock.epochMillis()
                + ",\"gossip_advertise_addr\":\"127.0.0.1:7280\"}";
        int millis = CONFIG.indexer().cpuCapacityMillis();

        assertThat(ClusterSnapshotJson.toJson(cluster))
                .hasToString(
                        "{\"cluster_id\":\"test\",\"self_node_id\":\"n1\",\"ready_nodes\":[" + id + "],\"live_nodes\":["
                                + id + "],\"dead_nodes\":[],\"chitchat_state_snapshot\":{\"chitchat_id\":" + id
                                + ",\"cluster_state\":{\"node_states\":[{\"chitchat_id\":" + id
                                + ",\"key_values\":{\"enabled_services\":\"indexer,searcher\",\"grpc_advertise_addr\":"
                                + "\"127.0.0.1:4001\",\"readiness\":\"READY\",\"indexing_cpu_capacity\":\"" + millis
                                + "m\"}}],\"seed_addrs\":[]}}}");
    }
}
