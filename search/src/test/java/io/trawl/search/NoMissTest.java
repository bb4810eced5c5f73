package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.metastore.IndexMetadata;
import io.trawl.search.leaf.WaveWorth;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is asked of a dictionary on a cold split, nothing is read while computing: sets with terms that are not
/// there, prefixes, patterns and ranges of terms, on the same queries as searches run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoMissTest {
    private static final int DOCS = 25_000;
    private static final WaveWorth LITTLE = new WaveWorth(DataSize.ofBytes(1_000), DataSize.ofKibibytes(256));

    private static final String MAPPING = """
            {"mode": "dynamic", "field_mappings": [
              {"name": "body", "type": "text", "record": "position"},
              {"name": "trace", "type": "text", "tokenizer": "raw"},
              {"name": "slow", "type": "u64", "fast": false}
            ]}""";

    @TempDir
    private static Path folder;

    private final List<String> traces = new ArrayList<>();
    private TestSearch search;
    private int nodes;

    @BeforeAll
    void makeASplit() {
        Random random = new Random(5);
        search = new TestSearch(folder.resolve("warm"));
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        List<String> docs = new ArrayList<>();
        for (int i = 0; i < DOCS; i++) {
            String trace = Long.toHexString(random.nextLong()) + Integer.toHexString(i % 7);
            traces.add(trace);
            docs.add("{\"body\": \"user %s did %s %s\", \"trace\": \"%s\", \"slow\": %d, \"key\": \"v%d\"}"
                    .formatted(
                            Integer.toHexString(random.nextInt(1 << 14)),
                            Integer.toString(random.nextInt(30), 36),
                            Long.toString(random.nextLong(), 36),
                            trace,
                            random.nextInt(1 << 20),
                            random.nextInt(5_000)));
        }
        search.addSplit(index, docs);
    }

    @AfterAll
    void close() {
        search.close();
    }

    @Test
    void setsWithAbsentTermsReadNothingElse() {
        fuzz(TestSeed.next("NoMissTest.sets").random(1), 60, this::set);
    }

    @Test
    void walksReadNothingElse() {
        fuzz(TestSeed.next("NoMissTest.walks").random(1), 60, this::walk);
    }

    @Test
    @Tag("long")
    void nothingElseIsReadInThousandsOfSearches() {
        Random random = TestSeed.next("NoMissTest.long").random(1);
        fuzz(random, 2_500, this::set);
        fuzz(random, 2_500, this::walk);
    }

    private interface Queries {
        String next(Random random);
    }

    private void fuzz(Random random, int runs, Queries queries) {
        for (int i = 0; i < runs; i++) {
            String query = queries.next(random);
            SearchRequest request =
                    SearchRequest.builder(List.of("logs"), query).maxHits(5).build();
            WaveWorth worth = random.nextBoolean() ? WaveWorth.DEFAULT : LITTLE;
            try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++), worth)) {
                assertThat(node.search(request).cost().misses()).as(query).isZero();
            }
        }
    }

    private String set(Random random) {
        StringJoiner terms = new StringJoiner(" ", "[", "]");
        for (int size = 2 + random.nextInt(random.nextInt(3) == 0 ? 60 : 8); size > 0; size--) {
            terms.add(random.nextInt(3) == 0 ? trace(random) : near(random));
        }
        return "trace: IN " + terms;
    }

    private String walk(Random random) {
        String near = near(random);
        return switch (random.nextInt(8)) {
            case 0 -> "trace:" + near + "*";
            case 1 -> "trace:*" + near.substring(near.length() / 2) + "*";
            case 2 -> "trace:/" + near + "[0-9]+.*/";
            case 3 -> "trace:/[a-f]" + near.substring(near.length() / 2) + ".*/";
            case 4 -> "\"user " + near.substring(0, 1 + random.nextInt(Math.min(3, near.length()))) + "\"*";
            case 5 -> "slow:[" + random.nextInt(1 << 20) + " TO " + random.nextInt(1 << 20) + "]";
            case 6 -> "key:v" + random.nextInt(500) + "*";
            default -> "body:" + near.substring(0, 1) + "?" + random.nextInt(10) + "*";
        };
    }

    private String trace(Random random) {
        return traces.get(random.nextInt(DOCS));
    }

    /// A term, or what lies beside one: cut, made longer, or with another letter at its end.
    private String near(Random random) {
        String trace = trace(random);
        String cut = trace.substring(0, 1 + random.nextInt(trace.length()));
        return switch (random.nextInt(3)) {
            case 0 -> cut;
            case 1 -> cut + "0123456789abcdef".charAt(random.nextInt(16));
            default -> cut.substring(0, cut.length() - 1) + "0123456789abcdefz".charAt(random.nextInt(17));
        };
    }
}
