package io.trawl.benchmarks;

import io.trawl.common.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.MMapDirectory;

/// `./bench search`: warm searches on one resident split, beside plain Lucene on one segment of the same documents.
///
/// Both run in this process, in turns, so that both see the same machine; the answers must be equal.
final class SearchBench {
    /// A warm search may cost so much of plain Lucene's minimum, and so much more.
    private static final double ALLOWED_FACTOR = 1.15;

    private static final double ALLOWED_MILLIS = 0.15;
    private static final double WARM_UP_SHARE = 0.3;
    private static final int MIN_RUNS = 30;

    private final Path file;
    private final BenchIndex index;
    private final double secondsPerQuery;
    private final String only;

    /// @param only a part of the names of the queries to run, for a profiler; empty: all
    SearchBench(Path file, BenchIndex index, double secondsPerQuery, String only) {
        this.file = file;
        this.index = index;
        this.secondsPerQuery = secondsPerQuery;
        this.only = only;
    }

    /// @return whether all queries were within what is allowed
    boolean run() throws IOException {
        Lines lines = Lines.read(file);
        System.out.printf(
                Locale.ROOT,
                "search %s, %.1f MB, %d documents, %s%n",
                file.getFileName(),
                lines.bytes() / 1e6,
                lines.lines().size(),
                Machine.load());
        Path folder = Files.createTempDirectory("bench-search");
        try (ProductSplit split = ProductSplit.build(lines, index, folder.resolve("data"))) {
            Path plainFolder = Files.createDirectory(folder.resolve("plain"));
            PlainLuceneIndexer.index(lines.lines(), plainFolder, true);
            System.out.printf(
                    Locale.ROOT,
                    "one split of %.1f MB (raw : stored %.2f), one segment of %.1f MB (%.2f)%n",
                    split.metadata().fileSize() / 1e6,
                    lines.bytes() / (double) split.metadata().fileSize(),
                    Machine.folderBytes(plainFolder) / 1e6,
                    lines.bytes() / (double) Machine.folderBytes(plainFolder));
            QueryTexts texts = QueryTexts.of(lines);
            try (MMapDirectory directory = new MMapDirectory(plainFolder);
                    DirectoryReader reader = DirectoryReader.open(directory)) {
                Map<String, PlainLuceneQueries.Run> plain = new PlainLuceneQueries(reader, texts).all();
                Map<String, PlainLuceneQueries.Run> product =
                        new ProductQueries(split.searcher(), split.index().indexId(), texts).all();
                return compare(plain, product);
            }
        } finally {
            Machine.deleteFolder(folder);
        }
    }

    private boolean compare(Map<String, PlainLuceneQueries.Run> plain, Map<String, PlainLuceneQueries.Run> product)
            throws IOException {
        System.out.println("                        answer   plain Lucene min, p50 ms      Trawl min, p50 ms   ratio");
        int passed = 0;
        int compared = 0;
        for (Map.Entry<String, PlainLuceneQueries.Run> query : plain.entrySet()) {
            if (!query.getKey().contains(only)) {
                continue;
            }
            compared++;
            PlainLuceneQueries.Run other = product.get(query.getKey());
            if (other == null) {
                throw new IllegalStateException("the product is not asked for `" + query.getKey() + "`");
            }
            passed += compare(query.getKey(), query.getValue(), other) ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%d of %d within %.2f x plain Lucene's minimum + %.2f ms; %s%n",
                passed,
                compared,
                ALLOWED_FACTOR,
                ALLOWED_MILLIS,
                Machine.load());
        return passed == compared;
    }

    private boolean compare(String name, PlainLuceneQueries.Run plain, PlainLuceneQueries.Run product)
            throws IOException {
        long answer = plain.run();
        long productAnswer = product.run();
        if (answer != productAnswer) {
            System.out.printf(
                    Locale.ROOT, "%-20s DIFFERENT: plain Lucene answers %d, Trawl %d%n", name, answer, productAnswer);
            return false;
        }
        inTurns(plain, product, secondsPerQuery * WARM_UP_SHARE, new Timings(), new Timings());
        Timings plainTimes = new Timings();
        Timings productTimes = new Timings();
        inTurns(plain, product, secondsPerQuery, plainTimes, productTimes);
        double allowed = plainTimes.minMillis() * ALLOWED_FACTOR + ALLOWED_MILLIS;
        boolean within = productTimes.minMillis() <= allowed;
        System.out.printf(
                Locale.ROOT,
                "%-20s %9d   %10.3f %12.3f   %10.3f %12.3f   %5.2f   %s%n",
                name,
                answer,
                plainTimes.minMillis(),
                plainTimes.p50Millis(),
                productTimes.minMillis(),
                productTimes.p50Millis(),
                productTimes.minMillis() / plainTimes.minMillis(),
                within ? "ok" : String.format(Locale.ROOT, "more than %.3f ms", allowed));
        return within;
    }

    private static void inTurns(
            PlainLuceneQueries.Run plain,
            PlainLuceneQueries.Run product,
            double seconds,
            Timings plainTimes,
            Timings productTimes)
            throws IOException {
        TimeSource time = TimeSource.SYSTEM;
        long end = time.nanoTime() + (long) (seconds * 1e9);
        while (time.nanoTime() < end || plainTimes.count() < MIN_RUNS) {
            long start = time.nanoTime();
            plain.run();
            long between = time.nanoTime();
            product.run();
            plainTimes.add(between - start);
            productTimes.add(time.nanoTime() - between);
        }
    }
}
