package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.storage.Disk.OpenMode;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForgetfulDiskTest extends DiskContractTest {
    private static final Path FOLDER = Path.of("/data");

    @Override
    protected Disk openDisk() {
        return new ForgetfulDisk().withDirectory(FOLDER);
    }

    @Override
    protected Path existingFolder() {
        return FOLDER;
    }

    @Test
    void forgetsBytesThatWereNotForced() throws IOException {
        try (DiskFile file = disk.open(FOLDER.resolve("f"), OpenMode.CREATE)) {
            write(file, "forced", 0);
            file.force();
            disk.forceDirectory(FOLDER);
            write(file, "FORGOTTEN", 0);
        }

        assertThat(content(forgetful(), FOLDER.resolve("f"))).isEqualTo("FORGOTTEN");
        assertThat(content(forgetful().afterCrash(), FOLDER.resolve("f"))).isEqualTo("forced");
    }

    @Test
    void forgetsNamesThatWereNotForced() throws IOException {
        try (DiskFile file = disk.open(FOLDER.resolve("f"), OpenMode.CREATE)) {
            write(file, "bytes without a name", 0);
            file.force();
        }

        assertThat(forgetful().afterCrash().exists(FOLDER.resolve("f"))).isFalse();
    }

    @Test
    void forgetsWhatLiesInAForgottenFolder() throws IOException {
        disk.createDirectory(FOLDER.resolve("d"));
        create(FOLDER.resolve("d/f"), "x");
        disk.forceDirectory(FOLDER.resolve("d"));

        assertThat(forgetful().afterCrash().exists(FOLDER.resolve("d"))).isFalse();
    }

    @Test
    void forgetsDeletionsAndRenames() throws IOException {
        createForced("a", "first");
        createForced("b", "second");
        assertThat(disk.deleteIfExists(FOLDER.resolve("a"))).isTrue();
        disk.rename(FOLDER.resolve("b"), FOLDER.resolve("c"));

        ForgetfulDisk after = forgetful().afterCrash();

        assertThat(content(after, FOLDER.resolve("a"))).isEqualTo("first");
        assertThat(content(after, FOLDER.resolve("b"))).isEqualTo("second");
        assertThat(after.exists(FOLDER.resolve("c"))).isFalse();
    }

    @Test
    void keepsAFileOneFileUnderTwoNames() throws IOException {
        createForced("a", "old");
        assertThat(disk.linkIfAbsent(FOLDER.resolve("a"), FOLDER.resolve("b"))).isTrue();
        disk.forceDirectory(FOLDER);

        ForgetfulDisk after = forgetful().afterCrash();
        try (DiskFile file = after.open(FOLDER.resolve("a"), OpenMode.WRITE)) {
            write(file, "new", 0);
        }

        assertThat(content(after, FOLDER.resolve("b"))).isEqualTo("new");
    }

    @Test
    void mayKeepAnyPartOfWhatWasNotForced() throws IOException {
        Random random = TestSeed.next("mayKeepAnyPartOfWhatWasNotForced").random();
        createForced("f", "....");
        try (DiskFile file = disk.open(FOLDER.resolve("f"), OpenMode.WRITE)) {
            write(file, "aa", 0);
            write(file, "bb", 2);
        }

        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(content(forgetful().afterCrash(random), FOLDER.resolve("f")));
        }

        // Nothing, all, in order and out of order, whole and torn.
        assertThat(seen).contains("....", "aabb", "aa..", "..bb", "a...", "aab.", "..b.", "a.bb");
    }

    @Test
    void mayKeepAnyNameThatWasNotForced() throws IOException {
        Random random = TestSeed.next("mayKeepAnyNameThatWasNotForced").random();
        create(FOLDER.resolve("a"), "x");
        create(FOLDER.resolve("b"), "x");
        disk.rename(FOLDER.resolve("a"), FOLDER.resolve("c"));

        Set<Set<String>> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Set<String> names = new HashSet<>();
            forgetful().afterCrash(random).list(FOLDER).forEach(entry -> names.add(entry.name()));
            seen.add(names);
        }

        assertThat(seen).contains(Set.of(), Set.of("a"), Set.of("b"), Set.of("a", "b"), Set.of("b", "c"));
        assertThat(seen).noneMatch(names -> names.contains("a") && names.contains("c"));
    }

    @Test
    void crashesAtTheOperationItWasToldTo() throws IOException {
        forgetful().crashAt(3);
        DiskFile file = disk.open(FOLDER.resolve("f"), OpenMode.CREATE);
        write(file, "x", 0);

        assertThatThrownBy(file::force).hasMessageContaining("crashed at operation 3");

        assertThat(forgetful().hasCrashed()).isTrue();
        assertThatThrownBy(() -> read(file, 0, 1)).hasMessageContaining("crashed");
        assertThatThrownBy(() -> disk.list(FOLDER)).hasMessageContaining("crashed");
        assertThat(forgetful().afterCrash().list(FOLDER)).isEmpty();
    }

    @Test
    void losesWhatAForceFailedToForceThoughItCanBeRead() throws IOException {
        createForced("f", "old");
        try (DiskFile file = disk.open(FOLDER.resolve("f"), OpenMode.WRITE)) {
            write(file, "new", 0);
            forgetful().failAt(forgetful().operations() + 1, new IOException("Input/output error"));

            assertThatThrownBy(file::force).hasMessage("Input/output error");
            file.force();

            assertThat(read(file, 0, 3)).isEqualTo("new");
        }
        assertThat(content(forgetful().afterCrash(), FOLDER.resolve("f"))).isEqualTo("old");
    }

    @Test
    void fillsUp() throws IOException {
        forgetful().limit(10);
        try (DiskFile file = disk.open(FOLDER.resolve("f"), OpenMode.CREATE)) {
            write(file, "0123456789", 0);
            write(file, "x", 5);

            assertThatThrownBy(() -> write(file, "xy", 9)).hasMessageContaining("No space left");
            file.truncate(5);
            write(file, "xy", 5);
        }
    }

    private void createForced(String name, String content) throws IOException {
        try (DiskFile file = disk.open(FOLDER.resolve(name), OpenMode.CREATE_NEW)) {
            write(file, content, 0);
            file.force();
        }
        disk.forceDirectory(FOLDER);
    }

    private ForgetfulDisk forgetful() {
        return (ForgetfulDisk) disk;
    }
}
