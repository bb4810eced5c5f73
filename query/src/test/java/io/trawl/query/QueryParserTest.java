package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class QueryParserTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    static Stream<Arguments> goldenQueries() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        try (InputStream file = Objects.requireNonNull(QueryParserTest.class.getResourceAsStream("query-asts.json"))) {
            for (JsonNode entry : JSON.readTree(file)) {
                List<String> fields = new ArrayList<>();
                entry.get("fields").forEach(field -> fields.add(field.asString()));
                cases.add(Arguments.of(
                        entry.get("id").asString(), entry.get("query").asString(), fields, entry.get("ast")));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("goldenQueries")
    void parsesAsRecorded(String id, String query, List<String> fields, JsonNode expected) {
        QueryAst ast = QueryParser.parse(query, fields);

        // Text, not trees: the order of keys counts.
        assertThat(QueryAstJson.toJson(ast)).hasToString(expected.toString());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("goldenQueries")
    void comesBackFromItsJson(String id, String query, List<String> fields, JsonNode expected) {
        QueryAst ast = QueryParser.parse(query, fields);

        assertThat(QueryAstJson.parse(expected.toString())).isEqualTo(ast);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\u0001',
            value = {
                "(level:ERROR|the parenthesis is never closed (at character 1)",
                "level:ERROR)|expected no closing parenthesis: none is open, found `)` (at character 12)",
                "msg:\"user alice|the quote is never closed (at character 5)",
                "level:|expected a value, found the end (at character 7)",
                "AND level:ERROR|`AND` is an operator without a clause; quote it to search for the word (at character 1)",
                "level:ERROR AND|`AND` is an operator without a clause",
                "a:1 AND |expected a clause, found the end (at character 9)",
                "NOT|`NOT` is an operator without a clause",
                "a:1 OR OR b:2|`OR` is an operator without a clause",
                "level:INFO AND ()|the group is empty (at character 16)",
                "level:ERROR^-1|expected a positive number after `^`, found `-` (at character 13)",
                "a^2^3|expected a blank, found `^` (at character 4)",
                "msg:\"user in\"~x|expected a number after `~`, found `x` (at character 15)",
                "size:[1 2]|expected ` TO ` between the bounds of a range, found `2`",
                "size:[1 TO 2|expected `]` or `}` after a range, found the end",
                "size:[\"400\" TO \"2500\"]|expected a bound",
                "level:in [ERROR]|expected ` TO ` between the bounds of a range, found `]`",
                "level:IN [a|the set is never closed",
                "v:-lead|a word must not start with `-`; escape it as `\\-` (at character 3)",
                "v:key:value|expected a blank, found `:` (at character 6)",
                "v:a^b|expected a positive number after `^`, found `b`",
                "v:AND|`AND` is an operator without a clause",
                "v:\"🙂🙂\"x|expected a blank, found `x` (at character 7)",
                "a\\|expected a blank, found `\\`",
                "v:}|expected a value, found `}`",
            })
    void saysWhatIsWrongAndWhere(String query, String problem) {
        assertThatThrownBy(() -> QueryParser.parse(query, List.of("f")))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageStartingWith("failed to parse query: `" + query + "`")
                .hasMessageContaining(problem);
    }

    /// Clauses behind the second need no blank between them, yet what is no clause is still an error.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:1 (b:2)^x|expected a positive number after `^`, found `x` (at character 11)",
                "a:1 b:2:3|expected a value, found `:` (at character 8)",
                "a:1 (b:2)]|expected a value, found `]` (at character 10)",
                "a:1 (b:2)AND|`AND` is an operator without a clause",
                "(a:1)(b:2) c:3|expected a blank, found `(` (at character 6)",
                "n:>`a|expected a blank, found ``` (at character 4)",
            })
    void saysWhatIsWrongBehindTheSecondClause(String query, String problem) {
        assertThatThrownBy(() -> QueryParser.parse(query, List.of("f"))).hasMessageContaining(problem);
    }

    @Test
    void needsADefaultFieldForABareWord() {
        assertThatThrownBy(() -> QueryParser.parse("one", List.of()))
                .hasMessage("query requires a default search field and none was supplied");
        assertThatThrownBy(() -> QueryParser.parse("[1 TO 2]", List.of()))
                .hasMessage("range query without field is not supported");
        assertThatThrownBy(() -> QueryParser.parse("[1 TO 2]", List.of("a", "b")))
                .hasMessage("range query with multiple fields is not supported");
        assertThatThrownBy(() -> QueryParser.parse("/a/", List.of("a", "b")))
                .hasMessage("regex query with multiple fields is not supported");
        assertThatThrownBy(() -> QueryParser.parse("IN [a]", List.of()))
                .hasMessage("set query need to target a specific field");
    }

    @Test
    void takesTheDefaultOperatorAskedFor() {
        QueryAst ast = QueryParser.parse("a b", List.of("f"), BooleanOperator.OR, true);

        assertThat(ast).isInstanceOfSatisfying(QueryAst.Bool.class, bool -> {
            assertThat(bool.should()).hasSize(2);
            assertThat(bool.must()).isEmpty();
            assertThat(((QueryAst.FullText) bool.should().getFirst()).lenient()).isTrue();
        });
    }

    @Test
    void resolvesUserInputInsideATree() {
        QueryAst input = new QueryAst.UserInput("x", java.util.Optional.empty(), BooleanOperator.AND, false);
        QueryAst tree = QueryAst.Bool.must(List.of(input, new QueryAst.Boost(input, 2)));

        QueryAst resolved = QueryParser.resolve(tree, List.of("f"));

        QueryAst word = QueryParser.parse("f:x", List.of());
        assertThat(resolved).isEqualTo(QueryAst.Bool.must(List.of(word, new QueryAst.Boost(word, 2))));
    }

    @Test
    void refusesDeepNestingQuickly() {
        for (String nested : List.of("(".repeat(10_000) + "a:1" + ")".repeat(10_000), "NOT ".repeat(10_000) + "a:1")) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(2),
                    () -> assertThatThrownBy(() -> QueryParser.parse(nested, List.of()))
                            .hasMessageStartingWith("failed to parse query: `")
                            .hasMessageContaining("nest deeper than 60")
                            .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000)));
        }
    }

    @Test
    void takesTheDeepestTreeThatTheLimitAllows() {
        StringBuilder query = new StringBuilder();
        query.append("(b:2 AND c:3 OR -".repeat(QueryLimits.MAX_DEPTH));
        query.append("a:1");
        query.append(")^2".repeat(QueryLimits.MAX_DEPTH));

        QueryAst ast = QueryParser.parse(query.toString(), List.of());

        assertThat(QueryAstJson.parse(QueryAstJson.toJson(ast).toString())).isEqualTo(ast);
        assertThat(ast.hashCode())
                .isEqualTo(QueryParser.parse(query.toString(), List.of()).hashCode());
    }

    @Test
    void readsOneMegabyteInLinearTime() {
        for (String word :
                List.of("a ", "f:a OR ", "a\n", "\"a\" ", "/a ", "f:IN [a] ", "a\\\\ ", "f:>1 ", "a?* ", "* ")) {
            String query = word.repeat((QueryLimits.MAX_TEXT_LENGTH - 10) / word.length()) + "a";

            QueryAst ast = Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> QueryParser.parse(query, List.of("f")));

            assertThat(ast).isNotNull();
        }
        assertThatThrownBy(() -> QueryParser.parse("a".repeat(QueryLimits.MAX_TEXT_LENGTH + 1), List.of("f")))
                .hasMessageContaining("at most 1048576 are supported");
    }

    @Test
    void anyTextEitherParsesOrIsABadRequest() {
        Random random = TestSeed.next("anyTextEitherParsesOrIsABadRequest").random();
        String alphabet = "ab:()[]{}\"'*?/\\^~+-<>= \tTONDRI.19é🙂";
        int[] characters = alphabet.codePoints().toArray();
        int parsed = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder query = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                switch (random.nextInt(12)) {
                    case 0 -> query.append(" AND ");
                    case 1 -> query.append(" OR ");
                    case 2 -> query.append("f:");
                    default -> query.appendCodePoint(characters[random.nextInt(characters.length)]);
                }
            }
            try {
                QueryAst ast = QueryParser.parse(query.toString(), List.of("f"));
                assertThat(QueryAstJson.fromJson(QueryAstJson.toJson(ast))).isEqualTo(ast);
                parsed++;
            } catch (TrawlException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            }
        }
        assertThat(parsed).isGreaterThan(500);
    }
}
