package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.JsonType;
import io.trawl.docmapper.TermCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryCompilerTest {
    private static final String MAPPING = """
            {"mode": "strict", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "fast_precision": "milliseconds"},
              {"name": "level", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "host", "type": "text", "tokenizer": "raw"},
              {"name": "msg", "type": "text", "record": "position", "fieldnorms": true},
              {"name": "note", "type": "text"},
              {"name": "hidden", "type": "text", "indexed": false},
              {"name": "size", "type": "u64", "fast": true},
              {"name": "slow", "type": "i64"},
              {"name": "slowf", "type": "f64"},
              {"name": "client", "type": "ip"},
              {"name": "raw", "type": "bytes", "fast": true},
              {"name": "ok", "type": "bool", "fast": true},
              {"name": "attrs", "type": "json", "fast": true},
              {"name": "plain", "type": "json"},
              {"name": "o", "type": "object", "field_mappings": [{"name": "a", "type": "u64", "fast": true}]}]}
            """;

    private static TestIndex index;

    @BeforeAll
    static void makeIndex() {
        index = new TestIndex(MAPPING, List.of("""
                {"ts": "2024-05-01T10:00:00.250Z", "level": "ERROR", "host": "web-1", "msg": "Connection closed by peer",
                 "note": "closed connection", "size": 10, "slow": -5, "slowf": -0.5, "client": "10.0.0.1", "ok": true,
                 "raw": "AAE=", "attrs": {"n": 9007199254740993, "s": "x"}, "plain": {"n": 7, "s": "x"}, "o": {"a": 1}}
                """, """
                {"ts": "2024-05-01T10:00:01Z", "level": "INFO", "host": "web-2", "msg": "connection opened",
                 "size": 18446744073709551615, "slow": 3, "slowf": 1e300, "client": "2001:db8::1", "raw": "AAI=",
                 "attrs": {"n": 2.5, "d": {"e": true}}, "plain": {"n": 7.5, "when": "2024-05-01T00:00:00Z"}}
                """, """
                {"ts": "2024-05-01T10:00:02Z", "level": "info", "msg": "!!!", "size": 0, "slow": 12}
                """));
    }

    @AfterAll
    static void closeIndex() {
        index.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "nope:x|invalid query: field does not exist: `nope`",
                "level.sub:x|invalid query: field does not exist: `level.sub`",
                "NOT nope:*|invalid query: field does not exist: `nope`",
                "level:A OR size:abc|invalid query: expected a `u64` search value for field `size`, got `abc`",
                "size:42.0|invalid query: expected a `u64` search value for field `size`, got `42.0`",
                "size:-1|invalid query: expected a `u64` search value for field `size`, got `-1`",
                "size:\"4 00\"|invalid query: expected a `u64` search value for field `size`, got `4 00`",
                "ok:TRUE|invalid query: expected a `bool` search value for field `ok`, got `TRUE`",
                "client:10.0.0.0/33|invalid query: expected a `core::net::ip_addr::Ipv6Addr` search value for field",
                "ts:2024-13-01|invalid query: expected a `tantivy_common::datetime::DateTime` search value for field",
                "raw:zz!|invalid query: expected a `alloc::vec::Vec<u8>` search value for field `raw`, got `zz!`",
                "size:IN [1 x]|invalid query: expected a `u64` search value for field `size`, got `x`",
                "size:[-5 TO 4]|invalid query: expected `u64` boundary for field `size`",
                "size:>400^2|invalid query: expected `u64` boundary for field `size`",
                "ok:[false TO true]|invalid query: range query on `bool` field (`ok`) forbidden",
                "host:[a TO b]|invalid query: query is incompatible with schema. range queries are only supported for"
                        + " fast fields. (`host` is not a fast field))",
                "plain.s:[a TO b]|invalid query: query is incompatible with schema. range queries are only supported"
                        + " for fast fields. (`plain` is not a fast field))",
                "note:\"a b\"|invalid query: query is incompatible with schema. Applied phrase query on field which"
                        + " does not have positions indexed)",
                "note:\"a b\"*|invalid query: query is incompatible with schema. trying to run a PhrasePrefix query"
                        + " on a field which does not have positions indexed)",
                "size:1*|invalid query: query is incompatible with schema. trying to run a Wildcard query on a"
                        + " non-text field)",
                "size:/1.*/|invalid query: query is incompatible with schema. trying to run a regex query on a"
                        + " non-text field)",
                "hidden:x|invalid query: query is incompatible with schema. field hidden is not full-text searchable)",
            })
    void refusesWhatDoesNotFitTheMapping(String query, String message) {
        assertThatThrownBy(() -> index.compile(query))
                .isInstanceOf(TrawlException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anOlderMappingMatchesNothingInsteadOfRefusing() {
        CompileOptions older = CompileOptions.DEFAULT.forOlderMapping();
        for (String query : List.of("nope:x", "size:abc", "ok:[a TO b]", "note:\"a b\"", "size:1*", "size:IN [x]")) {
            QueryAst ast = QueryParser.parse(query, List.of());

            assertThat(QueryCompiler.compile(ast, index.schema(), older).matchesNone())
                    .as(query)
                    .isTrue();
            QueryAst not = QueryAst.Bool.mustNot(List.of(ast));
            assertThat(QueryCompiler.compile(not, index.schema(), older).matchesAll())
                    .as(query)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "slow:[-10 TO 3}|0",
                "slow:>=3|1,2",
                "slowf:{-0.5 TO *]|1",
                "slowf:<=-0.5|0",
                "client:[10.0.0.0 TO 10.0.0.255]|0",
                "client:>10.0.0.1|1",
                "raw:>!AAE=|1",
                "size:[0 TO *]|0,1,2",
                "size:>18446744073709551614|1",
                "ts:>2024-05-01T10:00:00.250Z|1,2",
                "ts:>=2024-05-01T10:00:00.2509Z|0,1,2",
                "ts:\"2024-05-01T10:00:00Z\"|0",
                "plain.n:[7 TO 7.4]|0",
                "plain.n:>7|1",
                "plain.when:>=2024-05-01T00:00:00Z|1",
                "attrs.n:>9007199254740992|0",
                "attrs.n:9007199254740993|0",
                "attrs.n:9007199254740992|",
                "attrs.n:[2.4 TO 2.6]|1",
                "attrs.n:<1e999|",
                "attrs.d:*|1",
                "attrs.d.e:true|1",
                "attrs:*|0,1",
                "plain:*|0,1",
                "plain.n:*|0,1",
                "o:*|0",
                "slow:*|0,1,2",
                "msg:*|0,1",
                "hidden:*|",
                "msg:\"connection closed\"|0",
                "msg:'closed connection'|0",
                "msg:\"connection cl\"*|0",
                "msg:\"conn\"*|0,1",
                "msg:CONN*|0,1",
                "msg:*nect?on|0,1",
                "level:?NFO|1",
                "level:IN [INFO info]|1,2",
                "*|0,1,2",
                "NOT level:INFO|0,2",
                "level:[A TO Z]|0,1",
            })
    void findsByTermsAndColumns(String query, String expected) {
        List<Integer> places = expected == null
                ? List.of()
                : java.util.Arrays.stream(expected.split(","))
                        .map(Integer::valueOf)
                        .toList();

        assertThat(index.find(query)).isEqualTo(places);
    }

    @Test
    void saysWhatATermReads() {
        CompiledQuery compiled = index.compile("level:ERROR AND msg:closed");

        assertThat(compiled.needs())
                .containsExactly(
                        new ReadNeed.Term("level", new BytesRef("ERROR"), false, true),
                        new ReadNeed.Term("msg", new BytesRef("closed"), false, true));
    }

    @Test
    void wantsPositionsOnlyForPhrases() {
        CompiledQuery compiled = index.compile("msg:\"connection closed\" OR msg:closed");

        assertThat(compiled.needs())
                .containsExactly(
                        new ReadNeed.Term("msg", new BytesRef("connection"), true, false),
                        new ReadNeed.Term("msg", new BytesRef("closed"), true, false));
        assertThat(index.compile("msg:\"connection closed\"").query()).isInstanceOf(PhraseQuery.class);
        assertThat(index.compile("note:connection-closed").needs())
                .allMatch(need -> need instanceof ReadNeed.Term term && !term.positions() && term.required());
    }

    @Test
    void saysWhatRangesPrefixesAndExistenceRead() {
        assertThat(index.compile("size:[1 TO 5]").needs()).containsExactly(new ReadNeed.Column("size"));
        assertThat(index.compile("slow:>5").needs())
                .containsExactly(new ReadNeed.TermRange("slow", TermBytes.next(TermCodec.i64(5)), null, false));
        assertThat(index.compile("msg:Conn*").needs())
                .containsExactly(new ReadNeed.TermRange("msg", new BytesRef("conn"), new BytesRef("cono"), false));
        assertThat(index.compile("msg:\"a con\"*").needs())
                .first()
                .isEqualTo(new ReadNeed.Term("msg", new BytesRef("a"), true, true));
        assertThat(index.compile("level:*").needs()).containsExactly(new ReadNeed.Column("level"));
        assertThat(index.compile("attrs.d:*").needs())
                .contains(new ReadNeed.Column("attrs:b:d"), new ReadNeed.ColumnPrefix("attrs:b:d\u0001"))
                .hasSize(12);
        assertThat(index.compile("*").needs()).isEmpty();
    }

    @Test
    void saysWhatPatternsExpandTo() {
        assertThat(index.compile("msg:*n*").needs())
                .singleElement()
                .satisfies(need -> assertExpansion(need, null, null, false, Integer.MAX_VALUE));
        assertThat(index.compile("msg:co*d").needs())
                .singleElement()
                .satisfies(need ->
                        assertExpansion(need, new BytesRef("co"), new BytesRef("cp"), false, Integer.MAX_VALUE));
        assertThat(index.compile("msg:\"a con\"*").needs())
                .last()
                .satisfies(need -> assertExpansion(need, new BytesRef("con"), new BytesRef("coo"), true, 50));
        assertThat(index.compile("msg:/closed/").needs())
                .containsExactly(new ReadNeed.Term("msg", new BytesRef("closed"), false, true));
    }

    @Test
    void plansTheReadsOfManyTermsTogether() {
        TreeSet<String> values = new TreeSet<>();
        for (int i = 0; i < Compilation.MANY_TERMS; i++) {
            values.add("v" + i);
        }
        List<BytesRef> terms = values.stream().map(BytesRef::new).toList();

        assertThat(QueryCompiler.compile(QueryAst.TermSet.of("level", values), index.schema())
                        .needs())
                .containsExactly(new ReadNeed.Terms("level", terms));
        assertThat(QueryCompiler.compile(QueryAst.TermSet.of("level", values.headSet("v3")), index.schema())
                        .needs())
                .allMatch(need -> need instanceof ReadNeed.Term term && !term.required());
    }

    private static void assertExpansion(
            ReadNeed need, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions, int maxTerms) {
        assertThat(need).isInstanceOfSatisfying(ReadNeed.Expansion.class, expansion -> {
            assertThat(expansion.low()).isEqualTo(low);
            assertThat(expansion.high()).isEqualTo(high);
            assertThat(expansion.positions()).isEqualTo(positions);
            assertThat(expansion.maxTerms()).isEqualTo(maxTerms);
        });
    }

    @Test
    void readsEachReadingOfAJsonValueAndRequiresNone() {
        assertThat(index.compile("attrs.n:7").needs())
                .containsExactly(
                        new ReadNeed.Term("attrs", TermCodec.jsonNumber("n", 7), false, false),
                        new ReadNeed.Term("attrs", TermCodec.jsonText("n", new BytesRef("7")), false, false));
        assertThat(index.compile("attrs.n:seven").needs())
                .containsExactly(
                        new ReadNeed.Term("attrs", TermCodec.jsonText("n", new BytesRef("seven")), false, true));
        assertThat(index.compile("attrs.s:a*").needs())
                .containsExactly(new ReadNeed.TermRange(
                        "attrs",
                        TermCodec.jsonText("s", new BytesRef("a")),
                        TermCodec.jsonText("s", new BytesRef("b")),
                        false));
        assertThat(index.compile("plain.n:>=7").needs())
                .first()
                .isEqualTo(new ReadNeed.TermRange(
                        "plain",
                        TermCodec.jsonNumber("n", 7),
                        TermBytes.afterPrefix(TermCodec.jsonPrefix("n", JsonType.I64)),
                        false));
    }

    @Test
    void leavesOutWhatCannotMatterWithoutScores() {
        assertThat(index.compile("+level:ERROR OR msg:closed").query())
                .isEqualTo(index.compile("level:ERROR").query());
        assertThat(index.compile("+level:ERROR OR msg:closed").needs()).hasSize(1);
        assertThat(index.compile("level:ERROR AND *").query()).isInstanceOf(TermQuery.class);
        assertThat(index.compile("level:ERROR OR *").matchesAll()).isTrue();
        assertThat(index.compile("level:ERROR AND NOT *").matchesNone()).isTrue();
        assertThat(index.compile("level:ERROR AND NOT *").needs()).isEmpty();
        assertThat(index.compile("level:IN []").matchesNone()).isTrue();
        assertThat(index.compile("").matchesAll()).isTrue();
        assertThatThrownBy(() -> index.compile("+level:ERROR OR nope:x"))
                .hasMessage("invalid query: field does not exist: `nope`");
    }

    @Test
    void keepsWhatChangesScores() {
        QueryAst ast = QueryParser.parse("+level:ERROR OR msg:closed^3", List.of());

        CompiledQuery compiled = QueryCompiler.compile(ast, index.schema(), CompileOptions.DEFAULT.withScoring());

        assertThat(compiled.query()).hasToString("+level:ERROR (msg:closed)^3.0");
        assertThat(compiled.needs()).contains(new ReadNeed.Norms("msg"));
        assertThat(index.find(compiled)).containsExactly(0);
    }

    @Test
    void addsTheTimeFilterOfTheRequest() {
        long second = 1_714_557_600L;
        CompileOptions options = CompileOptions.DEFAULT.withTimeRange(new TimeRange(second + 1, second + 2));

        CompiledQuery all = QueryCompiler.compile(QueryAst.MATCH_ALL, index.schema(), options);
        CompiledQuery some =
                QueryCompiler.compile(QueryParser.parse("msg:connection", List.of()), index.schema(), options);

        assertThat(index.find(all)).containsExactly(1);
        assertThat(index.find(some)).containsExactly(1);
        assertThat(some.needs()).contains(new ReadNeed.Column("ts"));
        assertThat(QueryCompiler.compile(
                                QueryAst.MATCH_ALL,
                                index.schema(),
                                CompileOptions.DEFAULT.withTimeRange(TimeRange.EMPTY))
                        .matchesNone())
                .isTrue();
    }

    @Test
    void takesAHundredThousandValues() {
        TreeSet<String> values = new TreeSet<>();
        IntStream.range(0, 100_000).forEach(i -> values.add("web-" + i));
        QueryAst.TermSet set = QueryAst.TermSet.of("host", values);

        List<Integer> found = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> index.find(set));

        assertThat(found).containsExactly(0, 1);
    }

    @Test
    void takesManyAlternativesAsASet() {
        List<String> words = new ArrayList<>();
        IntStream.range(0, 50_000).forEach(i -> words.add("host:web-" + i));

        CompiledQuery compiled = index.compile(String.join(" OR ", words));

        assertThat(compiled.query()).isInstanceOf(TermSetQuery.class);
        assertThat(index.find(compiled)).containsExactly(0, 1);
    }

    @Test
    void refusesMoreClausesThanTheLimit() {
        String query = "msg:a ".repeat(0)
                + String.join(
                        " ",
                        IntStream.range(0, 70_000).mapToObj(i -> "msg:w" + i).toList());

        assertThatThrownBy(() -> index.compile(query)).hasMessageContaining("it has more than 65536 clauses and words");
        assertThat(IndexSearcher.getMaxClauseCount()).isEqualTo(QueryLimits.MAX_CLAUSES);
        String phrase = "msg:\"" + "word ".repeat(70_000) + "\"";
        assertThatThrownBy(() -> index.compile(phrase))
                .hasMessageContaining("it has more than 65536 clauses and words");
    }

    @Test
    void refusesAWildcardThatExplodes() {
        String pattern = "msg:" + "*a?".repeat(40) + "*";

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try {
                index.find(pattern);
            } catch (TrawlException e) {
                assertThat(e).hasMessageContaining("the wildcard is too complex");
            }
        });
    }

    @Test
    void zeroTermsMayMatchAll() {
        FullTextParams params = new FullTextParams(Optional.empty(), FullTextMode.PHRASE, FullTextParams.ZeroTerms.ALL);

        assertThat(index.find(new QueryAst.FullText("msg", "!!!", params, false)))
                .hasSize(3);
        assertThat(index.find("msg:\"!!!\"")).isEmpty();
    }

    @Test
    void runsTheDeepestTreeOnASmallStack() throws InterruptedException {
        String query = "(level:INFO AND msg:opened OR -".repeat(QueryLimits.MAX_DEPTH) + "level:ERROR"
                + ")^2".repeat(QueryLimits.MAX_DEPTH);
        QueryAst ast = QueryParser.parse(query, List.of());
        List<Integer> found = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        Thread small = new Thread(
                null,
                () -> {
                    found.addAll(index.find(QueryCompiler.compile(ast, index.schema())));
                    found.addAll(index.find(
                            QueryCompiler.compile(ast, index.schema(), CompileOptions.DEFAULT.withScoring())));
                },
                "small stack",
                512 * 1024);
        small.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));

        small.start();
        small.join(20_000);

        assertThat(failures).isEmpty();
        assertThat(small.isAlive()).isFalse();
        // An even number of negations: documents are in if ERROR, or if the clause of an outer level takes them in.
        assertThat(found).containsExactly(0, 1, 0, 1);
    }
}
