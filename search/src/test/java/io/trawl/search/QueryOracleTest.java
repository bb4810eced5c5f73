package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.metastore.IndexMetadata;
import io.trawl.query.QueryAst;
import io.trawl.query.QueryAstJson;
import io.trawl.search.PlainIndex.Doc;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random queries on random mappings, documents and splits answer as a loop over the documents does: which documents,
/// in which order, how many, page by page.
class QueryOracleTest {
    private static final int QUERIES_PER_INDEX = 50;
    private static final int DEPTH_MAX = 6;
    /// After so many wrong answers the test stops looking for more.
    private static final int WRONG_MAX = 10;

    @TempDir
    private Path folder;

    /// What was asked so far, to know that the test asks everything.
    private final Set<String> kindsOfQueries = new TreeSet<>();
    private final Set<PlainField.Kind> kindsOfSorts = EnumSet.noneOf(PlainField.Kind.class);
    private final List<AssertionError> wrong = new ArrayList<>();
    private int withHits;

    @Test
    void fiveHundredQueriesAnswerAsTheOracle() {
        check(TestSeed.next("QueryOracleTest"), 500);
    }

    @Test
    @Tag("long")
    void twentyThousandQueriesAnswerAsTheOracle() {
        check(TestSeed.next("QueryOracleTest, long"), 20_000);

        assertThat(kindsOfQueries)
                .contains(
                        "MatchAll",
                        "MatchNone",
                        "Term",
                        "TermSet",
                        "FieldPresence",
                        "FullText",
                        "PhrasePrefix",
                        "Range",
                        "Wildcard",
                        "Regex",
                        "Bool",
                        "Boost");
        assertThat(kindsOfSorts)
                .containsExactlyInAnyOrder(
                        PlainField.Kind.RAW,
                        PlainField.Kind.LOWER,
                        PlainField.Kind.U64,
                        PlainField.Kind.I64,
                        PlainField.Kind.F64,
                        PlainField.Kind.BOOL,
                        PlainField.Kind.DATETIME,
                        PlainField.Kind.IP,
                        PlainField.Kind.BYTES,
                        PlainField.Kind.DYNAMIC);
    }

    private void check(TestSeed seed, int queries) {
        for (int round = 0; round * QUERIES_PER_INDEX < queries; round++) {
            Random random = seed.random(round);
            PlainIndex index = new PlainIndex(random);
            try (TestSearch search = new TestSearch(folder.resolve("round" + round))) {
                IndexMetadata metadata = search.createIndex("plain", index.mapping(), "d0");
                index.lines().forEach(lines -> search.addSplit(metadata, lines));
                PlainQueries asks = new PlainQueries(index, random);
                for (int i = 0; i < QUERIES_PER_INDEX && wrong.size() < WRONG_MAX; i++) {
                    try {
                        check(search, index, asks, random);
                    } catch (AssertionError different) {
                        wrong.add(different);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(withHits).isGreaterThan(queries / 5);
    }

    private void check(TestSearch search, PlainIndex index, PlainQueries asks, Random random) {
        PlainEngine engine = new PlainEngine(index);
        QueryAst ast = asks.query(random.nextInt(DEPTH_MAX + 1));
        String sort = asks.sort();
        note(index, ast, sort);
        boolean countAll = random.nextInt(4) > 0;
        SearchRequest.Builder request = SearchRequest.builder(List.of("plain"), "")
                .ast(asks.asked(ast))
                .sortBy(sort)
                .countAll(countAll);
        long start = PlainField.nanos("2024-05-01T10:00:00Z") / 1_000_000_000L + random.nextInt(120);
        long end = start + random.nextInt(120);
        boolean timed = random.nextInt(4) == 0;
        if (timed) {
            request.startTimestamp(start).endTimestamp(end);
        }
        List<Doc> expected = index.docs.stream()
                .filter(doc -> !timed || isBetween(doc, start, end))
                .filter(doc -> engine.matches(ast, doc))
                .sorted(engine.order(sort))
                .toList();
        withHits += expected.isEmpty() ? 0 : 1;
        String what = QueryAstJson.toJson(ast) + " sorted by `" + sort + "`" + (timed ? " from " + start : "") + " on "
                + index.mapping();

        List<String> found = new ArrayList<>();
        int page = 1 + random.nextInt(60);
        for (int from = 0; from == 0 || from < Math.min(expected.size(), 3 * page); from += page) {
            SearchResponse response = answer(search, request.maxHits(page).startOffset(from), what);
            response.hits()
                    .forEach(hit -> found.add(hit.document().get("the_id").asString()));
            if (countAll) {
                assertThat(response.numHits()).as(what).isEqualTo(expected.size());
            } else {
                assertThat(response.numHits()).as(what).isLessThanOrEqualTo(expected.size());
                assertThat(response.numHits())
                        .as(what)
                        .isGreaterThanOrEqualTo(response.hits().size());
            }
        }
        assertThat(found)
                .as(what)
                .isEqualTo(expected.stream()
                        .limit(Math.max(found.size(), Math.min(expected.size(), page)))
                        .map(Doc::id)
                        .toList());
        assertThat(search.search(
                                request.maxHits(0).startOffset(0).countAll(true).build())
                        .numHits())
                .as("count of " + what)
                .isEqualTo(expected.size());
    }

    private static SearchResponse answer(TestSearch search, SearchRequest.Builder request, String what) {
        try {
            return search.search(request.build());
        } catch (RuntimeException failure) {
            throw new AssertionError(what, failure);
        }
    }

    private static boolean isBetween(Doc doc, long start, long end) {
        long nanos = (Long) PlainIndex.TIME.key(doc.of("ts").getFirst());
        return nanos >= start * 1_000_000_000L && nanos < end * 1_000_000_000L;
    }

    private void note(PlainIndex index, QueryAst ast, String sort) {
        noteKinds(ast);
        for (String key : sort.split(",")) {
            PlainField field =
                    index.fields.get(key.replace(":missing_first", "").replaceFirst("^-", ""));
            if (field != null) {
                kindsOfSorts.add(field.kind());
            }
        }
    }

    private void noteKinds(QueryAst ast) {
        kindsOfQueries.add(ast.getClass().getSimpleName());
        if (ast instanceof QueryAst.Bool bool) {
            bool.must().forEach(this::noteKinds);
            bool.mustNot().forEach(this::noteKinds);
            bool.should().forEach(this::noteKinds);
            bool.filter().forEach(this::noteKinds);
        }
    }
}
