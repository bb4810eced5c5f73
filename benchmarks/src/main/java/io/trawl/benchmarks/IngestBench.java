package io.trawl.benchmarks;

import io.trawl.common.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `./bench ingest`: REST to published split, beside plain Lucene on the same file.
///
/// Both sides first index a quarter of the file and then all of it, as the reference yardstick does, so that compilers
/// are warm; then the whole of it is measured. The CPU is that of the whole server process, the client excluded.
final class IngestBench {
    private static final double SPEED_MIN = 1.2;
    private static final double DENSITY_MIN = 1.5;
    private static final double LIMITED_SPEED_MIN = 0.8;

    /// Threads that used less are not listed.
    private static final double THREAD_SECONDS_MIN = 0.02;

    private final Setup setup;
    private final Lines lines;

    /// @param index what is filled
    /// @param variants filled with the same documents, for comparison
    /// @param wrapper words before the node's command, such as a profiler
    /// @param memoryLimit words before it that limit its memory, for a second node; empty: there is none
    /// @param warmUps passes of the whole file that are not measured
    /// @param rounds how often everything is measured, in turns; the least CPU counts
    record Setup(
            Distribution distribution,
            Path file,
            BenchIndex index,
            List<IngestVariant> variants,
            List<String> wrapper,
            List<String> memoryLimit,
            List<String> jvmOptions,
            int warmUps,
            int rounds) {}

    IngestBench(Setup setup) throws IOException {
        this.setup = setup;
        this.lines = Lines.read(setup.file());
    }

