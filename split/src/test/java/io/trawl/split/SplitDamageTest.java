package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.OsDisk;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A split that was damaged on its way or in its place gives no wrong answers.
class SplitDamageTest {
    private static final int DOCS = 3_000;
    private static final RequestContext CONTEXT = RequestContext.background("damage");

    @TempDir
    static Path folder;

    private static TestSeed seed;
    private static StoredSplit stored;
    private static byte[] whole;
    private static String rightAnswer;
    private static SplitCache cache;

    @BeforeAll
    static void packs() throws IOException {
        seed = TestSeed.next("SplitDamageTest");
        stored = StoredSplit.create(DOCS, seed.random(), folder);
        whole = Files.readAllBytes(stored.packaged().file());
        assertThat(stored.packaged().tail().start())
                .as("most lies outside of the tail")
                .isGreaterThan(300_000);
        cache = StoredSplit.coldCache(folder);
        try (DirectoryReader reader = DirectoryReader.open(stored.index())) {
            rightAnswer = answer(new IndexSearcher(reader));
        }
    }

    @Test
    void reportsEveryFlippedByteOrDoesNotReadIt() {
        Random random = seed.random(1);
        int reported = 0;
        for (int run = 0; run < 1_000; run++) {
            byte[] damaged = whole.clone();
            boolean inTail = random.nextInt(4) == 0;
            int tailStart = (int) stored.packaged().tail().start();
            int at = inTail ? tailStart + random.nextInt(whole.length - tailStart) : random.nextInt(whole.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            if (isReported(memory(damaged), stored.packaged().tail())) {
                reported++;
            } else {
                assertThat(at).as("the tail is checked whole").isLessThan(tailStart);
            }
        }
        assertThat(reported).isGreaterThan(250);
    }

    /// On its way, that is: the bytes on storage are whole.
    @Test
    void readsAgainWhatArrivesDamaged() throws IOException {
        Random random = seed.random(4);
        for (int run = 0; run < 200; run++) {
            DamagingStorage storage = new DamagingStorage(memory(whole), random, 1 + random.nextInt(2));

            assertThat(ask(storage, stored.packaged().tail())).isEqualTo(rightAnswer);
            assertThat(storage.damaged()).as("or nothing was tested").isEqualTo(1);
        }
    }

    @Test
    void reportsDamageInFilesThatAreMappedInPlace() throws IOException {
        Path root = Files.createDirectories(folder.resolve("local"));
        Storage local = new LocalStorage(StorageUri.ofFile(root), new OsDisk());
        Random random = seed.random(2);
        for (int run = 0; run < 50; run++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            local.put(stored.key(), Payload.ofBytes(damaged), CONTEXT);
            isReported(local, stored.packaged().tail());
        }
    }

    @Test
    void reportsTruncation() {
        Random random = seed.random(3);
        for (int run = 0; run < 100; run++) {
            byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
            assertThat(isReported(memory(cut), stored.packaged().tail())).isTrue();
            assertThatThrownBy(() -> SplitOpener.locateTail(memory(cut), stored.key(), CONTEXT))
                    .satisfies(SplitDamageTest::namesTheSplit);
        }
    }

    @Test
    void reportsTruncationOfAMappedFile() throws IOException {
        Path root = Files.createDirectories(folder.resolve("cut"));
        Storage local = new LocalStorage(StorageUri.ofFile(root), new OsDisk());
        local.put(stored.key(), Payload.ofBytes(Arrays.copyOf(whole, whole.length - 1)), CONTEXT);

        assertThat(isReported(local, stored.packaged().tail())).isTrue();
    }

    @Test
    void reportsMetadataThatPointsElsewhere() {
        ByteRange tail = stored.packaged().tail();
        ByteRange elsewhere = new ByteRange(tail.start() + 1, tail.end());

        assertThat(isReported(memory(whole), elsewhere)).isTrue();
    }

    @Test
    void refusesAFormatThatIsTooNew() {
        byte[] newer = whole.clone();
        patchTrailer(newer, trailer -> trailer.putShort(28, (short) 7).putShort(30, (short) 7));

        assertThatThrownBy(() -> ask(memory(newer), stored.packaged().tail()))
                .hasMessageContaining(stored.key().value())
                .hasMessageContaining("version 7")
                .hasMessageContaining("upgrade")
                .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.UNKNOWN_VERSION))
                        .isTrue());
    }

    @Test
    void readsANewerFormatThatOlderReadersMayRead() throws IOException {
        byte[] newer = whole.clone();
        patchTrailer(newer, trailer -> trailer.putShort(28, (short) 7));

        assertThat(ask(memory(newer), stored.packaged().tail())).isEqualTo(rightAnswer);
    }

    @Test
    void refusesAFeatureThatItDoesNotKnow() {
        byte[] newer = whole.clone();
        patchTrailer(newer, trailer -> trailer.putInt(32, 1 << 5));

        assertThatThrownBy(() -> ask(memory(newer), stored.packaged().tail()))
                .hasMessageContaining("features")
                .hasMessageContaining("0x20")
                .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.UNKNOWN_VERSION))
                        .isTrue());
    }

    private interface Patch {
        void apply(ByteBuffer trailer);
    }

    private static void patchTrailer(byte[] split, Patch patch) {
        int start = split.length - Trailer.LENGTH;
        ByteBuffer trailer =
                ByteBuffer.wrap(split, start, Trailer.LENGTH).slice().order(ByteOrder.LITTLE_ENDIAN);
        patch.apply(trailer);
        CRC32C crc = new CRC32C();
        crc.update(split, start, 36);
        trailer.putInt(36, (int) crc.getValue());
    }

    private static Storage memory(byte[] bytes) {
        MemoryStorage storage = new MemoryStorage();
        storage.put(stored.key(), Payload.ofBytes(bytes), CONTEXT);
        return storage;
    }

    /// @return false if the answer was right all the same
    private static boolean isReported(Storage storage, ByteRange tail) {
        try {
            assertThat(ask(storage, tail)).isEqualTo(rightAnswer);
            return false;
        } catch (TrawlException failure) {
            namesTheSplit(failure);
            return true;
        } catch (IOException unexpected) {
            throw new AssertionError("damage was not found by a checksum", unexpected);
        }
    }

    private static void namesTheSplit(Throwable failure) {
        ErrorCode code = ((TrawlException) failure).code();
        assertThat(code).isIn(ErrorCode.CORRUPTED, ErrorCode.UNKNOWN_VERSION);
        assertThat(failure).hasMessageContaining(stored.key().value());
    }

    private static String ask(Storage storage, ByteRange tail) throws IOException {
        try (SplitReader reader = new SplitOpener(cache).open(storage, stored.key(), tail, CONTEXT)) {
            SplitRanges ranges = reader.ranges();
            reader.fetch(List.of(), CONTEXT);
            ranges.term("body", new Term("body", "event").bytes(), true)
                    .ifPresent(needed -> reader.fetch(needed, CONTEXT));
            return answer(new IndexSearcher(reader.leafReader()));
        }
    }

    private static String answer(IndexSearcher searcher) throws IOException {
        TopDocs hits = searcher.search(new TermQuery(new Term("body", "event")), 5);
        StringBuilder answer = new StringBuilder(hits.totalHits.toString());
        for (int i = 0; i < hits.scoreDocs.length; i++) {
            answer.append(IndexEquality.source(searcher.storedFields(), hits.scoreDocs[i].doc)
                    .utf8ToString());
        }
        return answer.toString();
    }
}
