package io.trawl.benchmarks;

import io.trawl.loggen.LogGenMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// `./bench`: the entry of all figures.
public final class Bench {
    private static final String USAGE = """
            usage: ./bench ingest --file F.ndjson [--index-config F.yaml] [--rounds N] [--warm-ups N] [--memory SIZE] [--wrapper "CMD …"] [--jvm "OPTIONS"]
                                      [--partitions N] [--mapping dynamic,schemaless]
                       REST to published split, beside plain Lucene: MB per CPU-second, raw : stored;
                       with --memory also in so much memory, as root: ingest and searches beside those without limit;
                       with --partitions or --mapping also into such an index, beside the first
                   ./bench search --file F.ndjson [--index-config F.yaml] [--seconds N] [--only PART_OF_NAME]
                       warm searches on one resident split, in process, beside plain Lucene: p50 and minimum
                   ./bench open --file F.ndjson
                       cold searches of one split on a slow storage (30 ms, 90 MB/s), beside on-demand reads
                   ./bench cold [--data DIR] [--splits N] [--raw-mb M] [--runs N] [--only PART_OF_NAME]
                       cold searches of many splits behind S3 (30 and 100 ms, 90 MB/s), beside on-demand reads;
                       N splits of M MB of logs are made in DIR once (20 of 205: about 3 CPU-minutes) and used again
                   ./bench metastore
                       publishes a second from four writers at 50 ms a put; planning over 10,000 splits
                   ./bench start
                       CPU-seconds until a node is ready, its idle heap, and CPU-seconds of a client command
                   ./bench generate --megabytes N --out F.ndjson [--seed N]
                       realistic logs
            A command whose targets are missed exits with 1.
            """;

    private static final int SECONDS_PER_QUERY = 3;
    private static final int MEGABYTES = 400;
    /// Together 4.1 GB of logs.
    private static final int COLD_SPLITS = 20;

    private static final int COLD_RAW_MEGABYTES = 205;
    private static final int COLD_RUNS = 7;
    /// Each takes seconds.
    private static final int COLD_ON_DEMAND_RUNS = 2;

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
                Arguments arguments = Arguments.parse(
                        words,
                        1,
                        Set.of(
                                "file",
                                "index-config",
                                "memory",
                                "wrapper",
                                "jvm",
                                "warm-ups",
                                "rounds",
                                "partitions",
                                "mapping"));
                BenchIndex index = index(arguments);
                exitIfMissed(new IngestBench(new IngestBench.Setup(
                                new Distribution(home),
                                arguments.path("file"),
                                index,
                                IngestVariant.of(
                                        index,
                                        arguments.text("partitions").map(Integer::parseInt),
                                        arguments.text("mapping")),
                                split(arguments, "wrapper"),
                                memoryLimit(arguments),
                                split(arguments, "jvm"),
                                arguments.number("warm-ups", 1),
                                arguments.number("rounds", 1)))
                        .run());
            }
            case "search" -> {
                Arguments arguments = Arguments.parse(words, 1, Set.of("file", "index-config", "seconds", "only"));
                exitIfMissed(new SearchBench(
                                arguments.path("file"),
                                index(arguments),
                                arguments.number("seconds", SECONDS_PER_QUERY),
                                arguments.text("only").orElse(""))
                        .run());
            }
            case "open" -> {
                Arguments arguments = Arguments.parse(words, 1, Set.of("file", "index-config"));
                exitIfMissed(new OpenBench(arguments.path("file"), index(arguments)).run());
            }
            case "cold" -> {
                Arguments arguments =
                        Arguments.parse(words, 1, Set.of("data", "splits", "raw-mb", "runs", "only", "index-config"));
                exitIfMissed(cold(arguments, home).run());
            }
            case "metastore" -> {
                Arguments.parse(words, 1, Set.of());
                exitIfMissed(new MetastoreBench().run());
            }
            case "start" -> {
                Arguments.parse(words, 1, Set.of());
                exitIfMissed(new StartBench(home).run());
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

    private static ColdBench cold(Arguments arguments, Path home) throws IOException {
        ColdData.Size size = new ColdData.Size(
                arguments.number("splits", COLD_SPLITS), arguments.number("raw-mb", COLD_RAW_MEGABYTES));
        // Beside the distribution: neither is part of the sources, and both are kept.
        Path folder = arguments
                .text("data")
                .map(Path::of)
                .orElse(home.resolveSibling("bench-cold-" + size.splits() + "x" + size.rawMegabytes()));
        int runs = arguments.number("runs", COLD_RUNS);
        return new ColdBench(new ColdBench.Setup(
                folder,
                index(arguments),
                size,
                runs,
                Math.min(runs, COLD_ON_DEMAND_RUNS),
                arguments.text("only").orElse("")));
    }

    /// A missed target fails the command, so that scripts notice.
    private static void exitIfMissed(boolean passed) {
        if (!passed) {
            System.exit(1);
        }
    }

    private static BenchIndex index(Arguments arguments) throws IOException {
        return BenchIndex.read(arguments.text("index-config").map(Path::of));
    }

    private static List<String> memoryLimit(Arguments arguments) {
        Path scripts = Path.of(System.getProperty("trawl.scripts", "scripts"));
        return arguments
                .text("memory")
                .map(size -> List.of(scripts.resolve("limit-memory.sh").toString(), size))
                .orElse(List.of());
    }

    private static List<String> split(Arguments arguments, String name) {
        return arguments
                .text(name)
                .map(text -> Arrays.asList(text.strip().split("\\s+", -1)))
                .orElse(List.of());
    }
}
