package io.trawl.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A node's settings, and what the operator should hear about them.
///
/// @param warnings one line each
/// @param file that was read; empty where everything is default or from the environment
public record LoadedNodeConfig(NodeConfig config, List<String> warnings, Optional<Path> file) {
    public LoadedNodeConfig {
        warnings = List.copyOf(warnings);
    }
}
