package io.trawl.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a node can do.
public enum ServiceName {
    INDEXER,
    SEARCHER,
    METASTORE,
    CONTROL_PLANE,
    JANITOR,
    COMPACTOR,
    METASTORE_READ_REPLICA;

    /// What a node does unless it is told otherwise.
    public static final Set<ServiceName> DEFAULT =
            Collections.unmodifiableSet(EnumSet.of(INDEXER, SEARCHER, METASTORE, CONTROL_PLANE, JANITOR));

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads a name, with dashes or underscores.
    ///
    /// @throws IllegalArgumentException naming the services there are
    public static ServiceName parse(String text) {
        List<String> names = new ArrayList<>();
        for (ServiceName service : values()) {
            if (service.configName()
                    .equals(text.strip().toLowerCase(Locale.ROOT).replace('-', '_'))) {
                return service;
            }
            names.add(service.configName());
        }
        throw new IllegalArgumentException("unknown service `" + text + "`: choose among " + String.join(", ", names));
    }
}
