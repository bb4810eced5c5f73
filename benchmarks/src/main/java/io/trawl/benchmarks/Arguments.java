package io.trawl.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `--name value` pairs.
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    /// @throws IllegalArgumentException naming what is wrong
    static Arguments parse(String[] words, int from, Set<String> known) {
        Arguments arguments = new Arguments();
        for (int i = from; i < words.length; i += 2) {
            String name = words[i].startsWith("--") ? words[i].substring(2) : "";
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown argument `" + words[i] + "`, expected one of --"
                        + String.join(", --", known.stream().sorted().toList()));
            }
            if (i + 1 == words.length) {
                throw new IllegalArgumentException("`" + words[i] + "` needs a value");
            }
            arguments.values.put(name, words[i + 1]);
        }
        return arguments;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Path path(String name) {
        return Path.of(text(name).orElseThrow(() -> new IllegalArgumentException("--" + name + " is missing")));
    }

    int number(String name, int absent) {
        return text(name).map(Integer::parseInt).orElse(absent);
    }
}
