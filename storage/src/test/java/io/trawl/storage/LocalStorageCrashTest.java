package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalStorageCrashTest {
    private static final StorageUri ROOT = StorageUri.parse("file:///srv/data/root");

    /// Several sectors, so that a torn write is one that could be noticed.
    private static final int VALUE_BYTES = 3_000;

    private final RequestContext context = RequestContext.background("crash");

    /// What the caller knows when the machine goes down.
    private static final class Known {
        /// Answered: this value is there. The empty text stands for: deleted.
        private final Map<String, String> acknowledged = new HashMap<>();
        /// Asked and not answered: one of these may be there instead.
        private final Map<String, Set<String>> possible = new HashMap<>();
    }

    private interface Step {
        void run(Storage storage, Known known);
    }

    @Test
    void aPutThatReturnedSurvivesACrashAtAnyOperation() {
        Random random =
                TestSeed.next("aPutThatReturnedSurvivesACrashAtAnyOperation").random();
        List<Step> steps = List.of(
                put("a", "first"),
                put("deep/er/b", "first"),
                put("a", "second"),
                putIfAbsent("log/00001", "mine"),
                putIfAbsent("log/00001", "late"),
                putIfAbsent("log/00002", "mine"),
                delete("deep/er/b"),
                put("deep/er/c", "first"),
                delete("a"),
                putIfAbsent("a", "third"),
                put("log/00002", "replaced"));
        ForgetfulDisk whole = new ForgetfulDisk();
        run(new LocalStorage(ROOT, whole), steps, new Known());
        assertThat(whole.operations()).isGreaterThan(50);

        for (long crash = 1; crash <= whole.operations(); crash++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            disk.crashAt(crash);
            Known known = new Known();
            run(new LocalStorage(ROOT, disk), steps, known);

            assertThat(disk.hasCrashed()).isTrue();
            verify(disk.afterCrash(), known, "crash " + crash + ", forced only");
            for (int i = 0; i < 20; i++) {
                verify(disk.afterCrash(random), known, "crash " + crash + ", variant " + i);
            }
        }
    }

    @Test
    void aFailureOfAnyOperationTakesNothingBackThatWasAnswered() {
        List<Step> steps = List.of(put("a", "first"), put("a", "second"), putIfAbsent("log/1", "mine"), delete("a"));
        ForgetfulDisk whole = new ForgetfulDisk();
        run(new LocalStorage(ROOT, whole), steps, new Known());

        for (long failing = 1; failing <= whole.operations(); failing++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            disk.failAt(failing, new IOException("Input/output error"));
            Known known = new Known();
            run(new LocalStorage(ROOT, disk), steps, known);

            verify(disk.afterCrash(), known, "failure at " + failing);
        }
    }

    @Test
    void randomRunsKeepWhatTheyAnswered() {
        TestSeed seed = TestSeed.next("randomRunsKeepWhatTheyAnswered");
        for (int round = 0; round < 150; round++) {
            Random random = seed.random(round);
            List<Step> steps = randomSteps(random);
            ForgetfulDisk disk = new ForgetfulDisk();
            disk.crashAt(1 + random.nextInt(120));
            Known known = new Known();
            run(new LocalStorage(ROOT, disk), steps, known);

            verify(disk.afterCrash(random), known, "round " + round);
        }
    }

    private static List<Step> randomSteps(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = List.of("a", "b", "f/a", "f/b", "f/g/a").get(random.nextInt(5));
            String value = "value-" + i;
            steps.add(
                    switch (random.nextInt(3)) {
                        case 0 -> put(key, value);
                        case 1 -> putIfAbsent(key, value);
                        default -> delete(key);
                    });
        }
        return steps;
    }

    @Test
    void aPutThatFindsAnotherProcessesFolderForcesItToo() throws IOException {
        ForgetfulDisk disk = new ForgetfulDisk();
        LocalStorage first = new LocalStorage(ROOT, disk);
        first.put(new StorageKey("k"), Payload.ofUtf8("x"), context);
        disk.createDirectory(ROOT.localPath().resolve("folder"));

        first.put(new StorageKey("folder/k"), Payload.ofUtf8("y"), context);

        assertThat(text(new LocalStorage(ROOT, disk.afterCrash()), "folder/k")).isEqualTo("y");
    }

    @Test
    void aLostRaceIsAsDurableAsAWonOne() throws IOException {
        ForgetfulDisk disk = new ForgetfulDisk();
        LocalStorage storage = new LocalStorage(ROOT, disk);
        storage.put(new StorageKey("log/1"), Payload.ofUtf8("x"), context);
        // Another process has won and not forced the folder yet.
        boolean linked = disk.linkIfAbsent(
                ROOT.localPath().resolve("log/1"), ROOT.localPath().resolve("log/2"));
        assertThat(linked).isTrue();

        assertThat(storage.putIfAbsent(new StorageKey("log/2"), Payload.ofUtf8("y"), context))
                .isFalse();

        assertThat(text(new LocalStorage(ROOT, disk.afterCrash()), "log/2")).isEqualTo("x");
    }

    @Test
    void saysThatTheDiskIsFullAndCleansUp() {
        ForgetfulDisk disk = new ForgetfulDisk();
        LocalStorage storage = new LocalStorage(ROOT, disk);
        disk.limit(1_000);

        assertThatThrownBy(() -> storage.put(new StorageKey("big"), Payload.ofBytes(new byte[1_001]), context))
                .satisfies(
                        failure -> assertThat(((TrawlException) failure).code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("/srv/data/root/big")
                .hasMessageContaining("no space left");

        storage.put(new StorageKey("fits"), Payload.ofBytes(new byte[1_000]), context);
        assertThat(storage.size(new StorageKey("fits"), context)).isEqualTo(1_000);
    }

    @Test
    void saysWhatIsForbidden() {
        assertFailure(new AccessDeniedException("x"), ErrorCode.INTERNAL, "permission denied");
        assertFailure(
                new FileSystemException("x", null, "Read-only file system"), ErrorCode.INTERNAL, "mounted read-only");
        assertFailure(new IOException("Input/output error"), ErrorCode.UNAVAILABLE, "Input/output error");
    }

    private void assertFailure(IOException cause, ErrorCode code, String message) {
        ForgetfulDisk disk = new ForgetfulDisk();
        LocalStorage storage = new LocalStorage(ROOT, disk);
        storage.put(new StorageKey("k"), Payload.ofUtf8("x"), context);
        disk.failAt(disk.operations() + 1, cause);

        assertThatThrownBy(() -> storage.put(new StorageKey("k"), Payload.ofUtf8("y"), context))
                .satisfies(
                        failure -> assertThat(((TrawlException) failure).code()).isEqualTo(code))
                .hasMessageContaining("/srv/data/root/k")
                .hasMessageContaining(message);
        assertThat(text(storage, "k")).isEqualTo("x");
    }

    private void run(Storage storage, List<Step> steps, Known known) {
        for (Step step : steps) {
            try {
                step.run(storage, known);
            } catch (TrawlException down) {
                assertThat(down.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            }
        }
    }

    private static Step put(String key, String value) {
        return (storage, known) -> attempt(known, key, value, () -> {
            storage.put(new StorageKey(key), Payload.ofUtf8(padded(value)), RequestContext.background("put"));
            return true;
        });
    }

    private static Step putIfAbsent(String key, String value) {
        return (storage, known) -> attempt(
                known,
                key,
                value,
                () -> storage.putIfAbsent(
                        new StorageKey(key), Payload.ofUtf8(padded(value)), RequestContext.background("put")));
    }

    private static Step delete(String key) {
        return (storage, known) -> attempt(known, key, "", () -> {
            storage.delete(new StorageKey(key), RequestContext.background("delete"));
            return true;
        });
    }

    private interface Change {
        boolean applied();
    }

    private static void attempt(Known known, String key, String value, Change change) {
        known.possible.computeIfAbsent(key, ignored -> new HashSet<>()).add(value);
        boolean applied = change.applied();
        // Answered: all that was open before is decided, unless the answer was `no`.
        if (applied) {
            known.acknowledged.put(key, value);
            known.possible.remove(key);
        } else {
            known.possible.get(key).remove(value);
        }
    }

    private void verify(ForgetfulDisk disk, Known known, String when) {
        Storage storage = new LocalStorage(ROOT, disk);
        Map<String, String> found = new HashMap<>();
        for (StorageObject object : storage.list("", "", 100, context)) {
            String value = text(storage, object.key().value());
            assertThat(value).as(when + ": " + object.key()).hasSize(VALUE_BYTES);
            found.put(object.key().value(), value.strip());
        }
        known.acknowledged.forEach((key, value) -> {
            Set<String> allowed = new HashSet<>(known.possible.getOrDefault(key, Set.of()));
            allowed.add(value);
            assertThat(found.getOrDefault(key, "")).as(when + ": " + key).isIn(allowed);
        });
        found.forEach((key, value) -> {
            Set<String> allowed = new HashSet<>(known.possible.getOrDefault(key, Set.of()));
            allowed.add(known.acknowledged.getOrDefault(key, ""));
            assertThat(value).as(when + ": " + key).isIn(allowed);
        });
        // The disk is as good as new: what crashed can be tried again.
        storage.put(new StorageKey("after/crash"), Payload.ofUtf8("x"), context);
        assertThat(text(new LocalStorage(ROOT, disk.afterCrash()), "after/crash"))
                .isEqualTo("x");
    }

    private static String padded(String value) {
        return value + " ".repeat(VALUE_BYTES - value.length());
    }

    private String text(Storage storage, String key) {
        return new String(storage.readAll(new StorageKey(key), context), StandardCharsets.UTF_8);
    }
}
