package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.trawl.common.ByteRange;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.common.cache.CacheSettings;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stays on disk when a node stops, and what may not stay.
class SplitCacheTest {
    private static final RequestContext CONTEXT = RequestContext.background("test");

    @TempDir
    private Path folder;

    private Path files;
    private StoredSplit stored;

    @BeforeEach
    void store() throws IOException {
        files = folder.resolve("cache");
        Random random = TestSeed.next("SplitCacheTest").random();
        stored = StoredSplit.create(4_000, random, folder);
    }

    private static SplitCacheLimits limits(long diskBytes, int fileCount) {
        return new SplitCacheLimits(
                DataSize.ofBytes(diskBytes),
                fileCount,
                4,
                CacheSettings.of(DataSize.ofMebibytes(64).bytes(), CacheSettings.Policy.LRU));
    }

    private SplitCache open() {
        return SplitCache.open(files, limits(1 << 30, 100));
    }

    private long requests() {
        return stored.storage().ledger().snapshot().requests();
    }

    private void fetchAll(SplitCache cache) throws IOException {
        try (SplitReader reader = stored.open(cache, CONTEXT)) {
            reader.fetch(List.of(reader.dataRange()), CONTEXT);
            checkReads(reader.leafReader());
            assertThat(reader.misses()).isZero();
        }
    }

    private void checkReads(LeafReader reader) throws IOException {
        reader.checkIntegrity();
        for (int doc = 0; doc < reader.maxDoc(); doc += 97) {
            reader.storedFields().document(doc);
        }
    }

    private static StorageKey copy(int number) {
        return StorageKey.of("copy-" + number + ".split");
    }

    private SplitReader openCopy(SplitCache cache, int number) {
        return new SplitOpener(cache)
                .open(stored.storage(), copy(number), stored.packaged().tail(), CONTEXT);
    }

    private void storeCopies(int count) {
        for (int i = 0; i < count; i++) {
            stored.storage().put(copy(i), Payload.ofFile(stored.packaged().file()), CONTEXT);
        }
    }

    @Test
    void aRestartedNodeReadsNothingAgain() throws IOException {
        try (SplitCache cache = open()) {
            fetchAll(cache);
        }
        long before = requests();

        try (SplitCache cache = open()) {
            assertThat(cache.files()).isEqualTo(1);
            assertThat(cache.openSplits()).isZero();
            assertThat(cache.diskBytes()).isGreaterThan(stored.packaged().length() * 9 / 10);
            fetchAll(cache);
        }
        assertThat(requests()).isEqualTo(before);
    }

    @Test
    void whatAKilledNodeHadReadIsValidToo() throws IOException {
        try (SplitCache cache = open();
                SplitReader reader = stored.open(cache, CONTEXT)) {
            ByteRange half = new ByteRange(0, reader.dataRange().end() / 2);
            reader.fetch(List.of(half), CONTEXT);
            long before = requests();
            Path left = Files.createDirectories(folder.resolve("left"));
            try (Stream<Path> paths = Files.list(files)) {
                for (Path path : paths.toList()) {
                    Files.copy(path, left.resolve(path.getFileName()));
                }
            }

            try (SplitCache next = SplitCache.open(left, limits(1 << 30, 100));
                    SplitReader again = stored.open(next, CONTEXT)) {
                again.fetch(List.of(half), CONTEXT);
                assertThat(requests()).isEqualTo(before);
                again.fetch(List.of(again.dataRange()), CONTEXT);
                checkReads(again.leafReader());
            }
            long rest = reader.dataRange().length() - half.length();
            long bytes = stored.storage().ledger().snapshot().bytesRead();
            assertThat(bytes).isLessThan(stored.packaged().tail().length() + half.length() + rest + (256 << 10));
        }
    }

    @Test
    void aClosedSplitOpensAgainFromItsFile() throws IOException {
        SplitCacheLimits noReaders =
                new SplitCacheLimits(DataSize.ofGibibytes(1), 100, 4, CacheSettings.of(0, CacheSettings.Policy.LRU));
        try (SplitCache cache = SplitCache.open(files, noReaders)) {
            fetchAll(cache);
            assertThat(cache.openSplits()).isZero();
            long before = requests();

            fetchAll(cache);

            assertThat(requests()).isEqualTo(before);
        }
    }

    @Test
    void damagedPagesAreReadAgain() throws IOException {
        try (SplitCache cache = open()) {
            fetchAll(cache);
        }
        Random random = TestSeed.next("damagedPagesAreReadAgain").random();
        for (int i = 0; i < 5; i++) {
            damage(random.nextLong(stored.packaged().tail().start()));
        }
        long before = requests();

        try (SplitCache cache = open()) {
            fetchAll(cache);
        }

        assertThat(requests()).isBetween(before + 1, before + 5);
    }

