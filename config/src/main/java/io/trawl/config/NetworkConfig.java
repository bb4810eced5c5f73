package io.trawl.config;

import java.util.List;
import java.util.OptionalInt;

/// How a node is reached and finds others.
///
/// @param listenAddress where all ports are opened
/// @param advertiseAddress where others reach this node
/// @param gossipListenPort UDP
/// @param gossipProtocolVersion 0 or 1
/// @param healthListenPort a port with only the health routes; empty for none
public record NetworkConfig(
        String listenAddress,
        String advertiseAddress,
        int gossipListenPort,
        int gossipIntervalMillis,
        int gossipProtocolVersion,
        List<PeerSeed> peerSeeds,
        OptionalInt healthListenPort) {
    public NetworkConfig {
        peerSeeds = List.copyOf(peerSeeds);
    }
}
