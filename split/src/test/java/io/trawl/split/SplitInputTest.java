package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.TestSeed;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.RandomAccessInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every way to read an input gives the right bytes, whatever is resident.
class SplitInputTest {
    private static final StorageKey KEY = StorageKey.of("random.split");
    private static final RequestContext CONTEXT = RequestContext.background("input");
    private static final int PAGE = SplitFormat.MIN_PAGE_SIZE;

    @TempDir
    Path folder;

    private final TestSeed seed = TestSeed.next("SplitInputTest");

    /// Random data, some of it repeated in an appendix and in the tail.
    private record Sample(byte[] bytes, long dataLength, SplitBytes split) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            split.close();
        }
    }

    private Sample sample(Random random) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        while (out.size() < 20 * PAGE) {
            // Small numbers too, so that variable-length encodings of all lengths occur.
            out.writeVLong(random.nextLong() >>> 1 + random.nextInt(63));
            out.writeLong(random.nextLong());
        }
        byte[] files = out.toArrayCopy();
        List<HotPieces.Piece> pieces = new ArrayList<>();
        ByteBuffersDataOutput all = new ByteBuffersDataOutput();
        all.writeBytes(files, files.length);
        long dataLength = files.length;
        for (int i = 0; i < 20; i++) {
            ByteRange range =
                    ByteRange.ofLength((long) i * PAGE + random.nextInt(PAGE - 2000), 1 + random.nextInt(2000));
            pieces.add(new HotPieces.Piece(range, all.size()));
            all.writeBytes(files, (int) range.start(), (int) range.length());
            if (i == 9) {
                dataLength = all.size();
            }
        }
        byte[] bytes = all.toArrayCopy();
        MemoryStorage storage = new MemoryStorage();
        storage.put(KEY, Payload.ofBytes(bytes), CONTEXT);
        int[] checksums = new int[PageChecksums.pageCount(PAGE, dataLength)];
        for (int page = 0; page < checksums.length; page++) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, page * PAGE, (int) Math.min(PAGE, dataLength - (long) page * PAGE));
            checksums[page] = (int) crc.getValue();
        }
        PageChecksums pages = new PageChecksums(PAGE, dataLength, checksums);
        Path file = Files.createTempFile(folder, "input", "");
        Files.delete(file);
        byte[] tail = Arrays.copyOfRange(bytes, (int) dataLength, bytes.length);
        SplitCache.SplitId id = new SplitCache.SplitId("ram:///", KEY, new ByteRange(dataLength, bytes.length));
        CacheFile cached = CacheFile.create(file, id, pages.pageCount(), tail, CacheDisk.ofFiles(2), CONTEXT);
        PageStore store = CachedPageStore.open(storage, KEY, pages, cached);
        return new Sample(bytes, files.length, new SplitBytes(KEY.value(), pages, new HotPieces(pieces), store));
    }

    @Test
    void readsWhatAPlainInputReads() throws IOException {
        for (int round = 0; round < 30; round++) {
            Random random = seed.random(round);
            try (Sample sample = sample(random);
                    ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
                try (IndexOutput out = directory.createOutput("file", IOContext.DEFAULT)) {
                    out.writeBytes(sample.bytes, 0, sample.bytes.length);
                }
                int start = random.nextInt(3 * PAGE);
                int length = 10 * PAGE + random.nextInt(5 * PAGE);
                try (IndexInput whole = directory.openInput("file", IOContext.DEFAULT)) {
                    IndexInput expected = whole.slice("expected", start, length);
                    IndexInput actual = SplitInput.open("actual", sample.split, ByteRange.ofLength(start, length));
                    compare(actual, expected, sample, random, 2);
                }
            }
        }
    }

    private static void compare(IndexInput actual, IndexInput expected, Sample sample, Random random, int depth)
            throws IOException {
        for (int step = 0; step < 60; step++) {
            long position = random.nextLong(expected.length());
            if (random.nextBoolean()) {
                actual.seek(position);
                expected.seek(position);
            }
            assertThat(actual.getFilePointer()).isEqualTo(expected.getFilePointer());
            switch (random.nextInt(12)) {
                case 0 ->
                    sample.split.fetch(
                            List.of(ByteRange.ofLength(random.nextLong(sample.dataLength), random.nextInt(PAGE))),
                            CONTEXT);
                case 1 -> {
                    if (depth > 0) {
                        long from = random.nextLong(expected.length());
                        long length = random.nextLong(expected.length() - from);
                        if (length > 100) {
                            compare(
                                    actual.slice("a", from, length),
                                    expected.slice("e", from, length),
                                    sample,
                                    random,
                                    depth - 1);
                        }
                    }
                }
                case 2 -> {
                    if (depth > 0) {
                        compare(actual.clone(), expected.clone(), sample, random, depth - 1);
                    }
                }
                case 3, 4 -> compareAt((RandomAccessInput) actual, (RandomAccessInput) expected, random);
                default -> compareNext(actual, expected, random);
            }
        }
    }

    private static void compareNext(IndexInput actual, IndexInput expected, Random random) throws IOException {
        long left = expected.length() - expected.getFilePointer();
        int count = random.nextInt(random.nextInt(10) == 0 ? 40_000 : 40);
        if (left < Math.max(24, count * 8L)) {
            assertThatThrownBy(() -> actual.readBytes(new byte[100_000], 0, 100_000 + (int) left))
                    .isInstanceOf(Exception.class);
            actual.seek(0);
            expected.seek(0);
            return;
        }
        switch (random.nextInt(11)) {
            case 0 -> assertThat(actual.readByte()).isEqualTo(expected.readByte());
            case 1 -> assertThat(actual.readShort()).isEqualTo(expected.readShort());
            case 2 -> assertThat(actual.readInt()).isEqualTo(expected.readInt());
            case 3 -> assertThat(actual.readLong()).isEqualTo(expected.readLong());
            case 4 -> {
                byte[] one = new byte[count];
                byte[] other = new byte[count];
                actual.readBytes(one, 0, count);
                expected.readBytes(other, 0, count);
                assertThat(Arrays.equals(one, other)).isTrue();
            }
            case 5 -> {
                int[] one = new int[count];
                int[] other = new int[count];
                actual.readInts(one, 0, count);
                expected.readInts(other, 0, count);
                assertThat(Arrays.equals(one, other)).isTrue();
            }
            case 6 -> {
                long[] one = new long[count];
                long[] other = new long[count];
                actual.readLongs(one, 0, count);
                expected.readLongs(other, 0, count);
                assertThat(Arrays.equals(one, other)).isTrue();
            }
            case 7 -> {
                float[] one = new float[count];
                float[] other = new float[count];
                actual.readFloats(one, 0, count);
                expected.readFloats(other, 0, count);
                assertThat(Arrays.equals(one, other)).isTrue();
            }
            case 8 -> {
                int[] one = new int[4];
                int[] other = new int[4];
                actual.readGroupVInt(one, 0);
                expected.readGroupVInt(other, 0);
                assertThat(one).isEqualTo(other);
            }
            case 9 -> {
                actual.skipBytes(count);
                expected.skipBytes(count);
            }
            default -> {
                // Only a byte below 128 starts a number that is sure to end in time.
                byte first = expected.clone().readByte();
                if (first >= 0) {
                    assertThat(actual.readVInt()).isEqualTo(expected.readVInt());
                    assertThat(actual.getFilePointer()).isEqualTo(expected.getFilePointer());
                }
            }
        }
        assertThat(actual.getFilePointer()).isEqualTo(expected.getFilePointer());
    }

    private static void compareAt(RandomAccessInput actual, RandomAccessInput expected, Random random)
            throws IOException {
        if (expected.length() < 100) {
            return;
        }
        long position = random.nextLong(expected.length() - 60);
        switch (random.nextInt(5)) {
            case 0 -> assertThat(actual.readByte(position)).isEqualTo(expected.readByte(position));
            case 1 -> assertThat(actual.readShort(position)).isEqualTo(expected.readShort(position));
            case 2 -> assertThat(actual.readInt(position)).isEqualTo(expected.readInt(position));
            case 3 -> assertThat(actual.readLong(position)).isEqualTo(expected.readLong(position));
            default -> {
                byte[] one = new byte[50];
                byte[] other = new byte[50];
                actual.readBytes(position, one, 0, 50);
                expected.readBytes(position, other, 0, 50);
                assertThat(one).isEqualTo(other);
            }
        }
    }

    @Test
    void readsVariableLengthNumbersAcrossPages() throws IOException {
        Random random = seed.random(1000);
        try (Sample sample = sample(random)) {
            IndexInput actual = SplitInput.open("numbers", sample.split, new ByteRange(0, 19L * PAGE));
            ByteArrayDataInput expected = new ByteArrayDataInput(sample.bytes);
            while (expected.getPosition() < 18 * PAGE) {
                assertThat(actual.readVLong()).isEqualTo(expected.readVLong());
                assertThat(actual.readLong()).isEqualTo(expected.readLong());
            }
        }
    }

    @Test
    void doesNotReadPastItsEnd() throws IOException {
        Random random = seed.random(1001);
        try (Sample sample = sample(random)) {
            IndexInput input = SplitInput.open("short", sample.split, new ByteRange(100, 200));
            assertThat(input).isInstanceOf(SplitInput.class);
            input.seek(97);

            assertThatThrownBy(input::readInt).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> ((RandomAccessInput) input).readLong(95)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> input.seek(101)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> input.slice("outside", 90, 20)).isInstanceOf(IllegalArgumentException.class);
            input.seek(100);
            assertThatThrownBy(input::readByte).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void becomesLucenesOwnInputWhereAllIsResident() throws IOException {
        Random random = seed.random(1002);
        try (Sample sample = sample(random)) {
            IndexInput cold = SplitInput.open("file", sample.split, new ByteRange(0, 10L * PAGE));
            sample.split.fetch(List.of(new ByteRange(2L * PAGE, 4L * PAGE)), CONTEXT);

            IndexInput resident = cold.slice("column", 2L * PAGE + 10, PAGE);
            assertThat(resident).isNotInstanceOf(SplitInput.class);
            assertThat(cold.slice("column", 0, PAGE)).isInstanceOf(SplitInput.class);
            assertThat(cold.clone()).isInstanceOf(SplitInput.class);
            cold.seek(77);
            sample.split.fetch(List.of(new ByteRange(0, 10L * PAGE)), CONTEXT);
            IndexInput clone = cold.clone();
            assertThat(clone).isNotInstanceOf(SplitInput.class);
            assertThat(clone.getFilePointer()).isEqualTo(77);
            assertThat(clone.readByte()).isEqualTo(sample.bytes[77]);
        }
    }

    @Test
    void readsACopyInsteadOfStorage() throws IOException {
        Random random = seed.random(1003);
        try (Sample sample = sample(random)) {
            IndexInput input = SplitInput.open("file", sample.split, new ByteRange(0, 20L * PAGE));
            int found = 0;
            for (int at = 10 * PAGE; at < 20 * PAGE; at += 37) {
                if (sample.split.isAtHand(ByteRange.ofLength(at, 8))) {
                    input.seek(at);
                    byte[] read = new byte[8];
                    input.readBytes(read, 0, 8);
                    assertThat(read).isEqualTo(Arrays.copyOfRange(sample.bytes, at, at + 8));
                    found++;
                }
            }
            assertThat(found).isPositive();
            assertThat(sample.split.misses()).isZero();
        }
    }
}
