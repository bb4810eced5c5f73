package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.query.BruteForce.Kind;
import io.trawl.testkit.TestSeed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Random queries on random documents find what a brute-force evaluation finds.
final class RandomQueryTest {
    private static final String MAPPING = """
            {"mode": "dynamic", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true},
              {"name": "seen", "type": "datetime"},
              {"name": "level", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "host", "type": "text", "tokenizer": "raw"},
              {"name": "msg", "type": "text", "record": "position", "fieldnorms": true},
              {"name": "note", "type": "text"},
              {"name": "size", "type": "i64", "fast": true},
              {"name": "slow", "type": "i64"},
              {"name": "big", "type": "u64", "fast": true, "indexed": false},
              {"name": "ratio", "type": "f64", "fast": true},
              {"name": "o", "type": "object", "field_mappings": [{"name": "n", "type": "u64", "fast": true}]},
              {"name": "tags", "type": "array<text>", "tokenizer": "raw", "fast": true},
              {"name": "lines", "type": "array<text>", "record": "position", "fast": true},
              {"name": "codes", "type": "array<i64>", "fast": true},
              {"name": "attrs", "type": "json", "fast": true}]}
            """;

    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("ts", Kind.SECONDS),
            Map.entry("seen", Kind.SECONDS),
            Map.entry("level", Kind.RAW_TEXT),
            Map.entry("host", Kind.RAW_TEXT),
            Map.entry("msg", Kind.WORDS),
            Map.entry("note", Kind.WORDS_WITHOUT_POSITIONS),
            Map.entry("size", Kind.NUMBER),
            Map.entry("slow", Kind.NUMBER),
            Map.entry("big", Kind.NUMBER),
            Map.entry("ratio", Kind.NUMBER),
            Map.entry("o.n", Kind.NUMBER),
            Map.entry("tags", Kind.RAW_TEXT),
            Map.entry("lines", Kind.WORDS),
            Map.entry("codes", Kind.NUMBER)));
    private static final List<String> DECLARED = List.copyOf(KINDS.keySet());
    private static final List<String> DYNAMIC =
            List.of("attrs.a", "attrs.b.c", "attrs.b.d", "free", "deep.x", "deep.y", "nosuch.path");
    private static final Set<String> UNSIGNED = Set.of("big", "o.n");
    /// Texts that have a column, which a range on text needs.
    private static final List<String> FAST_TEXT = List.of("level", "tags", "lines");
    private static final List<String> OBJECTS = List.of("attrs", "attrs.b", "o", "deep");
    private static final List<String> WORDS =
            List.of("error", "Timeout", "connection", "closed", "by", "peer", "disk", "full", "é", "42", "007");

    private final JsonNodeFactory nodes = JsonNodeFactory.instance;

    @Test
    void fiveHundredQueriesAgreeWithBruteForce() {
        check(TestSeed.next("fiveHundredQueriesAgreeWithBruteForce"), 5, 60, 100);
    }

    @Tag("long")
    @Test
    void thirtyThousandQueriesAgreeWithBruteForce() {
        check(TestSeed.next("thirtyThousandQueriesAgreeWithBruteForce"), 60, 120, 500);
    }

    private void check(TestSeed seed, int indexes, int documents, int queries) {
        BruteForce bruteForce = new BruteForce(KINDS);
        int matching = 0;
        for (int round = 0; round < indexes; round++) {
            Random random = seed.random(round);
            List<JsonNode> docs = new ArrayList<>();
            for (int i = 0; i < documents; i++) {
                docs.add(JsonMapper.shared().readTree(document(random).toString()));
            }
            try (TestIndex index =
                    new TestIndex(MAPPING, docs.stream().map(JsonNode::toString).toList())) {
                for (int i = 0; i < queries; i++) {
                    QueryAst ast = query(random, 5);
                    List<Integer> expected = new ArrayList<>();
                    for (int place = 0; place < docs.size(); place++) {
                        if (bruteForce.matches(ast, docs.get(place))) {
                            expected.add(place);
                        }
                    }
                    matching += expected.isEmpty() ? 0 : 1;
                    checkQuery(index, ast, expected);
                }
            }
        }
        assertThat(matching).isGreaterThan(indexes * queries / 5);
    }

    private static void checkQuery(TestIndex index, QueryAst ast, List<Integer> expected) {
        CompiledQuery compiled = QueryCompiler.compile(ast, index.schema());
        String label = QueryAstJson.toJson(ast) + " → " + compiled.query();
        assertThat(index.find(compiled)).as(label).isEqualTo(expected);
        assertNeedsCoverTerms(compiled, label);
        if (compiled.matchesAll()) {
            assertThat(expected)
                    .as(label)
                    .hasSize(index.searcher().getIndexReader().maxDoc());
        }
        assertRequiredTermsAreRequired(index, compiled, label, expected);
        CompiledQuery scoring = QueryCompiler.compile(ast, index.schema(), CompileOptions.DEFAULT.withScoring());
        assertThat(index.find(scoring)).as("with scores: " + label).isEqualTo(expected);
        assertThat(QueryAstJson.parse(QueryAstJson.toJson(ast).toString())).isEqualTo(ast);
    }

    /// Every term that Lucene will look up is among the needs.
    private static void assertNeedsCoverTerms(CompiledQuery compiled, String label) {
        Set<Term> named = new HashSet<>();
        compiled.query().visit(new QueryVisitor() {
            @Override
            public void consumeTerms(Query query, Term... terms) {
                named.addAll(List.of(terms));
            }

            @Override
            public QueryVisitor getSubVisitor(BooleanClause.Occur occur, Query parent) {
                return this;
            }
        });
        for (Term term : named) {
            assertThat(compiled.needs())
                    .as(label)
                    .anyMatch(need -> need instanceof ReadNeed.Term read
                                    && read.field().equals(term.field())
                                    && read.term().equals(term.bytes())
                            || need instanceof ReadNeed.Terms many
                                    && many.field().equals(term.field())
                                    && many.terms().contains(term.bytes())
                            || need instanceof ReadNeed.TermRange range
                                    && range.field().equals(term.field()));
        }
    }

    /// Where a required term is absent there are no hits.
    private static void assertRequiredTermsAreRequired(
            TestIndex index, CompiledQuery compiled, String label, List<Integer> expected) {
        for (ReadNeed need : compiled.needs()) {
            if (need instanceof ReadNeed.Term term && term.required()) {
                List<Integer> holders =
                        index.find(new org.apache.lucene.search.TermQuery(new Term(term.field(), term.term())));
                assertThat(holders).as("required " + term + " of " + label).containsAll(expected);
            }
        }
    }

    private ObjectNode document(Random random) {
        ObjectNode doc = nodes.objectNode();
        doc.put("ts", time(random));
        if (random.nextInt(4) > 0) {
            doc.put("seen", time(random));
        }
        if (random.nextInt(5) > 0) {
            doc.put("level", pick(random, List.of("INFO", "WARN", "ERROR", "error", "")));
        }
        if (random.nextInt(5) > 0) {
            doc.put("host", "web-" + random.nextInt(12));
        }
        if (random.nextInt(6) > 0) {
            doc.put("msg", sentence(random));
        }
        if (random.nextInt(3) > 0) {
            doc.put("note", sentence(random));
        }
        if (random.nextInt(3) > 0) {
            doc.put("size", integer(random));
        }
        if (random.nextInt(3) > 0) {
            doc.put("slow", integer(random));
        }
        if (random.nextInt(3) > 0) {
            doc.put("big", Math.abs(random.nextInt(10)));
        }
        if (random.nextInt(3) > 0) {
            doc.put("ratio", (random.nextInt(40) - 20) / 4.0);
        }
        if (random.nextInt(3) > 0) {
            doc.putObject("o").put("n", random.nextInt(10));
        }
        addAll(random, doc.putArray("tags"), () -> nodes.stringNode(pick(random, WORDS)));
        addAll(random, doc.putArray("lines"), () -> nodes.stringNode(sentence(random)));
        addAll(random, doc.putArray("codes"), () -> nodes.numberNode(integer(random)));
        ObjectNode attrs = doc.putObject("attrs");
        attrs.set("a", dynamicValue(random, 2));
        attrs.putObject("b").set("c", dynamicValue(random, 0));
        if (random.nextBoolean()) {
            ((ObjectNode) attrs.get("b")).set("d", dynamicValue(random, 1));
        }
        if (random.nextBoolean()) {
            doc.set("free", dynamicValue(random, 1));
        }
        if (random.nextBoolean()) {
            ObjectNode deep = doc.putObject("deep");
            deep.set("x", dynamicValue(random, 1));
            deep.set("y", dynamicValue(random, 1));
        }
        return doc;
    }

    private static void addAll(Random random, ArrayNode array, java.util.function.Supplier<JsonNode> value) {
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value.get());
        }
    }

    private JsonNode dynamicValue(Random random, int nesting) {
        return switch (random.nextInt(nesting > 0 ? 9 : 8)) {
            case 0 -> nodes.numberNode(integer(random));
            case 1 -> nodes.numberNode((random.nextInt(40) - 20) / 4.0);
            case 2 -> nodes.numberNode((double) random.nextInt(5));
            case 3 -> nodes.booleanNode(random.nextBoolean());
            case 4 -> nodes.stringNode(time(random));
            case 5 -> nodes.nullNode();
            case 6, 7 -> nodes.stringNode(pick(random, WORDS));
            default -> {
                ArrayNode array = nodes.arrayNode();
                addAll(random, array, () -> dynamicValue(random, nesting - 1));
                yield array;
            }
        };
    }

    private static long integer(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> (1L << 53) + random.nextInt(3);
            default -> random.nextInt(30) - 15;
        };
    }

    private static String time(Random random) {
        String fraction = random.nextInt(3) == 0 ? ".25" : "";
        return "2024-05-01T10:00:%02d%sZ".formatted(random.nextInt(20), fraction);
    }

    private static String sentence(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pick(random, WORDS)).append(pick(random, List.of(" ", ", ", "-", " - ")));
        }
        return text.toString();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private QueryAst query(Random random, int depth) {
        if (depth > 0 && random.nextInt(5) < 2) {
            return bool(random, depth - 1);
        }
        return switch (random.nextInt(20)) {
            case 0 -> QueryAst.MATCH_ALL;
            case 1 -> QueryAst.MATCH_NONE;
            case 2 -> new QueryAst.Boost(query(random, Math.max(0, depth - 1)), 2.5f);
            case 3, 4 -> new QueryAst.FieldPresence(presenceField(random));
            case 5, 6, 7, 8, 9 -> range(random);
            case 10, 11 -> termSet(random);
            case 12, 13 -> prefix(random);
            case 14 -> phrasePrefix(random);
            default -> fullText(random);
        };
    }

    private QueryAst bool(Random random, int depth) {
        Optional<MinimumShouldMatch> minimum = switch (random.nextInt(6)) {
            case 0 -> Optional.of(new MinimumShouldMatch.Count(random.nextInt(7) - 3));
            case 1 -> Optional.of(new MinimumShouldMatch.Percentage(random.nextInt(200) - 100));
            default -> Optional.empty();
        };
        return new QueryAst.Bool(
                clauses(random, depth, 3),
                clauses(random, depth, 2),
                clauses(random, depth, 4),
                clauses(random, depth, 2),
                minimum);
    }

    private List<QueryAst> clauses(Random random, int depth, int max) {
        List<QueryAst> clauses = new ArrayList<>();
        for (int i = random.nextInt(max); i > 0; i--) {
            clauses.add(query(random, depth));
        }
        return clauses;
    }

    private static String presenceField(Random random) {
        // Words without a column are not counted on: a text without any word has no term to tell of it.
        String field = pick(random, random.nextBoolean() ? DECLARED : DYNAMIC);
        return random.nextInt(3) == 0 || field.equals("msg") || field.equals("note") ? pick(random, OBJECTS) : field;
    }

    private static String field(Random random) {
        return pick(random, random.nextBoolean() ? DECLARED : DYNAMIC);
    }

    private static String value(Random random, String field) {
        Kind kind = KINDS.getOrDefault(field, Kind.DYNAMIC);
        return switch (kind) {
            case RAW_TEXT, WORDS, WORDS_WITHOUT_POSITIONS ->
                pick(random, List.of("INFO", "ERROR", "error", "timeout", "web-3", "closed", "42", "", "é"));
            case NUMBER -> number(random, field);
            case SECONDS -> time(random);
            case DYNAMIC ->
                switch (random.nextInt(5)) {
                    case 0 -> time(random);
                    case 1 -> pick(random, List.of("true", "false"));
                    case 2 -> pick(random, WORDS);
                    case 3 -> Double.toString((random.nextInt(40) - 20) / 4.0);
                    default -> Long.toString(integer(random));
                };
        };
    }

    private static String number(Random random, String field) {
        if (field.equals("ratio")) {
            return Double.toString((random.nextInt(40) - 20) / 4.0);
        }
        return UNSIGNED.contains(field) ? Integer.toString(random.nextInt(12)) : Long.toString(integer(random));
    }

    private static QueryAst range(Random random) {
        String field = field(random);
        Kind kind = KINDS.getOrDefault(field, Kind.DYNAMIC);
        boolean slowText = kind != Kind.NUMBER && kind != Kind.SECONDS && kind != Kind.DYNAMIC;
        if (slowText) {
            field = pick(random, FAST_TEXT);
        }
        return new QueryAst.Range(field, bound(random, field), bound(random, field));
    }

    private static Bound bound(Random random, String field) {
        return switch (random.nextInt(5)) {
            case 0 -> Bound.UNBOUNDED;
            case 1, 2 -> Bound.excluded(value(random, field));
            default -> Bound.included(value(random, field));
        };
    }

    private static QueryAst termSet(Random random) {
        TreeMap<String, java.util.SortedSet<String>> terms = new TreeMap<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String field = field(random);
            TreeSet<String> values = new TreeSet<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                values.add(value(random, field));
            }
            terms.put(field, values);
        }
        return new QueryAst.TermSet(terms);
    }

    private static QueryAst prefix(Random random) {
        String field = pick(random, List.of("level", "host", "msg", "note", "tags", "lines", "attrs.a", "free"));
        String prefix = pick(random, List.of("E", "err", "web-1", "Ti", "c", "é", "4", ""));
        return new QueryAst.Wildcard(field, prefix + "*", false, false);
    }

    private static QueryAst phrasePrefix(Random random) {
        String phrase = pick(random, WORDS) + " " + pick(random, List.of("c", "co", "p", "t", "4", "zz"));
        return new QueryAst.PhrasePrefix(
                pick(random, List.of("msg", "lines")), phrase, 50, FullTextParams.of(FullTextMode.PHRASE), false);
    }

    private static QueryAst fullText(Random random) {
        String field = field(random);
        Kind kind = KINDS.getOrDefault(field, Kind.DYNAMIC);
        boolean words = kind == Kind.WORDS || kind == Kind.WORDS_WITHOUT_POSITIONS;
        String text = words ? sentence(random) : value(random, field);
        FullTextMode mode = switch (random.nextInt(4)) {
            case 0 -> new FullTextMode.Bool(BooleanOperator.AND);
            case 1 -> new FullTextMode.Bool(BooleanOperator.OR);
            case 2 -> kind == Kind.WORDS ? FullTextMode.PHRASE : FullTextMode.PHRASE_FALLBACK;
            default -> FullTextMode.PHRASE_FALLBACK;
        };
        return new QueryAst.FullText(field, text, FullTextParams.of(mode), false);
    }
}
