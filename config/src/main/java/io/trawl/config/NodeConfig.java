package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// All that is said about one node. A service takes the section it needs, not this.
///
/// @param availabilityZone that ingest routing prefers
/// @param dataDir absolute; see [#requireDataDir]
/// @param knobs settings that exist as environment variables only
public record NodeConfig(
        String clusterId,
        String nodeId,
        Optional<String> availabilityZone,
        Set<ServiceName> enabledServices,
        NetworkConfig network,
        Path dataDir,
        MetastoreUri metastoreUri,
        Optional<MetastoreUri> metastoreReadReplicaUri,
        StorageUri defaultIndexRootUri,
        boolean enableStandaloneCompactors,
        RestConfig rest,
        GrpcConfig grpc,
        StorageConfig storage,
        PostgresConfig postgres,
        IndexerConfig indexer,
        SearcherConfig searcher,
        IngestApiConfig ingestApi,
        JaegerConfig jaeger,
        CompactorConfig compactor,
        EnvironmentKnobs knobs) {
    public NodeConfig {
        enabledServices = Collections.unmodifiableSet(EnumSet.copyOf(enabledServices));
    }

    public boolean runs(ServiceName service) {
        return enabledServices.contains(service);
    }

    /// Checks the data folder, which reading a config does not.
    ///
    /// @throws TrawlException FAILED_PRECONDITION if it is missing, no folder, or not writable
    public void requireDataDir() {
        if (!Files.exists(dataDir)) {
            throw unusable("does not exist: create it, or set `data_dir` or TRAWL_DATA_DIR to an existing folder");
        }
        if (!Files.isDirectory(dataDir)) {
            throw unusable("is not a folder: set `data_dir` or TRAWL_DATA_DIR to one");
        }
        if (!Files.isWritable(dataDir)) {
            throw unusable("is not writable for this user: change its rights, or set `data_dir` to another");
        }
    }

    private TrawlException unusable(String reason) {
        return new TrawlException(ErrorCode.FAILED_PRECONDITION, "data folder `" + dataDir + "` " + reason);
    }
}
