package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.QueryParser;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scores, and the order by them, equal what the formula of BM25 says about each document.
class ScoreOracleTest {
    private static final double K1 = 1.2;
    private static final double B = 0.75;
    private static final String[] WORDS = {"connection", "closed", "opened", "session", "user", "error"};

    private static final String MAPPING = """
            {"mode": "lenient", "field_mappings": [
              {"name": "id", "type": "u64", "fast": true},
              {"name": "title", "type": "text", "record": "position", "fieldnorms": true},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "rank", "type": "i64", "fast": true}
            ]}""";

    record Doc(
            int id,
            int split,
            List<String> title,
            List<String> body,
            @Nullable Integer rank) {
        List<String> words(String field) {
            return field.equals("title") ? title : body;
        }

        String json() {
            return "{\"id\": " + id
                    + (title.isEmpty() ? "" : ", \"title\": \"" + String.join(" ", title) + '"')
                    + (rank == null ? "" : ", \"rank\": " + rank)
                    + ", \"body\": \"" + String.join(" ", body) + "\"}";
        }
    }

    /// The documents of a split, with what scores need of all of them.
    private static final class Split {
        private final List<Doc> docs = new ArrayList<>();
        private final Map<String, Long> docsWith = new HashMap<>();
        private final Map<String, Double> averages = new HashMap<>();

        double idf(String field, String word) {
            double with = docsWith.computeIfAbsent(
                    field + ":" + word,
                    _ -> docs.stream()
                            .filter(doc -> doc.words(field).contains(word))
                            .count());
            return Math.log(1 + (docs.size() - with + 0.5) / (with + 0.5));
        }

        double averageLength(String field) {
            return averages.computeIfAbsent(
                    field,
                    _ -> docs.stream().mapToInt(doc -> doc.words(field).size()).sum() / (double) docs.size());
        }
    }

    /// A query that can be written and scored.
    sealed interface Clause {
        record Words(String field, List<String> words, int boost) implements Clause {}

        record Ranks(int low, int high) implements Clause {}

        record Any(List<Clause> clauses) implements Clause {}

        record Every(List<Clause> clauses) implements Clause {}

        default String text() {
            return switch (this) {
                case Words(String field, List<String> words, int boost) ->
                    field + ":\"" + String.join(" ", words) + '"' + (boost == 1 ? "" : "^" + boost);
                case Ranks(int low, int high) -> "rank:[" + low + " TO " + high + "]";
                case Any(List<Clause> clauses) -> joined(clauses, " OR ");
                case Every(List<Clause> clauses) -> joined(clauses, " AND ");
            };
        }

        private static String joined(List<Clause> clauses, String operator) {
            return clauses.stream().map(Clause::text).collect(Collectors.joining(operator, "(", ")"));
        }
    }

    @TempDir
    private Path folder;

    @Test
    void scoresAndOrderEqualTheFormula() {
        TestSeed seed = TestSeed.next("ScoreOracleTest");
        for (int round = 0; round < 3; round++) {
            Random random = seed.random(round);
            try (TestSearch search = new TestSearch(folder.resolve("round" + round))) {
                IndexMetadata index = search.createIndex("logs", MAPPING, "body");
                List<Split> splits = new ArrayList<>();
                int id = 0;
                for (int split = 1 + random.nextInt(4); split > 0; split--) {
                    Split made = new Split();
                    for (int i = 1 + random.nextInt(random.nextInt(4) == 0 ? 6000 : 200); i > 0; i--) {
                        made.docs.add(randomDoc(id++, splits.size(), random));
                    }
                    splits.add(made);
                    search.addSplit(index, made.docs.stream().map(Doc::json).toList());
                }
                for (int i = 0; i < 30; i++) {
                    check(search, splits, random);
                }
            }
        }
    }

    private static Doc randomDoc(int id, int split, Random random) {
        return new Doc(
                id,
                split,
                randomWords(random, random.nextInt(9)),
                randomWords(random, 1 + random.nextInt(6)),
                random.nextInt(4) == 0 ? null : random.nextInt(4));
    }

