package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.TrawlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Texts of the query language, the trees they are read as, and the Lucene queries these become.
///
/// The file holds three lines a query and an empty one; a query that is refused has two, the second starting with
/// `refused: `. A file that once shipped is not edited: what changes on purpose gets a new one.
class GoldenQueriesTest {
    private static final String MAPPING = """
            {"mode": "dynamic", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "fast_precision": "milliseconds"},
              {"name": "seen", "type": "datetime"},
              {"name": "msg", "type": "text", "record": "position"},
              {"name": "note", "type": "text"},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "size", "type": "u64", "fast": true},
              {"name": "code", "type": "i64"},
              {"name": "ratio", "type": "f64", "fast": true, "indexed": false},
              {"name": "ok", "type": "bool", "fast": true},
              {"name": "ip", "type": "ip"},
              {"name": "raw", "type": "bytes"},
              {"name": "attrs", "type": "json", "fast": true},
              {"name": "http", "type": "object", "field_mappings": [{"name": "status", "type": "u64", "fast": true}]}]}""";
    private static TestIndex index;

    @BeforeAll
    static void open() {
        index = new TestIndex(MAPPING, List.of());
    }

    @AfterAll
    static void close() {
        index.close();
    }

    @TestFactory
    List<DynamicTest> queriesAreReadAndCompiledAsBefore() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String block : resource("golden-queries-1.txt").split("\n\n")) {
            String query = block.split("\n", 2)[0];
            tests.add(DynamicTest.dynamicTest(
                    query, () -> assertThat(written(query)).isEqualTo(block.strip())));
        }
        return tests;
    }

    static String written(String query) {
        try {
            QueryAst ast = QueryParser.parse(query, List.of("msg"));
            return query + "\n" + QueryAstJson.toJson(ast) + "\n"
                    + printable(
                            QueryCompiler.compile(ast, index.schema()).query().toString());
        } catch (TrawlException refused) {
            return query + "\nrefused: " + refused.getMessage();
        }
    }

    /// Terms of json fields hold control characters; automata print where in memory they are.
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.replaceAll("Automaton@[0-9a-f]+", "Automaton")
                .chars()
                .forEach(c -> out.append(c < ' ' ? "\\u" + Integer.toHexString(c) : String.valueOf((char) c)));
        return out.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = GoldenQueriesTest.class.getResourceAsStream("/io/trawl/query/" + name)) {
            return new String(java.util.Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
