package io.trawl.benchmarks;

import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.MetastoreUri;
import io.trawl.config.NodeConfig;
import io.trawl.ingest.CommitType;
import io.trawl.loggen.LogGenerator;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.ManifestMetastore;
import io.trawl.metastore.ManifestOptions;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitOpener;
import io.trawl.split.SplitReader;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.OsDisk;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/// Splits of generated logs on this machine's disk, made once by the product and used again by later runs.
final class ColdData implements AutoCloseable {
    private static final long SEED = 1;
    private static final String DONE_FILE = "bench.properties";

    private final Properties properties;
    private final Storage storage;
    private final ManifestMetastore metastore;
    private final IndexMetadata index;

    /// What the data must be.
    ///
    /// @param rawMegabytes of one split's lines
    record Size(int splits, int rawMegabytes) {
        Size {
            if (splits < 1 || rawMegabytes < 1) {
                throw new IllegalArgumentException(
                        "--splits and --raw-mb must be at least 1, got " + splits + " and " + rawMegabytes);
            }
        }
    }

    private ColdData(Properties properties, Storage storage, ManifestMetastore metastore, IndexMetadata index) {
        this.properties = properties;
        this.storage = storage;
        this.metastore = metastore;
        this.index = index;
    }

    /// Opens the data below the folder; makes it first where the folder is absent or empty.
    static ColdData open(Path folder, BenchIndex benchIndex, Size size) throws IOException {
        if (!Files.exists(folder.resolve(DONE_FILE))) {
            build(folder, benchIndex, size);
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(folder.resolve(DONE_FILE))) {
            properties.load(in);
        }
        Size found = new Size(
                Integer.parseInt(properties.getProperty("splits")), Integer.parseInt(properties.getProperty("raw-mb")));
        if (!found.equals(size)) {
            throw new IllegalArgumentException("`" + folder + "` holds " + found.splits() + " splits of "
                    + found.rawMegabytes() + " MB, not " + size.splits() + " of " + size.rawMegabytes()
                    + ": name another folder, or delete it");
        }
        NodeConfig config = BenchNode.config(folder);
        if (!(config.metastoreUri() instanceof MetastoreUri.OnStorage onStorage)) {
            throw new IllegalStateException("the default metastore is a folder");
        }
        ManifestMetastore metastore = new ManifestMetastore(
                new LocalStorage(onStorage.root(), new OsDisk()),
                ManifestOptions.DEFAULT,
                new IdGenerator(TimeSource.SYSTEM),
                TimeSource.SYSTEM);
        metastore.start(RequestContext.background("bench-open"));
        IndexMetadata index = metastore.view().indexes().stream()
                .filter(one -> one.indexId().equals(benchIndex.id()))
                .findFirst()
                .orElseThrow(() -> new IOException("`" + folder + "` has no index " + benchIndex.id()));
        Storage storage = new LocalStorage(index.config().indexUri(), new OsDisk());
        ColdData data = new ColdData(properties, storage, metastore, index);
        data.checkFormat(folder);
        return data;
    }

    /// While the format grows, splits of yesterday may not be readable today.
    private void checkFormat(Path folder) throws IOException {
        SplitMetadata first = splits().getFirst();
        Path cache = Files.createTempDirectory("bench-check");
        try (SplitCache splits = ColdNode.newCache(cache);
                SplitReader reader = new SplitOpener(splits)
                        .open(
                                storage,
                                new StorageKey(first.fileName()),
                                first.footerOffsets(),
                                RequestContext.background("bench-check"))) {
            if (reader.leafReader().maxDoc() != first.numDocs()) {
                throw new IOException("split " + first.splitId() + " has "
                        + reader.leafReader().maxDoc() + " of " + first.numDocs() + " documents");
            }
        } catch (TrawlException unreadable) {
            throw new IllegalArgumentException(
                    "the splits in `" + folder + "` cannot be read by this version, delete them: "
                            + TrawlException.describe(unreadable),
                    unreadable);
        } finally {
            Machine.deleteFolder(cache);
        }
    }

