package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.Threads;
import io.trawl.storage.Disk.OpenMode;
import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OsDiskTest extends DiskContractTest {
    @TempDir
    private Path directory;

    @Override
    protected Disk openDisk() {
        return new OsDisk();
    }

    @Override
    protected Path existingFolder() {
        return directory;
    }

    @Test
    void anInterruptOfOneThreadDoesNotCloseTheFileForOthers() throws Exception {
        int threads = 4;
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong writes = new AtomicLong();
        AtomicLong failures = new AtomicLong();
        try (DiskFile file = disk.open(directory.resolve("log"), OpenMode.CREATE_NEW)) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long position = i * 8L;
                writers.add(Threads.startPlatform("writer", () -> {
                    for (long value = 1; !done.get(); value++) {
                        try {
                            writeAndReadBack(file, position, value);
                            writes.incrementAndGet();
                        } catch (IOException | AssertionError failure) {
                            failures.incrementAndGet();
                        }
                    }
                }));
            }
            for (int i = 0; i < 200; i++) {
                long before = writes.get();
                writers.get(i % threads).interrupt();
                Eventually.isTrue("writers go on", () -> writes.get() > before || failures.get() > 0);
            }
            done.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        assertThat(failures).hasValue(0);
    }

    private static void writeAndReadBack(DiskFile file, long position, long value) throws IOException {
        file.write(ByteBuffer.allocate(8).putLong(0, value), position);
        ByteBuffer back = ByteBuffer.allocate(8);
        assertThat(file.read(back, position)).isEqualTo(8);
        assertThat(back.getLong(0)).isEqualTo(value);
    }
}
