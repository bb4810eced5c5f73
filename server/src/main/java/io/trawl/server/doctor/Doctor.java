package io.trawl.server.doctor;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.LoadedNodeConfig;
import io.trawl.config.MetastoreUri;
import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.config.StorageUri;
import io.trawl.server.ObjectStores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks config, Java, data folder, disk space and the storages that the config names.
public final class Doctor {
    private final Map<String, String> environment;
    private final TimeSource timeSource;

    public Doctor(Map<String, String> environment, TimeSource timeSource) {
        this.environment = Map.copyOf(environment);
        this.timeSource = timeSource;
    }

    /// @param config the file that `--config` names; empty: the node's own search for one
    /// @return one finding or several a check, in a fixed order
    public List<Finding> examine(Optional<String> config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(MachineChecks.java());
        Optional<LoadedNodeConfig> loaded = load(config, findings);
        loaded.ifPresent(node -> {
            findings.addAll(MachineChecks.dataFolder(node.config()));
            examineStorages(node.config(), findings);
        });
        return findings;
    }

    private Optional<LoadedNodeConfig> load(Optional<String> config, List<Finding> findings) {
        try {
            Optional<Path> file = NodeConfigLoader.locate(config, environment, Path.of(""));
            LoadedNodeConfig loaded = NodeConfigLoader.load(file, environment);
            findings.add(Finding.ok(
                    "config", file.map(path -> "`" + path + "` can be used").orElse("defaults and environment")));
            for (String warning : loaded.warnings()) {
                findings.add(Finding.warning("config", warning, "remove it, or accept that it does nothing"));
            }
            return Optional.of(loaded);
        } catch (TrawlException unusable) {
            findings.add(Finding.failed("config", TrawlException.describe(unusable), "correct the config"));
            return Optional.empty();
        }
    }

    private void examineStorages(NodeConfig config, List<Finding> findings) {
        try (ObjectStores stores = new ObjectStores(config, environment)) {
            StorageChecks checks = new StorageChecks(stores.resolver(), new IdGenerator(timeSource), timeSource);
            StorageUri indexes = config.defaultIndexRootUri();
            switch (config.metastoreUri()) {
                case MetastoreUri.OnStorage onStorage -> {
                    findings.addAll(checks.examine("metastore", onStorage.root(), true));
                    if (!indexes.equals(onStorage.root())) {
                        findings.addAll(checks.examine("indexes", indexes, false));
                    }
                }
                case MetastoreUri.Postgres ignored -> {
                    findings.add(Finding.failed(
                            "metastore",
                            "`metastore_uri` names a PostgreSQL database, which is not supported yet",
                            "name a folder or a bucket"));
                    findings.addAll(checks.examine("indexes", indexes, false));
                }
            }
        }
    }
}
