package io.trawl.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The index that a bench fills: its config in YAML, and the id in there.
record BenchIndex(String id, String yaml) {
    private static final String ID_KEY = "index_id:";

    /// @param file empty: the config that fits generated logs
    static BenchIndex read(Optional<Path> file) throws IOException {
        String yaml = file.isPresent() ? Files.readString(file.get()) : bundled();
        String id = yaml.lines()
                .filter(line -> line.startsWith(ID_KEY))
                .map(line -> line.substring(ID_KEY.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the index config must be YAML with a line that starts with `" + ID_KEY + "`"));
        return new BenchIndex(id, yaml);
    }

    /// The same under another id.
    BenchIndex withSuffix(String suffix) {
        return new BenchIndex(id + suffix, yaml.replace(ID_KEY + " " + id, ID_KEY + " " + id + suffix));
    }

    private static String bundled() throws IOException {
        try (InputStream in = BenchIndex.class.getResourceAsStream("/logs.yaml")) {
            if (in == null) {
                throw new IOException("logs.yaml is missing from the benches");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
