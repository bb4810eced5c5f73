package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.metastore.IndexMetadata;
import io.trawl.query.AggregationParser;
import io.trawl.query.Bound;
import io.trawl.query.QueryAst;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Every answer equals what a loop over all documents says.
class SearchOracleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long START = 1_767_225_600L;
    private static final String[] WORDS = {"connection", "closed", "opened", "session", "user", "error", "timeout"};
    private static final String[] HOSTS = {"web-1", "web-2", "web-3", "db-1", "é-host"};

    static final String MAPPING = """
            {"mode": "dynamic", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "latency", "type": "i64", "fast": true},
              {"name": "size", "type": "u64", "fast": true},
              {"name": "ratio", "type": "f64", "fast": true},
              {"name": "ok", "type": "bool", "fast": true},
              {"name": "codes", "type": "array<i64>", "fast": true}
            ]}""";

    /// A document as plain values; null where it has none.
    record Doc(
            int split,
            int doc,
            long ts,
            List<String> words,
            @Nullable String host,
            @Nullable Long latency,
            @Nullable Long size,
            @Nullable Double ratio,
            @Nullable Boolean ok,
            List<Long> codes,
            @Nullable Number dynamic,
            @Nullable Object mixed) {
        String json() {
            StringBuilder json = new StringBuilder("{\"ts\": " + ts + ", \"body\": \"" + String.join(" ", words) + '"');
            if (host != null) {
                json.append(", \"host\": \"").append(host).append('"');
            }
            append(json, "latency", latency);
            append(json, "size", size == null ? null : Long.toUnsignedString(size));
            append(json, "ratio", ratio);
            append(json, "ok", ok);
            append(json, "codes", codes.isEmpty() ? null : codes);
            append(json, "dyn", dynamic);
            append(json, "mix", mixed instanceof Instant || mixed instanceof String ? "\"" + mixed + '"' : mixed);
            return json.append(", \"id\": \"")
                    .append(split)
                    .append('-')
                    .append(doc)
                    .append("\"}")
                    .toString();
        }

        private static void append(StringBuilder json, String name, @Nullable Object value) {
            if (value != null) {
                json.append(", \"").append(name).append("\": ").append(value);
            }
        }

        String id() {
            return split + "-" + doc;
        }
    }

    @TempDir
    private Path folder;

    @Test
    void hitsOrderCountsAndAggregationsEqualBruteForce() {
        compare(6);
    }

    @Test
    @Tag("long")
    void theSameForAsLongAsOneLikes() {
        compare(150);
    }

    private void compare(int rounds) {
        TestSeed seed = TestSeed.next("SearchOracleTest");
        for (int round = 0; round < rounds; round++) {
            Random random = seed.random(round);
            try (TestSearch search = new TestSearch(folder.resolve("round" + round))) {
                List<Doc> docs = fill(search, random);
                for (int i = 0; i < 60; i++) {
                    checkHits(search, docs, random);
                    checkAggregations(search, docs, random);
                }
            }
        }
    }

    private static List<Doc> fill(TestSearch search, Random random) {
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        List<Doc> docs = new ArrayList<>();
        int splits = 1 + random.nextInt(9);
        boolean large = random.nextInt(3) == 0;
        for (int split = 0; split < splits; split++) {
            int count = 1 + random.nextInt(large && split < 2 ? 12_000 : 300);
            List<String> lines = new ArrayList<>();
            boolean ordered = random.nextBoolean();
            for (int doc = 0; doc < count; doc++) {
                Doc made = randomDoc(split, doc, ordered ? doc : random.nextInt(count), random);
                docs.add(made);
                lines.add(made.json());
            }
            search.addSplit(index, lines);
        }
        return docs;
    }

    private static Doc randomDoc(int split, int doc, int time, Random random) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            words.add(WORDS[Math.min(random.nextInt(WORDS.length), random.nextInt(WORDS.length))]);
        }
        List<Long> codes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            codes.add((long) random.nextInt(6) - 2);
        }
        Number dynamic = null;
        if (random.nextInt(3) == 0) {
            dynamic = random.nextBoolean() ? (Number) (long) random.nextInt(20) : (Number) (random.nextInt(40) / 4.0);
        }
        return new Doc(
                split,
                doc,
                START + split * 200L + time / 3,
                words,
                random.nextInt(10) == 0 ? null : HOSTS[random.nextInt(HOSTS.length)],
                random.nextInt(4) == 0 ? null : (long) random.nextInt(2000) - 1000,
                random.nextInt(5) == 0 ? null : random.nextInt(50) == 0 ? random.nextLong() : random.nextInt(100),
                random.nextInt(5) == 0 ? null : (random.nextInt(800) - 400) / 8.0,
                random.nextInt(5) == 0 ? null : random.nextBoolean(),
                codes,
                dynamic,
                randomMixed(random));
    }

    /// A value of any kind that sorts, or none.
    private static @Nullable Object randomMixed(Random random) {
        return switch (random.nextInt(7)) {
            case 6 -> HOSTS[random.nextInt(HOSTS.length)];
            case 0 -> random.nextBoolean();
            case 1 -> (long) random.nextInt(9) - 4;
            case 2 -> random.nextInt(40) / 4.0 - 5;
            case 3 -> Instant.ofEpochSecond(START + random.nextInt(20));
            default -> null;
        };
    }

    record Query(QueryAst ast, Predicate<Doc> matches) {}

    private static Query randomQuery(Random random, int depth) {
        String a = WORDS[random.nextInt(WORDS.length)];
        String b = WORDS[random.nextInt(WORDS.length)];
        return switch (random.nextInt(depth > 0 ? 12 : 8)) {
            case 0 -> new Query(QueryAst.MATCH_ALL, doc -> true);
            case 1, 2 -> new Query(text("body:" + a), doc -> doc.words.contains(a));
            case 3 -> new Query(text("body:\"" + a + " " + b + "\""), doc -> hasPhrase(doc, a, b));
            case 4 -> {
                String prefix = a.substring(0, 1 + random.nextInt(3));
                yield new Query(
                        text("body:" + prefix + "*"), doc -> doc.words.stream().anyMatch(w -> w.startsWith(prefix)));
            }
            case 5 -> {
                long low = random.nextInt(1600) - 800;
                long high = low + random.nextInt(800);
                yield new Query(
                        text("latency:[" + low + " TO " + high + "]"),
                        doc -> doc.latency != null && doc.latency >= low && doc.latency <= high);
            }
            case 6 -> {
                String host = HOSTS[random.nextInt(HOSTS.length)];
                yield new Query(new QueryAst.Term("host", host), doc -> host.equals(doc.host));
            }
            case 7 -> {
                long low = START + random.nextInt(1500);
                long high = low + random.nextInt(600);
                yield new Query(
                        new QueryAst.Range("ts", Bound.included(rfc(low)), Bound.excluded(rfc(high))),
                        doc -> doc.ts >= low && doc.ts < high);
            }
            case 8 -> new Query(new QueryAst.FieldPresence("ratio"), doc -> doc.ratio != null);
            case 9 -> {
                Query inner = randomQuery(random, depth - 1);
                Query other = randomQuery(random, depth - 1);
                yield new Query(
                        new QueryAst.Bool(
                                List.of(other.ast), List.of(inner.ast), List.of(), List.of(), Optional.empty()),
                        doc -> other.matches.test(doc) && !inner.matches.test(doc));
            }
            case 10 -> {
                Query left = randomQuery(random, depth - 1);
                Query right = randomQuery(random, depth - 1);
                yield new Query(QueryAst.Bool.must(List.of(left.ast, right.ast)), left.matches.and(right.matches));
            }
            default -> {
                Query left = randomQuery(random, depth - 1);
                Query right = randomQuery(random, depth - 1);
                yield new Query(QueryAst.Bool.should(List.of(left.ast, right.ast)), left.matches.or(right.matches));
            }
        };
    }

    private static QueryAst text(String query) {
        return io.trawl.query.QueryParser.parse(query, List.of());
    }

    private static String rfc(long seconds) {
        return Instant.ofEpochSecond(seconds).toString();
    }

    private static boolean hasPhrase(Doc doc, String a, String b) {
        for (int i = 0; i + 1 < doc.words.size(); i++) {
            if (doc.words.get(i).equals(a) && doc.words.get(i + 1).equals(b)) {
                return true;
            }
        }
        return false;
    }

    private static void checkHits(TestSearch search, List<Doc> docs, Random random) {
        Query query = randomQuery(random, 3);
        String sort = randomSort(random);
        int from = random.nextInt(3) == 0 ? random.nextInt(50) : 0;
        int size = random.nextInt(30);
        SearchRequest.Builder request = SearchRequest.builder(List.of("logs"), "")
                .ast(query.ast)
                .maxHits(size)
                .startOffset(from)
                .sortBy(sort);
        Predicate<Doc> matches = query.matches;
        if (random.nextInt(3) == 0) {
            long start = START + random.nextInt(1500);
            long end = start + random.nextInt(1000);
            request.startTimestamp(start).endTimestamp(end);
            matches = matches.and(doc -> doc.ts >= start && doc.ts < end);
        }
        List<Doc> expected = docs.stream().filter(matches).sorted(order(sort)).toList();

        SearchResponse response = search.search(request.build());

        String what = query.ast + " sorted by `" + sort + "` from " + from + " size " + size;
        assertThat(response.numHits()).as(what).isEqualTo(expected.size());
        assertThat(response.hits().stream()
                        .map(hit -> hit.document().get("id").asString())
                        .toList())
                .as(what)
                .isEqualTo(expected.stream().skip(from).limit(size).map(Doc::id).toList());
        assertThat(response.cost().misses()).as(what).isZero();
    }

    /// No key or up to four, documents without a value last or first.
    private static String randomSort(Random random) {
        String[] fields = {"ts", "latency", "size", "ratio", "ok", "dyn", "codes", "mix", "host", "_doc"};
        String sort = "";
        for (int keys = random.nextInt(5); keys > 0; keys--) {
            String field = fields[random.nextInt(fields.length)];
            sort += sort.isEmpty() ? "" : ",";
            sort += (random.nextBoolean() ? "-" : "") + field;
            sort += field.equals("_doc") || random.nextInt(3) > 0
                    ? ""
                    : random.nextInt(4) == 0 ? ":missing_last" : ":missing_first";
        }
        return sort;
    }

    static Comparator<Doc> order(String sort) {
        Comparator<Doc> byAddress = Comparator.comparingInt(Doc::split).thenComparingInt(Doc::doc);
        Comparator<Doc> order = (a, b) -> 0;
        for (String key : sort.split(",")) {
            boolean ascending = key.startsWith("-");
            boolean missingFirst = key.endsWith(":missing_first");
            String field = (ascending ? key.substring(1) : key).replaceAll(":.*", "");
            if (field.equals("_doc")) {
                return order.thenComparing(ascending ? byAddress : byAddress.reversed());
            }
            if (!field.isEmpty()) {
                order = order.thenComparing(
                        (a, b) -> compare(value(a, field), value(b, field), ascending, missingFirst));
            }
        }
        return order.thenComparing(sort.startsWith("-") ? byAddress : byAddress.reversed());
    }

    private static int compare(
            @Nullable Comparable<?> left, @Nullable Comparable<?> right, boolean ascending, boolean missingFirst) {
        if (left == null || right == null) {
            int missingLast = left == right ? 0 : left == null ? 1 : -1;
            return missingFirst ? -missingLast : missingLast;
        }
        // Texts come after all else, by their bytes; none here needs more than its characters for that.
        boolean texts = left instanceof String && right instanceof String;
        @SuppressWarnings("unchecked")
        int compared = left instanceof String == right instanceof String
                ? texts ? left.toString().compareTo(right.toString()) : ((Comparable<Object>) left).compareTo(right)
                : Boolean.compare(left instanceof String, right instanceof String);
        return ascending ? compared : -compared;
    }

    private static @Nullable Comparable<?> value(Doc doc, String field) {
        return switch (field) {
            case "ts" -> doc.ts;
            case "latency" -> doc.latency;
            case "size" -> doc.size == null ? null : doc.size ^ Long.MIN_VALUE;
            case "ratio" -> doc.ratio;
            case "ok" -> doc.ok;
            case "dyn" -> doc.dynamic == null ? null : doc.dynamic.doubleValue();
            case "host" -> doc.host;
            case "codes" -> doc.codes.stream().min(Comparator.naturalOrder()).orElse(null);
            case "mix" ->
                switch (doc.mixed) {
                    case null -> null;
                    // Kinds one after the other; all numbers here lie within ten of zero.
                    case Boolean flag -> flag ? -99.0 : -100.0;
                    case String text -> text;
                    case Instant time -> (double) time.getEpochSecond();
                    case Number number -> number.doubleValue();
                    default -> throw new IllegalArgumentException(doc.mixed.toString());
                };
            default -> throw new IllegalArgumentException(field);
        };
    }

    private static void checkAggregations(TestSearch search, List<Doc> docs, Random random) {
        Query query = randomQuery(random, 2);
        String aggs = """
                {"hosts": {"terms": {"field": "host", "size": 100, "missing": "none"},
                   "aggs": {"lat": {"stats": {"field": "latency"}}, "r": {"sum": {"field": "ratio"}}}},
                 "codes": {"terms": {"field": "codes", "size": 100, "order": {"_key": "asc"}},
                   "aggs": {"hosts": {"terms": {"field": "host", "size": 100}}, "n": {"value_count": {"field": "codes"}}}},
                 "dyn": {"terms": {"field": "dyn", "size": 1000}},
                 "time": {"date_histogram": {"field": "ts", "fixed_interval": "100s", "min_doc_count": 1},
                   "aggs": {"max": {"max": {"field": "size"}}}},
                 "all": {"avg": {"field": "latency"}}}""";
        SearchResponse response = search.search(SearchRequest.builder(List.of("logs"), "")
                .ast(query.ast)
                .maxHits(random.nextInt(3))
                .sortBy(random.nextBoolean() ? "ts" : "")
                .aggregations(AggregationParser.parse(JSON.readTree(aggs)))
                .build());

        List<Doc> found = docs.stream().filter(query.matches).toList();
        JsonNode result = response.aggregations().orElseThrow();
        String what = query.ast.toString();
        assertThat(response.numHits()).as(what).isEqualTo(found.size());
        checkHosts(result.get("hosts"), found, what);
        checkCodes(result.get("codes"), found, what);
        checkTime(result.get("time"), found, what);
        TreeMap<Double, Integer> dynamic = new TreeMap<>();
        found.stream()
                .filter(doc -> doc.dynamic != null)
                .forEach(doc -> dynamic.merge(doc.dynamic.doubleValue(), 1, Integer::sum));
        TreeMap<Double, Integer> shown = new TreeMap<>();
        result.get("dyn")
                .get("buckets")
                .forEach(b ->
                        shown.put(b.get("key").asDouble(), b.get("doc_count").asInt()));
        assertThat(shown).as(what).isEqualTo(dynamic);
        JsonNode average = result.get("all").get("value");
        List<Long> latencies =
                found.stream().map(Doc::latency).filter(v -> v != null).toList();
        if (latencies.isEmpty()) {
            assertThat(average.isNull()).as(what).isTrue();
        } else {
            assertThat(average.asDouble())
                    .as(what)
                    .isEqualTo((double) latencies.stream().mapToLong(v -> v).sum() / latencies.size());
        }
        assertThat(response.cost().misses()).as(what).isZero();
    }

    private static void checkHosts(JsonNode hosts, List<Doc> found, String what) {
        TreeMap<String, List<Doc>> byHost = new TreeMap<>();
        for (Doc doc : found) {
            byHost.computeIfAbsent(doc.host == null ? "none" : doc.host, h -> new ArrayList<>())
                    .add(doc);
        }
        assertThat(hosts.get("buckets").size()).as(what).isEqualTo(byHost.size());
        long before = Long.MAX_VALUE;
        for (JsonNode bucket : hosts.get("buckets")) {
            List<Doc> docs = byHost.get(bucket.get("key").asString());
            assertThat(bucket.get("doc_count").asLong())
                    .as(what)
                    .isEqualTo(docs.size())
                    .isLessThanOrEqualTo(before);
            before = docs.size();
            List<Long> latencies =
                    docs.stream().map(Doc::latency).filter(v -> v != null).toList();
            JsonNode stats = bucket.get("lat");
            assertThat(stats.get("count").asLong()).as(what).isEqualTo(latencies.size());
            assertThat(stats.get("sum").asDouble())
                    .as(what)
                    .isEqualTo(latencies.stream().mapToLong(v -> v).sum());
            if (!latencies.isEmpty()) {
                assertThat(stats.get("min").asDouble())
                        .isEqualTo(latencies.stream().mapToLong(v -> v).min().getAsLong());
                assertThat(stats.get("max").asDouble())
                        .isEqualTo(latencies.stream().mapToLong(v -> v).max().getAsLong());
            }
            assertThat(bucket.get("r").get("value").asDouble())
                    .as(what)
                    .isEqualTo(docs.stream()
                            .filter(d -> d.ratio != null)
                            .mapToDouble(d -> d.ratio)
                            .sum());
        }
    }

    private static void checkCodes(JsonNode codes, List<Doc> found, String what) {
        TreeMap<Long, List<Doc>> byCode = new TreeMap<>();
        for (Doc doc : found) {
            doc.codes.stream()
                    .distinct()
                    .forEach(c ->
                            byCode.computeIfAbsent(c, x -> new ArrayList<>()).add(doc));
        }
        List<Long> keys = new ArrayList<>();
        for (JsonNode bucket : codes.get("buckets")) {
            long key = bucket.get("key").asLong();
            keys.add(key);
            List<Doc> docs = byCode.get(key);
            assertThat(bucket.get("doc_count").asLong()).as(what).isEqualTo(docs.size());
            assertThat(bucket.get("n").get("value").asDouble())
                    .as(what)
                    .isEqualTo(docs.stream().mapToInt(d -> d.codes.size()).sum());
            long inHosts = 0;
            for (JsonNode host : bucket.get("hosts").get("buckets")) {
                String name = host.get("key").asString();
                long count = docs.stream().filter(d -> name.equals(d.host)).count();
                assertThat(host.get("doc_count").asLong()).as(what).isEqualTo(count);
                inHosts += count;
            }
            assertThat(inHosts)
                    .as(what)
                    .isEqualTo(docs.stream().filter(d -> d.host != null).count());
        }
        assertThat(keys).as(what).isEqualTo(List.copyOf(byCode.keySet()));
    }

    private static void checkTime(JsonNode time, List<Doc> found, String what) {
        TreeMap<Long, List<Doc>> byTime = new TreeMap<>();
        found.forEach(doc -> byTime.computeIfAbsent(doc.ts / 100 * 100_000, t -> new ArrayList<>())
                .add(doc));
        List<Long> keys = new ArrayList<>();
        for (JsonNode bucket : time.get("buckets")) {
            keys.add(bucket.get("key").asLong());
            List<Doc> docs = byTime.get(bucket.get("key").asLong());
            assertThat(docs).as(what).isNotNull();
            assertThat(bucket.get("doc_count").asLong()).as(what).isEqualTo(docs.size());
        }
        assertThat(keys).as(what).isEqualTo(List.copyOf(byTime.keySet()));
    }
}
