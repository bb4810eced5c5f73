package io.trawl.benchmarks;

import io.trawl.common.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `./bench ingest`: REST to published split, beside plain Lucene on the same file.
///
/// Both sides first index a quarter of the file, so that compilers are warm; then the whole of it is measured. The CPU
/// is that of the whole server process, the client excluded.
final class IngestBench {
    private final Path home;
    private final Path file;
    private final Optional<Path> indexConfig;
    private final List<String> wrapper;
    private final List<String> jvmOptions;

    IngestBench(Path home, Path file, Optional<Path> indexConfig, List<String> wrapper, List<String> jvmOptions) {
        this.home = home;
        this.file = file;
        this.indexConfig = indexConfig;
        this.wrapper = wrapper;
        this.jvmOptions = jvmOptions;
    }

    private record Figure(double cpuSeconds, double wallSeconds, long rawBytes, long storedBytes, String more) {
        double megabytesPerCpuSecond() {
            return rawBytes / 1e6 / cpuSeconds;
        }

        double density() {
            return rawBytes / (double) storedBytes;
        }

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "%-14s %8.2f CPU-s %8.2f s %8.1f MB/CPU-s   raw : stored %5.2f   %s",
                    name,
                    cpuSeconds,
                    wallSeconds,
                    megabytesPerCpuSecond(),
                    density(),
                    more);
        }
    }

    void run() throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT, "ingest %s, %.1f MB, %s%n", file.getFileName(), Files.size(file) / 1e6, Machine.load());
        Figure plain = baseline();
        System.out.println(plain.row("plain Lucene"));
        Figure product = product();
        System.out.println(product.row("Trawl"));
        System.out.printf(
                Locale.ROOT,
                "ratio          %.2f times the MB per CPU-second, %.2f times the density; %s%n",
                product.megabytesPerCpuSecond() / plain.megabytesPerCpuSecond(),
                product.density() / plain.density(),
                Machine.load());
    }

    private Figure baseline() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench-plain");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx5g",
                    "--add-modules=jdk.incubator.vector",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PlainLuceneRun.class.getName(),
                    file.toString(),
                    folder.resolve("index").toString()));
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
                    Files.size(file),
                    Long.parseLong(words[2]),
                    "");
        } finally {
            Machine.deleteFolder(folder);
        }
    }

    private Figure product() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench-trawl");
        try (NodeProcess node = NodeProcess.start(home, folder.resolve("data"), wrapper, jvmOptions)) {
            Lines lines = Lines.read(file);
            BenchIndex index = BenchIndex.read(indexConfig);
            BenchIndex warmUp = index.withSuffix("-warm");
            createIndex(node, warmUp);
            node.ingest(warmUp.id(), lines.firstQuarter().lines());
            createIndex(node, index);
            double cpu = Machine.cpuSeconds(node.pid());
            long start = TimeSource.SYSTEM.nanoTime();
            long documents = node.ingest(index.id(), lines.lines());
            double wall = (TimeSource.SYSTEM.nanoTime() - start) / 1e9;
            cpu = Machine.cpuSeconds(node.pid()) - cpu;
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
                    description.path("num_published_splits").longValue() + " splits, peak "
                            + Machine.peakMegabytes(node.pid()) + " MB resident");
        } finally {
            Machine.deleteFolder(folder);
        }
    }

    private static void createIndex(NodeProcess node, BenchIndex index) throws IOException {
        byte[] body = index.yaml().getBytes(StandardCharsets.UTF_8);
        node.post("/api/v1/indexes", "application/yaml", body, body.length);
    }
}
