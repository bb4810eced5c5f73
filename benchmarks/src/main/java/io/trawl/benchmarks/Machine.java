package io.trawl.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the machine says: CPU time of this and other processes, load, sizes of folders.
final class Machine {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    /// Clock ticks a second in /proc, the same on every Linux.
    private static final double TICKS = 100;

    private Machine() {}

    static double ownCpuSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    /// User and system time of a process and all its threads, in seconds.
    static double cpuSeconds(long pid) {
        return cpuSeconds(read(Path.of("/proc/" + pid + "/stat")));
    }

    private static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /// CPU time of the threads that a process has now, in seconds, by name without numbers.
    static Map<String, Double> cpuSecondsByThread(long pid) {
        Map<String, Double> seconds = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                String stat = read(task.resolve("stat"));
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
                        .replaceAll("[-#0-9]*$", "");
                seconds.merge(name, cpuSeconds(stat), Double::sum);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return seconds;
    }

    /// The most memory that a process held at once, in MB.
    static long peakMegabytes(long pid) {
        for (String line : read(Path.of("/proc/" + pid + "/status")).split("\n", -1)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1000;
            }
        }
        return -1;
    }

    static String load() {
        return String.format(Locale.ROOT, "load average %.2f", SYSTEM.getSystemLoadAverage());
    }

    static long folderBytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(Machine::size).sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void deleteFolder(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
