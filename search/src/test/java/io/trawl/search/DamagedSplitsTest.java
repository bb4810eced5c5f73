package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.metastore.Split;
import io.trawl.query.AggregationParser;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitState;
import io.trawl.storage.Payload;
import io.trawl.storage.RequestLedger;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Searches over splits that were damaged or swapped on storage: the answer is right, or there is none and the split is
/// named. Where the answer is right, the damaged byte was provably not read.
class DamagedSplitsTest {
    private static final RequestContext CONTEXT = RequestContext.background("damage");
    private static final int SPLITS = 3;
    /// Small splits are all tail, which is checked as a whole.
    private static final int DOCS = 16_000;

    private static final String MAPPING = """
            {"timestamp_field": "ts", "mode": "strict", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "trace", "type": "text", "tokenizer": "raw"},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true}
            ]}""";

    private static final String BY_HOST = "{\"a\": {\"terms\": {\"field\": \"host\"}}}";
    private static final List<Supplier<SearchRequest.Builder>> SEARCHES = List.of(
            () -> newest("body:alpha"),
            () -> newest("\"alpha beta\""),
            () -> newest("alpha AND NOT gamma"),
            () -> newest("trace:trace-00123"),
            () -> newest("alp*"),
            () -> newest("*"),
            () -> newest("*")
                    .maxHits(0)
                    .aggregations(AggregationParser.parse(JsonMapper.shared().readTree(BY_HOST))));

    @TempDir
    private Path folder;

    private TestSearch search;
    private final List<byte[]> whole = new ArrayList<>();
    private final List<String> right = new ArrayList<>();

    private static SearchRequest.Builder newest(String query) {
        return SearchRequest.builder(List.of("logs"), query).sortBy("ts");
    }

    @BeforeEach
    void makeSplits() {
        search = new TestSearch(folder.resolve("warm"));
        var index = search.createIndex("logs", MAPPING, "body");
        Random random = new Random(5);
        for (int split = 0; split < SPLITS; split++) {
            search.addSplit(index, docs(split, random));
            whole.add(search.storage().readAll(key(split), CONTEXT));
        }
        SEARCHES.forEach(request -> right.add(text(search.search(request.get().build()))));
    }

    @AfterEach
    void close() {
        search.close();
    }

    @Test
    void flippedBitsAndSwappedSplitsAreReportedOrNotRead() {
        damage(400);
    }

    @Test
    @Tag("long")
    void fiveThousandFlippedBitsAndSwappedSplitsAreReportedOrNotRead() {
        damage(5_000);
    }

    /// Its tail fits the metadata, so that nothing but its own name tells.
    @Test
    void aSplitUnderTheNameOfAnotherIsRefused() {
        SplitMetadata first = search.splits().getFirst().metadata();
        SplitMetadata second = SplitMetadata.builder("01HSPLITOTHER", first.indexUid())
                .numDocs(first.numDocs())
                .timeRange(first.timeRange().orElseThrow())
                .docMappingUid(first.docMappingUid())
                .footerOffsets(first.footerOffsets())
                .build();
        search.storage().put(new StorageKey(second.fileName()), Payload.ofBytes(whole.getFirst()), CONTEXT);
        search.splits().add(new Split(second, SplitState.PUBLISHED, 0, OptionalLong.of(0)));

        try (TestSearch node = search.coldNode(folder.resolve("cold"))) {
            assertThatThrownBy(() -> node.search(newest("alpha").build()))
                    .hasMessageContaining("split 01HSPLITOTHER is damaged")
                    .hasMessageContaining(first.splitId());
        }
    }

    private void damage(int rounds) {
        Random random = TestSeed.next("DamagedSplitsTest").random();
        int reported = 0;
        for (int round = 0; round < rounds; round++) {
            int split = random.nextInt(SPLITS);
            if (random.nextInt(20) == 0) {
                int other = (split + 1) % SPLITS;
                store(split, whole.get(other));
                store(other, whole.get(split));
                reported += searchReports(random, -1, split, other) ? 1 : 0;
                store(other, whole.get(other));
            } else {
                byte[] damaged = whole.get(split).clone();
                int at = place(split, damaged.length, random);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                store(split, damaged);
                reported += searchReports(random, at, split, split) ? 1 : 0;
            }
            store(split, whole.get(split));
        }
        System.out.println("DamagedSplitsTest: " + rounds + " rounds, " + reported + " reported, the others not read");
        assertThat(reported).as("or little was tested").isBetween(rounds / 5, rounds - 1);
    }

    /// One in four in the tail, which is small but always read.
    private int place(int split, int length, Random random) {
        int tail = (int) search.splits().get(split).metadata().footerOffsets().start();
        assertThat(tail).as("most lies outside of the tail").isGreaterThan(length / 2);
        return random.nextInt(4) == 0 ? tail + random.nextInt(length - tail) : random.nextInt(tail);
    }

    /// @param at the damaged byte, or -1 if all of both splits is wrong
    private boolean searchReports(Random random, int at, int split, int other) {
        int kind = random.nextInt(SEARCHES.size());
        search.storage().ledger().reset();
        try (TestSearch node = search.coldNode(folder.resolve("cold"))) {
            String answer = text(node.search(SEARCHES.get(kind).get().build()));
            assertThat(answer)
                    .as("search %d, byte %d of split %d", kind, at, split)
                    .isEqualTo(right.get(kind));
            assertThat(search.storage().ledger().snapshot().entries())
                    .as("byte %d of split %d was read and not noticed", at, split)
                    .noneMatch(entry -> entry.key().equals(key(split).value()) && holds(entry, at));
            return false;
        } catch (TrawlException failure) {
            assertThat(failure.getMessage())
                    .containsAnyOf(
                            search.splits().get(split).splitId(),
                            search.splits().get(other).splitId());
            return true;
        }
    }

    private static boolean holds(RequestLedger.Entry entry, int at) {
        return at < 0
                || entry.range().isEmpty()
                || (entry.range().get().start() <= at
                        && at < entry.range().get().end());
    }

    private void store(int split, byte[] bytes) {
        search.storage().put(key(split), Payload.ofBytes(bytes), CONTEXT);
    }

    private StorageKey key(int split) {
        return new StorageKey(search.splits().get(split).metadata().fileName());
    }

    private static String text(SearchResponse response) {
        return response.numHits() + " " + response.hits() + " " + response.aggregations();
    }

    private static List<String> docs(int split, Random random) {
        String[] words = {"alpha", "beta", "gamma", "alpine", "delta"};
        List<String> docs = new ArrayList<>(DOCS);
        for (int i = 0; i < DOCS; i++) {
            StringBuilder body = new StringBuilder();
            for (int w = 0; w < 4; w++) {
                body.append(words[random.nextInt(words.length)]).append(' ');
            }
            docs.add("{\"ts\": %d, \"body\": \"%s%x\", \"trace\": \"trace-%05d\", \"host\": \"host-%d\"}"
                    .formatted(1_767_225_600L + split * DOCS + i, body, random.nextLong(), i, random.nextInt(40)));
        }
        return docs;
    }
}