    private static List<String> randomWords(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(WORDS[Math.min(random.nextInt(WORDS.length), random.nextInt(WORDS.length))]);
        }
        return words;
    }

    private static Clause randomClause(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 6 : 3);
        if (kind >= 3) {
            Map<String, Clause> different = new HashMap<>();
            for (int i = 2 + random.nextInt(2); i > 0; i--) {
                Clause clause = randomClause(random, depth - 1);
                different.put(clause.text(), clause);
            }
            List<Clause> clauses = List.copyOf(different.values());
            return kind == 3 ? new Clause.Every(clauses) : new Clause.Any(clauses);
        }
        String field = random.nextBoolean() ? "title" : "body";
        int boost = 1 + random.nextInt(3);
        int word = random.nextInt(WORDS.length);
        return switch (random.nextInt(5)) {
            case 0 -> new Clause.Ranks(random.nextInt(3), 3);
            case 1 -> new Clause.Words(field, List.of(WORDS[word], WORDS[(word + 1) % WORDS.length]), boost);
            default -> new Clause.Words(field, List.of(WORDS[word]), boost);
        };
    }

    private static void check(TestSearch search, List<Split> splits, Random random) {
        Clause clause = randomClause(random, 2);
        String[] sorts = {
            "_score", "-_score", "_score,-id", "_score,rank", "-_score,rank", "rank,_score", "-rank,-_score"
        };
        String sort = sorts[random.nextInt(sorts.length)];
        int size = 1 + random.nextInt(40);
        Map<Integer, Double> scores = new HashMap<>();
        List<Doc> matching = new ArrayList<>();
        Map<Integer, Doc> docs = new HashMap<>();
        for (Split split : splits) {
            for (Doc doc : split.docs) {
                docs.put(doc.id, doc);
                double score = score(clause, doc, split);
                if (score > 0) {
                    scores.put(doc.id, score);
                    matching.add(doc);
                }
            }
        }

        SearchResponse response = search.search(SearchRequest.builder(List.of("logs"), "")
                .ast(QueryParser.parse(clause.text(), List.of()))
                .sortBy(sort)
                .maxHits(size)
                .build());

        String what = clause.text() + " by " + sort;
        assertThat(response.numHits()).as(what).isEqualTo(matching.size());
        assertThat(response.cost().misses()).as(what).isZero();
        Map<Integer, Double> found = new HashMap<>();
        List<Doc> hits = new ArrayList<>();
        int scoreKey = List.of(sort.split(",")).indexOf(sort.contains("-_score") ? "-_score" : "_score");
        for (SearchHit hit : response.hits()) {
            Doc doc = docs.get(hit.document().get("id").asInt());
            assertThat(doc).isNotNull();
            hits.add(doc);
            double score = ColumnCodec.decodeF64(
                    hit.address().sortValues().get(scoreKey).orElseThrow().bits());
            found.put(doc.id, score);
            assertThat(score).as("%s of %s", what, doc).isCloseTo(scores.get(doc.id), relative(score));
        }
        assertThat(found).as(what).hasSameSizeAs(hits).hasSize(Math.min(size, matching.size()));
        // By the scores found, the order is exact; by those of the formula, it is but for rounding.
        assertThat(hits).as(what).isSortedAccordingTo(order(sort, found));
        matching.sort(order(sort, scores));
        for (int i = 0; i < hits.size(); i++) {
            Doc expected = matching.get(i);
            assertThat(scores.get(hits.get(i).id))
                    .as("hit %d of %s", i, what)
                    .isCloseTo(scores.get(expected.id), relative(scores.get(expected.id)));
            if (sort.contains("rank,")) {
                assertThat(hits.get(i).rank).as(what).isEqualTo(expected.rank);
            }
        }
    }

    private static Offset<Double> relative(double score) {
        return Offset.offset(1e-5 * score);
    }

    private static Comparator<Doc> order(String sort, Map<Integer, Double> scores) {
        Comparator<Doc> order = (a, b) -> 0;
        for (String key : sort.split(",")) {
            boolean ascending = key.startsWith("-");
            Comparator<Doc> next = switch (ascending ? key.substring(1) : key) {
                case "_score" -> Comparator.comparing(doc -> scores.get(doc.id));
                case "id" -> Comparator.comparing(Doc::id);
                default -> Comparator.comparing(doc -> doc.rank == null ? ascending ? 9 : -1 : doc.rank);
            };
            order = order.thenComparing(ascending ? next : next.reversed());
        }
        Comparator<Doc> byAddress = Comparator.comparing(Doc::id);
        return order.thenComparing(sort.startsWith("-") ? byAddress : byAddress.reversed());
    }

    /// Zero if the document does not match.
    private static double score(Clause clause, Doc doc, Split split) {
        return switch (clause) {
            case Clause.Words words -> words.boost * bm25(words, doc, split);
            case Clause.Ranks(int low, int high) -> doc.rank != null && doc.rank >= low && doc.rank <= high ? 1 : 0;
            case Clause.Any(List<Clause> clauses) ->
                clauses.stream().mapToDouble(c -> score(c, doc, split)).sum();
            case Clause.Every(List<Clause> clauses) -> {
                double sum = 0;
                for (Clause one : clauses) {
                    double score = score(one, doc, split);
                    if (score == 0) {
                        yield 0;
                    }
                    sum += score;
                }
                yield sum;
            }
        };
    }

    private static double bm25(Clause.Words query, Doc doc, Split split) {
        List<String> words = doc.words(query.field);
        double frequency = 0;
        for (int i = 0; i + query.words.size() <= words.size(); i++) {
            if (words.subList(i, i + query.words.size()).equals(query.words)) {
                frequency++;
            }
        }
        if (frequency == 0) {
            return 0;
        }
        double idf = query.words.stream()
                .mapToDouble(word -> split.idf(query.field, word))
                .sum();
        double average = split.averageLength(query.field);
        double length = query.field.equals("title") ? words.size() : 1;
        return idf * (K1 + 1) * frequency / (frequency + K1 * (1 - B + B * length / average));
    }
}
