package io.trawl.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./bench start`: what a node costs until it serves, what it holds when idle, and what a client command costs.
final class StartBench {
    private static final double NODE_CPU_SECONDS_MAX = 2;
    private static final double IDLE_HEAP_MEGABYTES_MAX = 100;
    private static final double CLIENT_CPU_SECONDS_MAX = 0.5;
    private static final int NODES = 3;
    private static final int CLIENTS = 5;
    /// The last line of a class histogram: what is reachable, in objects and bytes.
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    /// What the shell's `times` says of its children, after its own line: user and system time.
    private static final Pattern CHILDREN = Pattern.compile("(\\d+)m([\\d.]+)s\\s+(\\d+)m([\\d.]+)s\\s*$");

    private final Distribution distribution;

    StartBench(Path home) {
        this.distribution = new Distribution(home);
    }

    /// @return whether all targets were met
    boolean run() throws IOException, InterruptedException {
        System.out.println("start, AOT caches: node " + distribution.hasAotCache("node") + ", client "
                + distribution.hasAotCache("client") + ", " + Machine.load());
        double nodeCpu = Double.MAX_VALUE;
        double heap = Double.MAX_VALUE;
        double clientCpu = Double.MAX_VALUE;
        for (int i = 0; i < NODES; i++) {
            Path folder = Files.createTempDirectory("bench-start");
            try (NodeProcess node = NodeProcess.start(distribution, folder.resolve("data"), List.of(), List.of())) {
                nodeCpu = Math.min(nodeCpu, node.readyCpuSeconds());
                heap = Math.min(heap, reachableMegabytes(node.pid()));
                for (int k = 0; k < CLIENTS; k++) {
                    clientCpu = Math.min(clientCpu, clientCpuSeconds(node.address()));
                }
            } finally {
                Machine.deleteFolder(folder);
            }
        }
        boolean met = report("CPU-seconds until a node is ready", nodeCpu, NODE_CPU_SECONDS_MAX)
                & report("idle heap after a collection, MB", heap, IDLE_HEAP_MEGABYTES_MAX)
                & report("CPU-seconds of `trawl index list`", clientCpu, CLIENT_CPU_SECONDS_MAX);
        System.out.println("minima of " + NODES + " nodes and " + NODES * CLIENTS + " commands; " + Machine.load());
        return met;
    }

    private static boolean report(String what, double figure, double below) {
        boolean met = figure < below;
        System.out.printf(
                Locale.ROOT, "%-36s %6.2f   target: below %.1f: %s%n", what, figure, below, met ? "ok" : "MISSED");
        return met;
    }

    private static double reachableMegabytes(long pid) throws IOException, InterruptedException {
        // Makes a full collection first.
        String histogram = output(List.of(Distribution.jdkTool("jcmd"), Long.toString(pid), "GC.class_histogram"));
        return Double.parseDouble(find(TOTAL, histogram).group(1)) / 1e6;
    }

    private double clientCpuSeconds(String address) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\" >/dev/null && times", "sh"));
        command.addAll(distribution.client(List.of("index", "list", "--endpoint", address)));
        Matcher times = find(CHILDREN, output(command));
        return 60 * Double.parseDouble(times.group(1))
                + Double.parseDouble(times.group(2))
                + 60 * Double.parseDouble(times.group(3))
                + Double.parseDouble(times.group(4));
    }

    private static Matcher find(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("expected `" + pattern + "` in: " + text);
        }
        return matcher;
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (InputStream out = process.getInputStream()) {
            output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " exited with " + exit + ": "
                    + Arrays.toString(output.split("\n", -1)));
        }
        return output;
    }
}
