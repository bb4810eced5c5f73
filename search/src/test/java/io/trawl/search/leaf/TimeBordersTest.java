package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.cache.CacheSettings;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.Bound;
import io.trawl.query.QueryAst;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which documents a time range holds is for their columns to say, however they are spread over splits, and whatever
/// is passed over, counted from metadata or remembered: also in the middle of a second, before 1970, and at both ends
/// of time.
class TimeBordersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String MAPPING = """
            {"mode": "strict", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "fast_precision": "%s"},
              {"name": "id", "type": "u64"}]}""";
    private static final CacheSettings CACHE = CacheSettings.of(1 << 24, CacheSettings.Policy.S3_FIFO);

    @TempDir
    private Path folder;

    /// @param nanos as the column keeps them
    private record Doc(int split, int doc, int id, long nanos) {}

    private record Precision(String name, long nanos) {
        /// Toward 1970, as columns are cut.
        long cut(long time) {
            return time - time % nanos;
        }
    }

    /// @param start seconds, as is `end`
    private record Ask(
            QueryAst query,
            Predicate<Doc> matches,
            OptionalLong start,
            OptionalLong end,
            String sort,
            int hits,
            boolean countAll) {
        SearchRequest request() {
            SearchRequest.Builder builder = SearchRequest.builder(List.of("logs"), "")
                    .ast(query)
                    .sortBy(sort)
                    .maxHits(hits)
                    .countAll(countAll);
            start.ifPresent(builder::startTimestamp);
            end.ifPresent(builder::endTimestamp);
            return builder.build();
        }

        boolean isMatchedBy(Doc doc) {
            boolean after = start.isEmpty() || Math.floorDiv(doc.nanos, SECOND) >= start.getAsLong();
            boolean before = end.isEmpty() || Math.floorDiv(doc.nanos, SECOND) < end.getAsLong();
            return after && before && matches.test(doc);
        }
    }

    @Test
    void answersAreThoseOfALoopOverTheColumn() {
        compare(6);
    }

    @Test
    @Tag("long")
    void theSameForAsLongAsOneLikes() {
        compare(200);
    }

    private void compare(int rounds) {
        TestSeed seed = TestSeed.next("TimeBordersTest");
        List<Precision> precisions = List.of(
                new Precision("seconds", SECOND),
                new Precision("milliseconds", SECOND / 1_000),
                new Precision("nanoseconds", 1));
        for (int round = 0; round < rounds; round++) {
            Random random = seed.random(round);
            Precision precision = precisions.get(round % precisions.size());
            try (TestSearch plain = new TestSearch(folder.resolve("plain" + round))) {
                List<Doc> docs = fill(plain, precision, random);
                LeafCaches caches = new LeafCaches(CACHE, CACHE);
                try (TestSearch caching = plain.coldNode(folder.resolve("caching" + round), caches)) {
                    List<Ask> asked = new ArrayList<>();
                    for (int i = 0; i < 150; i++) {
                        boolean again = !asked.isEmpty() && random.nextInt(3) == 0;
                        Ask ask = again ? asked.get(random.nextInt(asked.size())) : ask(precision, random);
                        asked.add(ask);
                        for (TestSearch node : List.of(plain, caching)) {
                            check(ask, node.search(ask.request()), docs, precision);
                        }
                    }
                }
            }
        }
    }

    private static List<Doc> fill(TestSearch search, Precision precision, Random random) {
        IndexMetadata index = search.createIndex("logs", MAPPING.formatted(precision.name));
        List<Doc> docs = new ArrayList<>();
        int splits = 2 + random.nextInt(20);
        for (int split = 0; split < splits; split++) {
            List<String> lines = new ArrayList<>();
            long center = time(random);
            int count = 1 + random.nextInt(6);
            for (int doc = 0; doc < count; doc++) {
                long nanos = random.nextInt(8) == 0 ? time(random) : near(center, random);
                lines.add("{\"ts\": \"%s\", \"id\": %d}".formatted(text(nanos), docs.size()));
                docs.add(new Doc(split, doc, docs.size(), precision.cut(nanos)));
            }
            search.addSplit(index, lines);
        }
        return docs;
    }

    /// The ends of time stay what they are: texts of the second beside them are read as the end itself.
    private static long near(long center, Random random) {
        long step = random.nextInt(6) * SECOND / 2 + random.nextInt(3) * 1_234_567L;
        boolean isEnd = center == Long.MAX_VALUE || center == Long.MIN_VALUE;
        return isEnd ? center : random.nextBoolean() ? center + step : center - step;
    }

    private static long time(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> 1_767_225_600L * SECOND + random.nextInt(4) * SECOND / 2;
            default -> (random.nextInt(17) - 8) * SECOND / 2;
        };
    }

    private static String text(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND))
                .toString();
    }

    private static Ask ask(Precision precision, Random random) {
        QueryAst query = QueryAst.MATCH_ALL;
        Predicate<Doc> matches = doc -> true;
        if (random.nextBoolean()) {
            long a = near(time(random), random);
            long b = near(random.nextBoolean() ? a : time(random), random);
            long low = precision.cut(Math.min(a, b));
            long high = precision.cut(Math.max(a, b));
            String from = text(Math.min(a, b));
            String to = text(Math.max(a, b));
            boolean lowIn = random.nextBoolean();
            boolean highIn = random.nextBoolean();
            query = new QueryAst.Range(
                    "ts",
                    lowIn ? Bound.included(from) : Bound.excluded(from),
                    highIn ? Bound.included(to) : Bound.excluded(to));
            matches = doc ->
                    (lowIn ? doc.nanos >= low : doc.nanos > low) && (highIn ? doc.nanos <= high : doc.nanos < high);
        }
        String[] sorts = {"", "_doc", "-_doc", "ts", "-ts"};
        return new Ask(
                query,
                matches,
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(second(random)),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(second(random)),
                sorts[random.nextInt(sorts.length)],
                random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(12),
                random.nextBoolean());
    }

    private static long second(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MAX_VALUE / SECOND + 1;
            case 3 -> Long.MIN_VALUE / SECOND - 1;
            default -> Math.floorDiv(near(time(random), random), SECOND);
        };
    }

    private static void check(Ask ask, SearchResponse response, List<Doc> docs, Precision precision) {
        Comparator<Doc> address = Comparator.comparingInt(Doc::split).thenComparingInt(Doc::doc);
        Comparator<Doc> time = Comparator.comparingLong(Doc::nanos);
        Comparator<Doc> order = switch (ask.sort) {
            case "", "_doc" -> address.reversed();
            case "-_doc" -> address;
            case "ts" -> time.thenComparing(address).reversed();
            case "-ts" -> time.thenComparing(address);
            default -> throw new IllegalArgumentException(ask.sort);
        };
        List<Doc> matching =
                docs.stream().filter(ask::isMatchedBy).sorted(order).toList();
        Stream<Integer> found =
                response.hits().stream().map(hit -> hit.document().path("id").intValue());

        assertThat(found)
                .as("%s with %s", ask, precision.name)
                .isEqualTo(matching.stream().limit(ask.hits).map(Doc::id).toList());
        assertThat(response.numHits())
                .as("%s with %s", ask, precision.name)
                .isBetween(ask.countAll ? (long) matching.size() : Math.min(ask.hits, matching.size()), (long)
                        matching.size());
    }
}