    private record Figure(
            double cpuSeconds,
            double wallSeconds,
            long rawBytes,
            long storedBytes,
            Map<String, Double> searchMillis,
            String more) {
        double megabytesPerCpuSecond() {
            return rawBytes / 1e6 / cpuSeconds;
        }

        double density() {
            return rawBytes / (double) storedBytes;
        }

        /// Of each the better, of this and another measurement of the same.
        Figure best(Figure other) {
            Map<String, Double> searches = new LinkedHashMap<>(searchMillis);
            other.searchMillis.forEach((name, millis) -> searches.merge(name, millis, Math::min));
            Figure less = cpuSeconds <= other.cpuSeconds ? this : other;
            return new Figure(
                    less.cpuSeconds,
                    Math.min(wallSeconds, other.wallSeconds),
                    rawBytes,
                    less.storedBytes,
                    searches,
                    less.more);
        }

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "%-18s %8.2f CPU-s %8.2f s %8.1f MB/CPU-s   raw : stored %5.2f   %s",
                    name,
                    cpuSeconds,
                    wallSeconds,
                    megabytesPerCpuSecond(),
                    density(),
                    more);
        }
    }

    /// @return whether all targets were met
    boolean run() throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "ingest %s, %.1f MB, %d documents, %s%n",
                setup.file().getFileName(),
                lines.bytes() / 1e6,
                lines.lines().size(),
                Machine.load());
        Figure plain = print("plain Lucene", baseline());
        Figure product = print("Trawl", product(setup.wrapper()));
        Optional<Figure> limited = limited();
        List<Figure> variants = variants();
        for (int round = 1; round < setup.rounds(); round++) {
            plain = plain.best(print("plain Lucene", baseline()));
            product = product.best(print("Trawl", product(setup.wrapper())));
            Optional<Figure> again = limited();
            limited = limited.flatMap(first -> again.map(first::best));
            variants = best(variants, variants());
        }
        boolean met = compare(plain, product);
        for (int i = 0; i < variants.size(); i++) {
            met &= compare(setup.variants().get(i), product, variants.get(i));
        }
        return limited.isPresent() ? met & compareLimited(product, limited.get()) : met;
    }

    private static Figure print(String name, Figure figure) {
        System.out.println(figure.row(name));
        return figure;
    }

    private Optional<Figure> limited() throws IOException, InterruptedException {
        return setup.memoryLimit().isEmpty()
                ? Optional.empty()
                : Optional.of(print("Trawl, limited", product(setup.memoryLimit())));
    }

    private static boolean compare(Figure plain, Figure product) {
        double speed = product.megabytesPerCpuSecond() / plain.megabytesPerCpuSecond();
        double density = product.density() / plain.density();
        System.out.printf(
                Locale.ROOT,
                "ratio              %.2f times the MB per CPU-second (target %.1f: %s), %.2f times the density"
                        + " (target %.1f: %s); %s%n",
                speed,
                SPEED_MIN,
                verdict(speed >= SPEED_MIN),
                density,
                DENSITY_MIN,
                verdict(density >= DENSITY_MIN),
                Machine.load());
        return speed >= SPEED_MIN && density >= DENSITY_MIN;
    }

    private List<Figure> variants() throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (IngestVariant variant : setup.variants()) {
            figures.add(print("Trawl, " + variant.name(), product(variant.index(), setup.wrapper(), false)));
        }
        return figures;
    }

    private static List<Figure> best(List<Figure> some, List<Figure> others) {
        List<Figure> best = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            best.add(some.get(i).best(others.get(i)));
        }
        return best;
    }

    private static boolean compare(IngestVariant variant, Figure first, Figure figure) {
        double speed = figure.megabytesPerCpuSecond() / first.megabytesPerCpuSecond();
        double density = figure.density() / first.density();
        boolean met = speed >= variant.speedMin() && density >= variant.densityMin();
        System.out.printf(
                Locale.ROOT,
                "%-18s %.2f of the MB per CPU-second (target %.2f), %.2f of the density (target %.2f): %s%n",
                variant.name(),
                speed,
                variant.speedMin(),
                density,
                variant.densityMin(),
                verdict(met));
        return met;
    }

    private static boolean compareLimited(Figure unlimited, Figure limited) {
        double speed = limited.megabytesPerCpuSecond() / unlimited.megabytesPerCpuSecond();
        boolean met = speed >= LIMITED_SPEED_MIN;
        System.out.printf(
                Locale.ROOT,
                "limited : not      %.2f of the MB per CPU-second, %.2f of the MB per second of the wall"
                        + " (target %.1f: %s)%n",
                speed,
                unlimited.wallSeconds() / limited.wallSeconds(),
                LIMITED_SPEED_MIN,
                verdict(met));
        for (Map.Entry<String, Double> search : unlimited.searchMillis().entrySet()) {
            double millis = limited.searchMillis().getOrDefault(search.getKey(), Double.MAX_VALUE);
            double searchSpeed = search.getValue() / millis;
            met &= searchSpeed >= LIMITED_SPEED_MIN;
            System.out.printf(
                    Locale.ROOT,
                    "  search by REST   %-12s minimum %.2f ms, limited %.2f ms: %.2f of the speed (%s)%n",
                    search.getKey(),
                    search.getValue(),
                    millis,
                    searchSpeed,
                    verdict(searchSpeed >= LIMITED_SPEED_MIN));
        }
        System.out.println(Machine.load());
        return met;
    }

    private static String verdict(boolean met) {
        return met ? "ok" : "MISSED";
    }

    private Figure baseline() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench-plain");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Distribution.jdkTool("java"),
                    "-Xmx5g",
                    "--add-modules=jdk.incubator.vector",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PlainLuceneRun.class.getName(),
                    setup.file().toString(),
                    folder.resolve("index").toString(),
                    Integer.toString(setup.warmUps())));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer;
            try (InputStream out = process.getInputStream()) {
                answer = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (process.waitFor() != 0) {
                throw new IOException("the baseline failed: " + answer);
            }
            String[] words = answer.strip().split("\\s+", -1);
            return new Figure(
                    Double.parseDouble(words[0]),
                    Double.parseDouble(words[1]),
                    lines.bytes(),
                    Long.parseLong(words[2]),
                    Map.of(),
                    "");
        } finally {
            Machine.deleteFolder(folder);
        }
    }

    private Figure product(List<String> wrapper) throws IOException, InterruptedException {
        return product(setup.index(), wrapper, !setup.memoryLimit().isEmpty());
    }

    private Figure product(BenchIndex index, List<String> wrapper, boolean withSearches)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench-trawl");
        try (NodeProcess node =
                NodeProcess.start(setup.distribution(), folder.resolve("data"), wrapper, setup.jvmOptions())) {
            BenchIndex warmUp = index.withSuffix("-warm");
            createIndex(node, warmUp);
            node.ingest(warmUp.id(), lines.firstQuarter().lines());
            for (int pass = 0; pass < setup.warmUps(); pass++) {
                node.ingest(warmUp.id(), lines.lines());
            }
            createIndex(node, index);
            Map<String, Double> threads = Machine.cpuSecondsByThread(node.pid());
            double cpu = Machine.cpuSeconds(node.pid());
            long start = TimeSource.SYSTEM.nanoTime();
            long documents = node.ingest(index.id(), lines.lines());
            double wall = (TimeSource.SYSTEM.nanoTime() - start) / 1e9;
            cpu = Machine.cpuSeconds(node.pid()) - cpu;
            String byThread = byThread(threads, Machine.cpuSecondsByThread(node.pid()));
            if (documents != lines.lines().size()) {
                throw new IOException(documents + " of " + lines.lines().size()
                        + " documents were taken: does the index fit the file?");
            }
            JsonNode description = node.get("/api/v1/indexes/" + index.id() + "/describe");
            if (description.path("num_published_docs").longValue() != documents) {
                throw new IOException("not all documents are published: " + description);
            }
            return new Figure(
                    cpu,
                    wall,
                    lines.bytes(),
                    description.path("size_published_splits").longValue(),
                    withSearches ? RestSearches.minima(node, index.id(), QueryTexts.of(lines)) : Map.of(),
                    description.path("num_published_splits").longValue() + " splits, peak "
                            + Machine.peakMegabytes(node.pid()) + " MB resident" + byThread);
        } finally {
            Machine.deleteFolder(folder);
        }
    }

    /// Which threads used the CPU, the busiest first.
    private static String byThread(Map<String, Double> before, Map<String, Double> after) {
        StringBuilder text = new StringBuilder("\n    CPU-s by thread:");
        after.entrySet().stream()
                .map(thread ->
                        Map.entry(thread.getKey(), thread.getValue() - before.getOrDefault(thread.getKey(), 0.0)))
                .filter(thread -> thread.getValue() >= THREAD_SECONDS_MIN)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(thread ->
                        text.append(String.format(Locale.ROOT, "  %s %.2f", thread.getKey(), thread.getValue())));
        return text.toString();
    }

    private static void createIndex(NodeProcess node, BenchIndex index) throws IOException {
        byte[] body = index.yaml().getBytes(StandardCharsets.UTF_8);
        node.post("/api/v1/indexes", "application/yaml", body, body.length);
    }
}
