package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many requests on one cold split share what they bring, and do not fail for one another.
class SplitConcurrencyTest {
    private static final int DOCS = 15_000;

    @TempDir
    static Path folder;

    private static TestSeed seed;
    private static StoredSplit stored;

    private final ExecutorService threads = Threads.virtual("test");
    private SplitCache cache;

    @BeforeAll
    static void packs() throws IOException {
        seed = TestSeed.next("SplitConcurrencyTest");
        stored = StoredSplit.create(DOCS, seed.random(), folder);
    }

    @BeforeEach
    void opensCache() throws IOException {
        cache = StoredSplit.cache(folder);
    }

    @AfterEach
    void closes() {
        cache.close();
        threads.close();
    }

    @Test
    void opensOnceForAll() {
        RequestContext context = RequestContext.background("all");
        List<Callable<SplitReader>> opens = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            opens.add(() -> stored.open(cache, context));
        }

        List<SplitReader> readers = Fanout.all(threads, context, opens);

        assertThat(context.counters().storageRequests()).isEqualTo(1);
        assertThat(cache.openSplits()).isEqualTo(1);
        readers.forEach(SplitReader::close);
    }

    @Test
    void readsEachPageOnce() {
        RequestContext context = RequestContext.background("all");
        try (SplitReader reader = stored.open(cache, context)) {
            long dataLength = reader.dataRange().end();
            List<Callable<Boolean>> fetches = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                fetches.add(() -> {
                    reader.fetch(List.of(reader.dataRange()), context);
                    return reader.isResident(reader.dataRange());
                });
            }

            assertThat(Fanout.all(threads, context, fetches)).containsOnly(true);

            long read =
                    context.counters().storageBytes() - stored.packaged().tail().length();
            assertThat(read).isEqualTo(dataLength);
            assertThat(context.counters().storageWaves()).isEqualTo(2);
        }
    }

    @Test
    void answersRightWhileOthersFetchAtRandom() throws Exception {
        RequestContext context = RequestContext.background("all");
        try (SplitReader reader = stored.open(cache, context);
                DirectoryReader expectedReader = DirectoryReader.open(stored.index())) {
            var expected = expectedReader.leaves().getFirst().reader();
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Random random = seed.random(i);
                boolean fetches = i % 2 == 0;
                work.add(() -> {
                    for (int round = 0; round < 5; round++) {
                        if (fetches) {
                            long start = random.nextLong(reader.dataRange().end());
                            reader.fetch(List.of(ByteRange.ofLength(start, random.nextInt(200_000))), context);
                        } else {
                            Term term = new Term("host", "host-" + random.nextInt(20));
                            assertThat(postings(
                                            reader.leafReader().terms("host").iterator(), term))
                                    .isEqualTo(postings(expected.terms("host").iterator(), term));
                        }
                    }
                    return true;
                });
            }
            assertThat(Fanout.all(threads, context, work)).containsOnly(true);
        }
    }

    private static List<Integer> postings(TermsEnum terms, Term term) throws IOException {
        return terms.seekExact(term.bytes()) ? IndexEquality.postings(terms, PostingsEnum.FREQS) : List.of();
    }

    /// Two requests that ask for the same bytes of a split: the first reads, and is held back; the second waits for it.
    private interface TwoRequests {
        void run(Asking first, Asking second, GatedStorage gated, SplitReader reader) throws Exception;
    }

    private record Asking(RequestContext context, Future<?> done) {}

    private static final List<ByteRange> ASKED = List.of(new ByteRange(0, 100_000));

    private void withTwoRequests(TwoRequests test) throws Exception {
        GatedStorage gated = new GatedStorage(stored.storage());
        RequestContext first = RequestContext.background("first");
        RequestContext second = RequestContext.background("second");
        try (SplitReader reader = new SplitOpener(cache)
                .open(gated, stored.key(), stored.packaged().tail(), first)) {
            gated.shut();
            Future<?> reading = threads.submit(() -> reader.fetch(ASKED, first));
            Eventually.isTrue("the first request reads", () -> gated.waiting() == 1);
            Future<?> waiting = threads.submit(() -> reader.fetch(ASKED, second));

            test.run(new Asking(first, reading), new Asking(second, waiting), gated, reader);
        }
    }

    @Test
    void cancellationOfOneRequestLeavesTheOthersAlone() throws Exception {
        withTwoRequests((first, second, gated, reader) -> {
            first.context().cancel("client went away");
            assertThatThrownBy(first.done()::get).hasRootCauseInstanceOf(TrawlException.class);
            gated.open();
            second.done().get();

            assertThat(ASKED).allMatch(reader::isResident);
            assertThat(second.context().counters().storageRequests()).isEqualTo(1);
        });
    }

    @Test
    void cancellationEndsAWaitForAnotherRequest() throws Exception {
        withTwoRequests((first, second, gated, reader) -> {
            second.context().cancel("enough");
            assertThatThrownBy(second.done()::get)
                    .rootCause()
                    .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.CANCELLED))
                            .isTrue());
            gated.open();
            first.done().get();
        });
    }

    @Test
    void releasesTheCpuPermitAroundAMiss() throws Exception {
        RequestContext context = RequestContext.background("miss");
        AtomicInteger permits = new AtomicInteger();
        CountDownLatch missed = new CountDownLatch(1);
        MissListener listener = new MissListener() {
            @Override
            public RequestContext context() {
                return context;
            }

            @Override
            public void beforeMiss() {
                permits.incrementAndGet();
                missed.countDown();
            }

            @Override
            public void afterMiss() {
                permits.decrementAndGet();
            }
        };
        try (SplitReader reader = stored.open(cache, RequestContext.background("open"))) {
            ScopedValue.where(SplitReader.MISS_LISTENER, listener)
                    .call(() -> reader.leafReader()
                            .storedFields()
                            .document(reader.leafReader().maxDoc() / 2));
            assertThat(missed.getCount()).isZero();
            assertThat(permits.get()).isZero();
            assertThat(context.counters().misses()).isEqualTo(reader.misses()).isPositive();
            assertThat(context.counters().storageRequests()).isEqualTo(reader.misses());
        }
    }

    @Test
    void cancellationEndsAMiss() {
        RequestContext context = RequestContext.background("miss");
        context.cancel("client went away");
        MissListener listener = new MissListener() {
            @Override
            public RequestContext context() {
                return context;
            }

            @Override
            public void beforeMiss() {}

            @Override
            public void afterMiss() {}
        };
        try (SplitReader reader = stored.open(cache, RequestContext.background("open"))) {
            assertThatThrownBy(() -> ScopedValue.where(SplitReader.MISS_LISTENER, listener)
                            .call(() -> reader.leafReader()
                                    .storedFields()
                                    .document(reader.leafReader().maxDoc() / 2)))
                    .satisfies(failure -> assertThat(((TrawlException) failure).hasCode(ErrorCode.CANCELLED))
                            .isTrue());
        }
    }
}
