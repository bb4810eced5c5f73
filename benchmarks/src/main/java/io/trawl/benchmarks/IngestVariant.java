package io.trawl.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The same documents in another index, measured beside the first in the same run: it may cost only so much more.
///
/// @param speedMin of the first index's MB per CPU-second
/// @param densityMin of its raw : stored; 0 where nothing is asked
record IngestVariant(String name, BenchIndex index, double speedMin, double densityMin) {
    private static final double PARTITIONED_SPEED_MIN = 0.6;
    private static final double DYNAMIC_SPEED_MIN = 0.85;
    private static final double DYNAMIC_DENSITY_MIN = 0.93;

    /// @param partitions of the first index, at random
    /// @param mappings separated by commas: `dynamic`, where time and text are declared as in the fixed mapping and
    /// all else is found, or `schemaless`, where nothing is declared
    static List<IngestVariant> of(BenchIndex first, Optional<Integer> partitions, Optional<String> mappings)
            throws IOException {
        List<IngestVariant> variants = new ArrayList<>();
        if (partitions.isPresent()) {
            int count = partitions.get();
            variants.add(new IngestVariant(
                    count + " partitions", first.partitionedAtRandom(count), PARTITIONED_SPEED_MIN, 0));
        }
        for (String mapping : mappings.map(list -> List.of(list.split(",", -1))).orElse(List.of())) {
            if (!mapping.equals("dynamic") && !mapping.equals("schemaless")) {
                throw new IllegalArgumentException(
                        "--mapping takes `dynamic`, `schemaless`, or both with a comma, got `" + mapping + "`");
            }
            variants.add(new IngestVariant(
                    mapping + " mapping",
                    BenchIndex.bundled("/logs-" + mapping + ".yaml"),
                    DYNAMIC_SPEED_MIN,
                    DYNAMIC_DENSITY_MIN));
        }
        return variants;
    }
}
