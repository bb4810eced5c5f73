package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.cache.CacheSettings;
import io.trawl.metastore.IndexMetadata;
import io.trawl.search.SearchHit;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passing over splits, and remembering what they answered, never changes an answer.
class SplitSkippingTest {
    private static final long START = 1_767_225_600L;
    private static final String MAPPING = """
            {"mode": "strict", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "id", "type": "u64", "fast": true},
              {"name": "body", "type": "text"}]}""";
    private static final CacheSettings CACHE = CacheSettings.of(1 << 24, CacheSettings.Policy.S3_FIFO);

    @TempDir
    private Path folder;

    /// @param word 0 to 3, 3 is rare
    private record Doc(int split, int doc, long ts, int id, int word) {}

    /// @param from seconds, inclusive; negative: none
    private record Ask(String query, String sort, int hits, int offset, boolean countAll, long from, long to) {
        SearchRequest request() {
            SearchRequest.Builder builder = SearchRequest.builder(List.of("logs"), query)
                    .sortBy(sort)
                    .maxHits(hits)
                    .startOffset(offset)
                    .countAll(countAll);
            if (from >= 0) {
                builder.startTimestamp(from).endTimestamp(to);
            }
            return builder.build();
        }

        boolean matches(Doc doc) {
            boolean inTime = from < 0 || (doc.ts >= from && doc.ts < to);
            return inTime && (query.equals("*") || query.equals("body:w" + doc.word) || inClause(doc));
        }

        private boolean inClause(Doc doc) {
            if (!query.contains("ts:[")) {
                return false;
            }
            String[] bounds =
                    query.substring(query.indexOf('[') + 1, query.indexOf(']')).split(" TO ");
            return doc.ts >= Long.parseLong(bounds[0])
                    && doc.ts <= Long.parseLong(bounds[1])
                    && query.startsWith("body:w" + doc.word);
        }
    }

    @Test
    void answersEqualThoseOfALoopOverAllDocuments() {
        compare(4);
    }

    @Test
    @Tag("long")
    void theSameForAsLongAsOneLikes() {
        compare(200);
    }

    private void compare(int rounds) {
        TestSeed seed = TestSeed.next("SplitSkippingTest");
        long skipped = 0;
        long counted = 0;
        for (int round = 0; round < rounds; round++) {
            Random random = seed.random(round);
            LeafCaches caches = new LeafCaches(CACHE, CACHE);
            try (TestSearch plain = new TestSearch(folder.resolve("plain" + round))) {
                List<Doc> docs = fill(plain, random);
                try (TestSearch caching = plain.coldNode(folder.resolve("caching" + round), caches)) {
                    List<Ask> asked = new ArrayList<>();
                    for (int i = 0; i < 150; i++) {
                        boolean again = !asked.isEmpty() && random.nextBoolean();
                        Ask ask = again ? asked.get(random.nextInt(asked.size())) : ask(random);
                        asked.add(ask);
                        for (TestSearch node : List.of(plain, caching)) {
                            SearchResponse response = node.search(ask.request());
                            check(ask, response, docs);
                            skipped += response.splits().skipped();
                            counted += response.splits().countedByMetadata();
                        }
                    }
                }
            }
            caches.statistics()
                    .forEach(cache -> assertThat(cache.statistics().hits())
                            .as("or %s was not tested", cache.statistics().name())
                            .isPositive());
        }
        assertThat(skipped).as("or nothing was tested").isPositive();
        assertThat(counted).as("or nothing was tested").isPositive();
    }

    private static List<Doc> fill(TestSearch search, Random random) {
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        List<Doc> docs = new ArrayList<>();
        int splits = 2 + random.nextInt(60);
        boolean inOrder = random.nextBoolean();
        for (int split = 0; split < splits; split++) {
            List<String> lines = new ArrayList<>();
            long from = START + (inOrder ? split * 50L : random.nextInt(500));
            int count = 1 + random.nextInt(30);
            for (int doc = 0; doc < count; doc++) {
                int word = Math.min(random.nextInt(4), random.nextInt(4));
                Doc made = new Doc(split, doc, from + random.nextInt(60), docs.size(), word);
                docs.add(made);
                lines.add("{\"ts\": %d, \"id\": %d, \"body\": \"w%d\"}".formatted(made.ts, made.id, word));
            }
            search.addSplit(index, lines);
        }
        return docs;
    }

    private static Ask ask(Random random) {
        String[] sorts = {"", "_doc", "-_doc", "ts", "-ts", "ts,_doc", "-ts,id", "id"};
        long from = START + random.nextInt(800) - 100;
        String query = switch (random.nextInt(6)) {
            case 0, 1 -> "*";
            case 2 -> "body:w%d AND ts:[%d TO %d]".formatted(random.nextInt(4), from, from + random.nextInt(2_000));
            default -> "body:w" + random.nextInt(5);
        };
        boolean timed = random.nextInt(3) == 0;
        return new Ask(
                query,
                sorts[random.nextInt(sorts.length)],
                random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(40),
                random.nextInt(3) == 0 ? random.nextInt(20) : 0,
                random.nextBoolean(),
                timed ? from : -1,
                from + random.nextInt(1_500));
    }

    private static void check(Ask ask, SearchResponse response, List<Doc> docs) {
        List<Doc> matching = docs.stream().filter(ask::matches).toList();
        List<Integer> expected = matching.stream()
                .sorted(order(ask.sort))
                .skip(ask.offset)
                .limit(ask.hits)
                .map(Doc::id)
                .toList();

        assertThat(response.hits().stream().map(SplitSkippingTest::id))
                .as("%s", ask)
                .isEqualTo(expected);
        if (ask.countAll) {
            assertThat(response.numHits()).as("%s", ask).isEqualTo(matching.size());
        } else {
            assertThat(response.numHits()).as("%s", ask).isBetween((long) expected.size(), (long) matching.size());
        }
    }

    private static int id(SearchHit hit) {
        return hit.document().path("id").intValue();
    }

    private static Comparator<Doc> order(String sort) {
        Comparator<Doc> oldest = Comparator.comparingInt(Doc::split).thenComparingInt(Doc::doc);
        Comparator<Doc> byTime = Comparator.comparingLong(Doc::ts);
        return switch (sort) {
            case "", "_doc" -> oldest.reversed();
            case "-_doc" -> oldest;
            case "ts" -> byTime.thenComparing(oldest).reversed();
            case "-ts" -> byTime.thenComparing(oldest);
            case "ts,_doc" -> byTime.reversed().thenComparing(oldest.reversed());
            case "-ts,id" ->
                byTime.thenComparing(Comparator.comparingInt(Doc::id).reversed());
            case "id" -> Comparator.comparingInt(Doc::id).reversed();
            default -> throw new IllegalArgumentException(sort);
        };
    }
}
