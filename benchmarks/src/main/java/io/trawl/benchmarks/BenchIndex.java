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
    private static final String MAPPING_KEY = "doc_mapping:";
    /// Fits generated logs.
    private static final String DEFAULT = "/logs.yaml";

    /// @param file empty: the config that fits generated logs
    static BenchIndex read(Optional<Path> file) throws IOException {
        return of(file.isPresent() ? Files.readString(file.get()) : text(DEFAULT));
    }

    /// @param resource of the benches
    static BenchIndex bundled(String resource) throws IOException {
        return of(text(resource));
    }

    private static BenchIndex of(String yaml) {
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

    /// The same with so many partitions, among which documents are spread by their time, which is as good as random.
    BenchIndex partitionedAtRandom(int partitions) {
        String key = MAPPING_KEY + "\n  partition_key: hash_mod(timestamp, " + partitions + ")\n  max_num_partitions: "
                + partitions + "\n";
        if (!yaml.contains(MAPPING_KEY + "\n")) {
            throw new IllegalArgumentException("the index config must have a line `" + MAPPING_KEY + "`");
        }
        return new BenchIndex(id, yaml.replace(MAPPING_KEY + "\n", key)).withSuffix("-partitioned");
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = BenchIndex.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing from the benches");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