    @Test
    void aDamagedTailIsReadAgain() throws IOException {
        try (SplitCache cache = open()) {
            fetchAll(cache);
        }
        damage(stored.packaged().tail().start() + 100);
        long before = requests();

        try (SplitCache cache = open()) {
            fetchAll(cache);
            assertThat(cache.files()).isEqualTo(1);
        }

        assertThat(requests()).isGreaterThan(before);
        assertThat(fileCount()).isEqualTo(1);
    }

    @Test
    void filesThatAreNoneAreDeleted() throws IOException {
        try (SplitCache cache = open()) {
            fetchAll(cache);
        }
        Path whole = only();
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(files.resolve("7.sparse"), new byte[10]);
        Files.write(files.resolve("8.sparse"), new byte[100_000]);
        Files.write(files.resolve("strange.sparse"), java.util.Arrays.copyOf(bytes, bytes.length - 3));
        byte[] identityDamaged = bytes.clone();
        identityDamaged[bytes.length - 30] ^= 1;
        Files.write(files.resolve("9.sparse"), identityDamaged);

        try (SplitCache cache = open()) {
            assertThat(cache.files()).isEqualTo(1);
            assertThat(fileCount()).isEqualTo(1);
            fetchAll(cache);
        }
    }

    private void damage(long at) throws IOException {
        try (FileChannel channel = FileChannel.open(only(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.flip();
            one.put(0, (byte) (one.get(0) ^ 0x55));
            channel.write(one, at);
        }
    }

    private Path only() throws IOException {
        try (Stream<Path> paths = Files.list(files)) {
            return paths.reduce((a, b) -> {
                        throw new AssertionError("more than one file");
                    })
                    .orElseThrow();
        }
    }

    private long fileCount() throws IOException {
        try (Stream<Path> paths = Files.list(files)) {
            return paths.count();
        }
    }

    @Test
    void aTailFetchedAheadSparesTheOpen() throws IOException {
        try (SplitCache cache = open()) {
            SplitOpener opener = new SplitOpener(cache);
            long read = opener.fetchTail(
                    stored.storage(), stored.key(), stored.packaged().tail(), CONTEXT);
            assertThat(read).isEqualTo(stored.packaged().tail().length());
            assertThat(cache.openSplits()).isZero();
            long before = requests();

            try (SplitReader reader = stored.open(cache, CONTEXT)) {
                assertThat(reader.leafReader().maxDoc()).isEqualTo(4_000);
                assertThat(opener.fetchTail(
                                stored.storage(),
                                stored.key(),
                                stored.packaged().tail(),
                                CONTEXT))
                        .isZero();
            }

            assertThat(requests()).isEqualTo(before);
            fetchAll(cache);
        }
    }

    @Test
    void keepsNoMoreFilesThanItMay() throws IOException {
        storeCopies(8);
        try (SplitCache cache = SplitCache.open(files, limits(1 << 30, 3))) {
            for (int i = 0; i < 8; i++) {
                openCopy(cache, i).close();
                assertThat(cache.files()).isLessThanOrEqualTo(3);
            }
            assertThat(fileCount()).isEqualTo(3);
            assertThat(cache.statistics().getLast().statistics().evictions()).isEqualTo(5);
        }
        try (SplitCache cache = SplitCache.open(files, limits(1 << 30, 2))) {
            assertThat(cache.files()).isEqualTo(2);
            assertThat(fileCount()).isEqualTo(2);
        }
    }

    @Test
    void aPassOverManySplitsLeavesThoseThatAreUsed() throws IOException {
        storeCopies(40);
        long one = stored.packaged().length() + (16 << 10);
        try (SplitCache cache = SplitCache.open(files, limits(10 * one, 1_000))) {
            for (int round = 0; round < 3; round++) {
                for (int hot = 0; hot < 5; hot++) {
                    fetchCopy(cache, hot);
                }
            }
            for (int cold = 5; cold < 40; cold++) {
                fetchCopy(cache, cold);
                assertThat(cache.diskBytes()).isLessThanOrEqualTo(10 * one);
            }
            long before = requests();

            for (int hot = 0; hot < 5; hot++) {
                fetchCopy(cache, hot);
            }

            assertThat(requests()).isEqualTo(before);
        }
    }

    private void fetchCopy(SplitCache cache, int number) {
        try (SplitReader reader = openCopy(cache, number)) {
            reader.fetch(List.of(reader.dataRange()), CONTEXT);
        }
    }

    @Test
    void aFullDiskCostsWhatNobodyUsesFirst() throws IOException {
        storeCopies(6);
        long one = stored.packaged().length();
        CacheDisk real = CacheDisk.ofFiles(4);
        CacheDisk small = (file, bytes, at) -> {
            if (usedBytes() + bytes.remaining() > 3 * one + one / 2) {
                throw new IOException("No space left on device");
            }
            real.write(file, bytes, at);
        };
        try (SplitCache cache = SplitCache.open(files, limits(1 << 30, 100), small)) {
            for (int i = 0; i < 6; i++) {
                fetchCopy(cache, i);
            }
            assertThat(cache.files()).isLessThan(6);
            assertThat(usedBytes()).isLessThanOrEqualTo(3 * one + one / 2);

            try (SplitReader a = openCopy(cache, 0);
                    SplitReader b = openCopy(cache, 1);
                    SplitReader c = openCopy(cache, 2);
                    SplitReader d = openCopy(cache, 3)) {
                assertThatThrownBy(() -> {
                            for (SplitReader reader : List.of(a, b, c, d)) {
                                reader.fetch(List.of(reader.dataRange()), CONTEXT);
                            }
                        })
                        .hasMessageContaining("No space left")
                        .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.UNAVAILABLE))
                                .isTrue());
            }
            // Nobody holds them any more, so there is room again.
            fetchCopy(cache, 5);
        }
    }

    private long usedBytes() {
        try (Stream<Path> paths = Files.list(files)) {
            return paths.mapToLong(SplitCacheTest::allocated).sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Bytes that are not holes, as far as a test needs to know: those that differ from zero.
    private static long allocated(Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            long allocated = 0;
            for (int page = 0; page < bytes.length; page += 4096) {
                for (int i = page; i < Math.min(bytes.length, page + 4096); i++) {
                    if (bytes[i] != 0) {
                        allocated += 4096;
                        break;
                    }
                }
            }
            return allocated;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void anInterruptedRequestBreaksNobodyElse() throws IOException {
        try (SplitCache cache = open();
                SplitReader reader = stored.open(cache, CONTEXT)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reader.fetch(List.of(reader.dataRange()), CONTEXT))
                    .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.CANCELLED))
                            .isTrue());
            assertThat(Thread.interrupted()).isTrue();

            fetchAll(cache);
        }
    }

    @Test
    void theDictionaryOfDocumentsIsChargedOnceTheyWereReadAndFreedWithTheSplit() throws IOException {
        StoredDocsReader documents;
        try (SplitCache cache = open()) {
            long before;
            try (SplitReader reader = stored.open(cache, CONTEXT)) {
                documents = (StoredDocsReader) ((CodecReader) reader.leafReader()).getFieldsReader();
                before = cache.memoryBytes();
                reader.fetch(List.of(reader.dataRange()), CONTEXT);
                reader.leafReader().storedFields().document(3_999);
            }

            assertThat(documents.nativeBytes()).isGreaterThan(StoredDocsFormat.DICTIONARY_BYTES);
            assertThat(cache.memoryBytes()).isEqualTo(before + documents.nativeBytes());
        }
        assertThat(documents.nativeBytes()).isZero();
    }

    @Test
    void aFileThatCannotBeDeletedFailsNobody() throws IOException {
        storeCopies(2);
        try (SplitCache cache = SplitCache.open(files, limits(1 << 30, 1))) {
            openCopy(cache, 0).close();
            Path stays = only();
            Files.delete(stays);
            Files.createDirectories(stays.resolve("inside"));

            openCopy(cache, 1).close();

            assertThat(cache.files()).isEqualTo(1);
            assertThat(cache.openSplits()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatLacksItsEndIsNotLeftMapped() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        assumeThat(maps).exists();
        try (SplitCache cache = open()) {
            fetchAll(cache);
        }
        Path cut = only();
        try (SplitCache cache = open()) {
            try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
                channel.truncate(stored.packaged().tail().end());
            }

            fetchAll(cache);

            assertThat(Files.readString(maps)).doesNotContain("/" + cut.getFileName() + " (deleted)");
        }
    }

    @Test
    void countsHitsAndMisses() throws IOException {
        try (SplitCache cache = open()) {
            fetchAll(cache);
            fetchAll(cache);

            var readers = cache.statistics().getFirst().statistics();
            var pages = cache.statistics().getLast().statistics();
            assertThat(readers.hits()).isEqualTo(1);
            assertThat(readers.misses()).isEqualTo(1);
            assertThat(pages.hits()).isEqualTo(1);
            assertThat(pages.misses()).isEqualTo(1);
            assertThat(pages.hitBytes()).isEqualTo(stored.packaged().tail().start());
            assertThat(pages.bytes()).isEqualTo(cache.diskBytes());
        }
    }
}