    private static void build(Path folder, BenchIndex benchIndex, Size size) throws IOException {
        if (Files.exists(folder) && Machine.folderBytes(folder) > 0) {
            throw new IllegalArgumentException(
                    "`" + folder + "` holds something else, or splits of a run that was broken off: delete it");
        }
        System.out.printf(Locale.ROOT, "making %d splits of %d MB of logs%n", size.splits(), size.rawMegabytes());
        long start = TimeSource.SYSTEM.nanoTime();
        double cpu = Machine.ownCpuSeconds();
        try (BenchNode node = BenchNode.start(benchIndex, folder)) {
            LogGenerator logs = new LogGenerator(SEED);
            byte[] batch = new byte[BenchNode.BATCH_BYTES];
            int filled = 0;
            long raw = 0;
            String first = "";
            for (int split = 1; split <= size.splits(); split++) {
                long end = raw + size.rawMegabytes() * 1_000_000L;
                while (raw < end) {
                    filled = logs.fill(batch, 0);
                    raw += filled;
                    first = first.isEmpty() ? line(batch, 0) : first;
                    node.ingest(batch, filled, raw < end ? CommitType.AUTO : CommitType.FORCE);
                }
                int published = node.published().size();
                if (published != split) {
                    throw new IOException("after " + split + " commits there are " + published + " splits: give"
                            + " --raw-mb that fits into one");
                }
            }
            long documents = node.published().stream()
                    .mapToLong(split -> split.metadata().numDocs())
                    .sum();
            if (documents != logs.lines()) {
                throw new IOException("the splits have " + documents + " of " + logs.lines() + " documents");
            }
            note(folder, size, raw, QueryTexts.of(first, lastHalf(batch, filled)));
        }
        System.out.printf(
                Locale.ROOT,
                "took %.0f s, %.0f CPU-s%n",
                (TimeSource.SYSTEM.nanoTime() - start) / 1e9,
                Machine.ownCpuSeconds() - cpu);
    }

    private static String line(byte[] batch, int from) {
        int end = from;
        while (batch[end] != '\n') {
            end++;
        }
        return new String(batch, from, end - from, StandardCharsets.UTF_8);
    }

    /// Whole lines, all of them from the last batch.
    private static List<String> lastHalf(byte[] batch, int filled) {
        String text = new String(batch, filled / 2, filled - filled / 2, StandardCharsets.UTF_8);
        return text.substring(text.indexOf('\n') + 1).lines().toList();
    }

    private static void note(Path folder, Size size, long raw, QueryTexts texts) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("splits", Integer.toString(size.splits()));
        properties.setProperty("raw-mb", Integer.toString(size.rawMegabytes()));
        properties.setProperty("raw-bytes", Long.toString(raw));
        properties.setProperty("window-start", Long.toString(texts.windowStartMillis()));
        properties.setProperty("window-end", Long.toString(texts.windowEndMillis()));
        properties.setProperty("trace-id", texts.traceId());
        try (OutputStream out = Files.newOutputStream(folder.resolve(DONE_FILE))) {
            properties.store(out, "made by ./bench cold, seed " + SEED);
        }
    }

    MetastoreView view() {
        return metastore.view();
    }

    IndexMetadata index() {
        return index;
    }

    /// The newest last.
    List<SplitMetadata> splits() {
        return view().splits(SplitQuery.published(index.uid()).build()).stream()
                .map(Split::metadata)
                .sorted(Comparator.comparing(SplitMetadata::splitId))
                .toList();
    }

    /// Where the split files lie.
    Storage storage() {
        return storage;
    }

    QueryTexts texts() {
        return new QueryTexts(
                Long.parseLong(properties.getProperty("window-start")),
                Long.parseLong(properties.getProperty("window-end")),
                properties.getProperty("trace-id"));
    }

    long rawBytes() {
        return Long.parseLong(properties.getProperty("raw-bytes"));
    }

    @Override
    public void close() {
        metastore.close();
    }
}
