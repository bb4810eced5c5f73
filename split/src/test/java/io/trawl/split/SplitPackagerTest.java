package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.CheckpointDelta;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.Position;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.OsDisk;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitPackagerTest {
    private static final RequestContext CONTEXT = RequestContext.background("test");

    @TempDir
    Path folder;

    private final Random random = TestSeed.next("SplitPackagerTest").random();

    private static LeafReader leaf(DirectoryReader reader) {
        return reader.leaves().getFirst().reader();
    }

    @Test
    void putsASmallSplitIntoItsTailWhole() throws IOException {
        for (int docs : new int[] {1, 2, 50, 300}) {
            StoredSplit stored = StoredSplit.create(docs, random, folder);

            assertThat(stored.packaged().tail().start()).isZero();
            RequestContext context = RequestContext.background("small");
            try (SplitCache cache = StoredSplit.cache(folder);
                    SplitReader reader = stored.open(cache, context);
                    DirectoryReader expected = DirectoryReader.open(stored.index())) {
                IndexEquality.check(reader.leafReader(), leaf(expected));
                assertThat(reader.ranges().term("body", new BytesRef("event"), true))
                        .contains(List.of());
                assertThat(reader.ranges().term("body", new BytesRef("nosuchword"), true))
                        .isEmpty();
                assertThat(context.counters().storageRequests()).isEqualTo(1);
            }
        }
    }

    @Test
    void remembersWhoItIs() throws IOException {
        SplitMetadata metadata = SampleIndex.metadata("01JZSPLIT00000000000000001", 5).toBuilder()
                .tags(List.of("a!", "a:1"))
                .timeRange(new SplitTimeRange(1, 2))
                .partitionId(-1)
                .build();
        SplitIdentity identity = new SplitIdentity(
                metadata,
                SampleIndex.CONFIG,
                "commit-7",
                3,
                Optional.of(CheckpointDelta.of("kafka", "0", Position.offset(4), Position.offset(9))),
                List.of("old-1", "old-2"));
        Directory index = SampleIndex.ofDocs(5, random);

        PackagedSplit packaged = new SplitPackager().pack(index, identity, folder.resolve("a.split"), CONTEXT);

        LocalStorage storage = new LocalStorage(StorageUri.ofFile(folder), new OsDisk());
        SplitIdentity read = SplitInspector.open(storage, StorageKey.of("a.split"), CONTEXT)
                .describe(true)
                .identity();
        assertThat(read).isEqualTo(identity.withMetadata(packaged.metadata()));
        assertThat(packaged.length()).isEqualTo(Files.size(packaged.file()));
        assertThat(packaged.tail().end()).isEqualTo(packaged.length());
    }

    @Test
    void leavesNoPartOfASplitThatCouldNotBeWritten() throws IOException {
        int docs = 5_000;
        Path target = folder.resolve("part.split");
        Directory failing = new FilterDirectory(SampleIndex.ofDocs(docs, random)) {
            private int opened;

            @Override
            public IndexInput openInput(String name, IOContext context) throws IOException {
                if (Files.exists(target) && ++opened == 3) {
                    throw new IOException("No space left on device");
                }
                return super.openInput(name, context);
            }
        };

        assertThatThrownBy(() -> SampleIndex.pack(failing, docs, target)).hasMessageContaining("No space left");

        assertThat(Files.exists(target)).isFalse();
    }

    @Test
    void packsALargeIndexFromDiskAsItDoesFromMemory() throws IOException {
        int docs = 8_000;
        Directory memory = SampleIndex.ofDocs(docs, random);
        Path files = folder.resolve("index");
        try (FSDirectory disk = FSDirectory.open(files)) {
            for (String name : memory.listAll()) {
                disk.copyFrom(memory, name, name, IOContext.DEFAULT);
            }
            PackagedSplit fromDisk = SampleIndex.pack(disk, docs, folder.resolve("disk.split"));
            PackagedSplit fromMemory = SampleIndex.pack(memory, docs, folder.resolve("memory.split"));

            assertThat(Files.mismatch(fromDisk.file(), fromMemory.file())).isEqualTo(-1);
        }
    }

    @Test
    void readsASplitOfPlainLucene() throws IOException {
        int docs = 5_000;
        StoredSplit stored = StoredSplit.create(SampleIndex.ofDocs(docs, random, new Lucene104Codec()), docs, folder);
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = stored.open(cache, CONTEXT);
                DirectoryReader expected = DirectoryReader.open(stored.index())) {
            assertThat(reader.codecName()).isEqualTo("Lucene104");
            BytesRef term = new BytesRef("event");
            reader.fetch(reader.ranges().term("body", term, false).orElseThrow(), CONTEXT);
            assertThat(reader.leafReader().docFreq(new Term("body", term))).isEqualTo(docs);
            assertThat(reader.misses()).isZero();
            IndexEquality.check(reader.leafReader(), leaf(expected));
        }
    }

    @Test
    void readsASplitOfAnUnknownCodecOnDemand() throws IOException {
        int docs = 5_000;
        Directory index = SampleIndex.ofDocs(docs, random, new UnknownToTheAdapterCodec());
        StoredSplit stored = StoredSplit.create(index, docs, folder);
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = stored.open(cache, CONTEXT);
                DirectoryReader expected = DirectoryReader.open(stored.index())) {
            assertThat(reader.ranges().term("body", new BytesRef("event"), true))
                    .contains(List.of());
            IndexEquality.check(reader.leafReader(), leaf(expected));
            assertThat(reader.misses()).isPositive();
        }
    }

    @Test
    void packsAMergedIndex() throws IOException {
        int docs = 9_000;
        Directory index = SampleIndex.merged(docs, random);
        StoredSplit stored = StoredSplit.create(index, docs, folder);
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = stored.open(cache, CONTEXT);
                DirectoryReader expected = DirectoryReader.open(stored.index())) {
            for (String field : List.of("body", "trace", "title", "host")) {
                TermsEnum terms = leaf(expected).terms(field).iterator();
                for (BytesRef term = terms.next(); term != null; term = terms.next()) {
                    if (random.nextInt(100) == 0 || terms.docFreq() > 100) {
                        reader.fetch(reader.ranges().term(field, term, true).orElseThrow(), CONTEXT);
                        TermsEnum actual = reader.leafReader().terms(field).iterator();
                        assertThat(actual.seekExact(term)).isTrue();
                        assertThat(IndexEquality.postings(actual, PostingsEnum.FREQS))
                                .isEqualTo(IndexEquality.postings(terms, PostingsEnum.FREQS));
                    }
                }
            }
            assertThat(reader.misses()).isZero();
        }
    }

    @Test
    void mapsASplitOnLocalStorageInPlace() throws IOException {
        int docs = 5_000;
        Directory index = SampleIndex.ofDocs(docs, random);
        PackagedSplit packaged = SampleIndex.pack(index, docs, folder.resolve("source.split"));
        LocalStorage storage = new LocalStorage(StorageUri.ofFile(folder), new OsDisk());
        storage.put(StoredSplit.KEY, Payload.ofFile(packaged.file()), CONTEXT);
        RequestContext context = RequestContext.background("local");
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = new SplitOpener(cache).open(storage, StoredSplit.KEY, packaged.tail(), context);
                DirectoryReader expected = DirectoryReader.open(index)) {
            IndexEquality.check(reader.leafReader(), leaf(expected));
            reader.fetch(List.of(reader.dataRange()), context);
            IndexEquality.check(reader.leafReader(), leaf(expected));
            assertThat(context.counters().storageRequests()).isEqualTo(1);
            assertThat(cache.diskBytes()).isZero();
        }
    }

    @Test
    void refusesWhatIsNoSplit() throws IOException {
        Directory index = SampleIndex.ofDocs(3, random);

        assertThatThrownBy(() -> SampleIndex.pack(index, 4, folder.resolve("x.split")))
                .hasMessageContaining("4 documents")
                .hasMessageContaining("has 3");
    }

    @Test
    void saysWhereItCouldNotWrite() throws IOException {
        Directory index = SampleIndex.ofDocs(3, random);
        Path target = folder.resolve("absent/x.split");

        assertThatThrownBy(() -> SampleIndex.pack(index, 3, target))
                .hasMessageContaining(target.toString())
                .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.UNAVAILABLE))
                        .isTrue());
    }

    @Test
    void keepsTheCacheWithinItsLimitOnDisk() throws IOException {
        StoredSplit stored = StoredSplit.create(8_000, random, folder);
        long one = stored.packaged().length();
        Path files = folder.resolve("limited");
        try (SplitCache cache = SplitCache.create(files, DataSize.ofBytes(one * 5 / 2), DataSize.ofMebibytes(64))) {
            for (int i = 0; i < 6; i++) {
                StorageKey key = StorageKey.of("copy-" + i + ".split");
                stored.storage().put(key, Payload.ofFile(stored.packaged().file()), CONTEXT);
                try (SplitReader reader = new SplitOpener(cache)
                        .open(stored.storage(), key, stored.packaged().tail(), CONTEXT)) {
                    reader.fetch(List.of(reader.dataRange()), CONTEXT);
                    assertThat(reader.isResident(new ByteRange(0, one / 2))).isTrue();
                }
                assertThat(cache.diskBytes()).isLessThanOrEqualTo(one * 5 / 2);
            }
            assertThat(cache.openSplits()).isEqualTo(2);
            assertThat(fileCount(files)).isEqualTo(2);
        }
        assertThat(fileCount(files)).isZero();
    }

    private static long fileCount(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }
}
