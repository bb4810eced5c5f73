package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.context;

import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.TimeSource;
import io.trawl.config.StorageUri;
import io.trawl.storage.FaultyStorage;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.OsDisk;
import io.trawl.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// A writer in a process of its own: `folder index-uid name commits seed`. Ends with 0 if all its commits were made.
final class WriterProcess {
    /// A day in two seconds, so that a process can be stopped for longer.
    static final ManifestOptions HASTY = ManifestOptions.DEFAULT
            .withRetention(Duration.ofMillis(2_000), Duration.ofMillis(500))
            .withSnapshotEntriesMax(20);

    private static final double FAULTS = 0.05;
    private static final int THREADS = 4;

    private WriterProcess() {}

    public static void main(String[] args) throws InterruptedException {
        Storage local = storage(Path.of(args[0]));
        Random random = new Random(Long.parseLong(args[4]));
        try (ManifestMetastore metastore = open(new FaultyStorage(local).failRandomly(FAULTS, random))) {
            run(args[2], Integer.parseInt(args[3])).run(metastore, IndexUid.parse(args[1]));
        }
    }

    static WriterRun run(String name, int commits) {
        return new WriterRun(name, THREADS, commits);
    }

    static Storage storage(Path folder) {
        return new LocalStorage(StorageUri.ofFile(folder), new OsDisk());
    }

    static ManifestMetastore open(Storage storage) {
        ManifestMetastore metastore =
                new ManifestMetastore(storage, HASTY, new IdGenerator(TimeSource.SYSTEM), TimeSource.SYSTEM);
        metastore.start(context());
        return metastore;
    }

    static Process start(Path folder, IndexUid uid, String name, int commits, long seed) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WriterProcess.class.getName(),
                folder.toString(),
                uid.toString(),
                name,
                Integer.toString(commits),
                Long.toString(seed)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// Stops a process as it stands, or lets it go on.
    static void signal(Process process, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("cannot send " + signal);
        }
    }
}
