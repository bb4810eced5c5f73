package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.config.StorageUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContractTest {
    @TempDir
    private Path folder;

    @Override
    protected Storage open() {
        return new LocalStorage(StorageUri.ofFile(folder.resolve("data/root")), new OsDisk());
    }

    @Override
    protected Storage openAgain() {
        return open();
    }

    @Override
    protected boolean takesUnicode() {
        return System.getProperty("sun.jnu.encoding", "").equals("UTF-8");
    }

    @Test
    void makesItsRootOnlyWhenSomethingIsPut() {
        assertThat(listed("", "", 10)).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();

        put("k", "x");

        assertThat(folder.resolve("data/root/k")).hasContent("x");
    }

    @Test
    void saysWhichFileHoldsAnObject() {
        put("a/b.split", "x");

        assertThat(storage.localFile(key("a/b.split"))).hasValue(folder.resolve("data/root/a/b.split"));
        assertThat(storage.localFile(key("absent"))).hasValue(folder.resolve("data/root/absent"));
    }

    @Test
    void readsWhatOtherProgramsWrote() throws IOException {
        Path root = Files.createDirectories(folder.resolve("data/root"));
        Files.writeString(root.resolve("docs.ndjson"), "{}\n");

        assertThat(text("docs.ndjson")).isEqualTo("{}\n");
    }

    @Test
    void leavesNoTemporaryFiles(@TempDir Path elsewhere) throws IOException {
        put("a/1", "x");
        put("a/1", "y");
        assertThat(storage.putIfAbsent(key("a/1"), Payload.ofUtf8("z"), context))
                .isFalse();
        assertThat(storage.putIfAbsent(key("a/2"), Payload.ofUtf8("z"), context))
                .isTrue();
        Path gone = Files.writeString(elsewhere.resolve("gone"), "x");
        Payload payload = Payload.ofFile(gone);
        Files.delete(gone);
        assertThatThrownBy(() -> storage.put(key("a/3"), payload, context)).satisfies(hasCode(ErrorCode.INTERNAL));

        try (Stream<Path> files = Files.list(folder.resolve("data/root/a"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("1", "2");
        }
    }

    @Test
    void neverListsOrTakesTemporaryNames() throws IOException {
        put("a/1", "x");
        Files.writeString(folder.resolve("data/root/a/.trawl-tmp-01J"), "half");

        assertThat(listed("", "", 10)).containsExactly("a/1");
        assertThatThrownBy(() -> storage.readAll(key("a/.trawl-tmp-01J"), context))
                .satisfies(hasCode(ErrorCode.BAD_REQUEST))
                .hasMessageContaining(".trawl-tmp-");
    }

    @Test
    void deletesAbandonedTemporaries() throws IOException {
        put("a/1", "x");
        Path abandoned = Files.writeString(folder.resolve("data/root/a/.trawl-tmp-01J"), "half");
        long modified = Files.getLastModifiedTime(abandoned).toMillis();

        assertThat(storage.tidy("a", modified, context)).isZero();
        assertThat(storage.tidy("nowhere", modified + 1, context)).isZero();
        assertThat(storage.tidy("", modified + 1, context)).isEqualTo(1);

        assertThat(abandoned).doesNotExist();
        assertThat(listed("", "", 10)).containsExactly("a/1");
    }

    @Test
    void removesEmptyFoldersButNotItsRoot() {
        put("a/b/1", "x");
        put("c/1", "x");
        storage.delete(key("a/b/1"), context);

        assertThat(storage.tidy("c", 0, context)).isZero();
        assertThat(folder.resolve("data/root/a")).exists();
        storage.tidy("a", 0, context);
        assertThat(folder.resolve("data/root/a")).doesNotExist();
        assertThat(text("c/1")).isEqualTo("x");

        storage.delete(key("c/1"), context);
        storage.tidy("", 0, context);
        assertThat(folder.resolve("data/root")).isEmptyDirectory();

        put("a/b/2", "again");
        assertThat(text("a/b/2")).isEqualTo("again");
    }

    @Test
    void putsWhileItsFoldersAreTidiedAway() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService executor = Threads.virtual("tidier")) {
            Future<?> tidier = executor.submit(() -> {
                while (!done.get()) {
                    openAgain().tidy("", 0, RequestContext.background("tidy"));
                    // Without a pause nobody could put anything.
                    LockSupport.parkNanos(50_000_000);
                }
            });
            try {
                for (int i = 0; i < 100; i++) {
                    put("a/b/" + i, "x");
                    storage.delete(key("a/b/" + i), context);
                }
            } finally {
                done.set(true);
            }
            tidier.get();
        }
    }

    @Test
    void makesFoldersAgainThatSomeoneRemoved() throws IOException {
        put("a/b/1", "x");
        Files.delete(folder.resolve("data/root/a/b/1"));
        Files.delete(folder.resolve("data/root/a/b"));
        Files.delete(folder.resolve("data/root/a"));

        put("a/b/2", "y");

        assertThat(text("a/b/2")).isEqualTo("y");
    }

    @Test
    void saysThatAKeyIsAFolderOfAnother() {
        put("a/b", "x");

        for (String clash : List.of("a", "a/b/c")) {
            for (ThrowingCallable write : List.<ThrowingCallable>of(
                    () -> put(clash, "y"), () -> storage.putIfAbsent(key(clash), Payload.ofUtf8("y"), context))) {
                assertThatThrownBy(write)
                        .satisfies(hasCode(ErrorCode.INTERNAL))
                        .hasMessageContaining("must not be a folder of another key");
            }
        }
    }

    @Test
    void saysThatANameIsTooLong() {
        assertThatThrownBy(() -> put("n".repeat(300), "x"))
                .satisfies(hasCode(ErrorCode.INTERNAL))
                .hasMessageContaining("too long");
    }

    @Test
    void outlivesAnInterrupt() {
        put("k", "before");

        Thread.currentThread().interrupt();
        put("k", "after");
        String read = text("k");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(read).isEqualTo("after");
    }
}
