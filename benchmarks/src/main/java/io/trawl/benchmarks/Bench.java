package io.trawl.benchmarks;

import io.trawl.loggen.LogGenMain;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// `./bench`: the entry of all figures.
public final class Bench {
    private static final String USAGE = """
            usage: ./bench ingest --file F.ndjson [--index-config F.yaml] [--wrapper "CMD …"] [--jvm "OPTIONS"]
                       REST to published split, beside plain Lucene: MB per CPU-second, raw : stored
                   ./bench search --file F.ndjson [--index-config F.yaml] [--seconds N]
                       warm searches on one resident split, in process, beside plain Lucene: p50 and minimum
                   ./bench open --file F.ndjson
                       cold searches of one split on a slow storage (30 ms, 90 MB/s), beside on-demand reads
                   ./bench metastore
                       publishes a second from four writers at 50 ms a put; planning over 10,000 splits
                   ./bench start
                       CPU-seconds until a node is ready, its idle heap, and CPU-seconds of a client command
                   ./bench generate --megabytes N --out F.ndjson [--seed N]
                       realistic logs
            """;

    private static final int SECONDS_PER_QUERY = 3;
    private static final int MEGABYTES = 400;

    private Bench() {}

    public static void main(String[] words) throws Exception {
        if (words.length == 0 || words[0].equals("--help") || words[0].equals("-h")) {
            System.out.print(USAGE);
            return;
        }
        try {
            run(words);
        } catch (IllegalArgumentException wrong) {
            System.err.println("error: " + wrong.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        }
    }

    private static void run(String[] words) throws Exception {
        Path home = Path.of(System.getProperty("trawl.home", "build/dist"));
        switch (words[0]) {
            case "ingest" -> {
                Arguments arguments = Arguments.parse(words, 1, Set.of("file", "index-config", "wrapper", "jvm"));
                new IngestBench(
                                home,
                                arguments.path("file"),
                                arguments.text("index-config").map(Path::of),
                                split(arguments, "wrapper"),
                                split(arguments, "jvm"))
                        .run();
            }
            case "search" -> {
                Arguments arguments = Arguments.parse(words, 1, Set.of("file", "index-config", "seconds"));
                boolean passed = new SearchBench(
                                arguments.path("file"),
                                arguments.text("index-config").map(Path::of),
                                arguments.number("seconds", SECONDS_PER_QUERY))
                        .run();
                exitIfMissed(passed);
            }
            case "generate" -> {
                Arguments arguments = Arguments.parse(words, 1, Set.of("megabytes", "out", "seed"));
                LogGenMain.main(new String[] {
                    "--bytes", arguments.number("megabytes", MEGABYTES) + "MB",
                    "--out", arguments.path("out").toString(),
                    "--seed", arguments.text("seed").orElse("1")
                });
            }
            default -> throw new IllegalArgumentException("unknown bench `" + words[0] + "`");
        }
    }

    /// A missed target fails the command, so that scripts notice.
    private static void exitIfMissed(boolean passed) {
        if (!passed) {
            System.exit(1);
        }
    }

    private static List<String> split(Arguments arguments, String name) {
        return arguments
                .text(name)
                .map(text -> Arrays.asList(text.strip().split("\\s+", -1)))
                .orElse(List.of());
    }
}
