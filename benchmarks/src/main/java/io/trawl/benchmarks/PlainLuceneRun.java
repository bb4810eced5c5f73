package io.trawl.benchmarks;

import io.trawl.common.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// The baseline of `./bench ingest` in a process of its own: FILE FOLDER WARM_UPS. Prints CPU-seconds, seconds and
/// bytes stored.
final class PlainLuceneRun {
    private PlainLuceneRun() {}

    public static void main(String[] arguments) throws IOException {
        Lines lines = Lines.read(Path.of(arguments[0]));
        Path folder = Path.of(arguments[1]);
        // A quarter of the file, and then all of it, warm the compilers, as they do for the product.
        PlainLuceneIndexer.index(lines.firstQuarter().lines(), folder, false);
        Machine.deleteFolder(folder);
        for (int pass = 0; pass < Integer.parseInt(arguments[2]); pass++) {
            PlainLuceneIndexer.index(lines.lines(), folder, false);
            Machine.deleteFolder(folder);
        }
        System.gc();
        double cpu = Machine.ownCpuSeconds();
        long start = TimeSource.SYSTEM.nanoTime();
        PlainLuceneIndexer.index(lines.lines(), folder, false);
        double wall = (TimeSource.SYSTEM.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT, "%.2f %.2f %d%n", Machine.ownCpuSeconds() - cpu, wall, Machine.folderBytes(folder));
    }
}
