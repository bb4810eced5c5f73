package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class ConcatenationTest {
    private static final String FIELDS = """
            {"name":"a","type":"text","tokenizer":"raw"},
            {"name":"b","type":"array<text>"},
            {"name":"hidden","type":"text","indexed":false},
            {"name":"u","type":"u64"},
            {"name":"f","type":"f64"},
            {"name":"y","type":"bool"},
            {"name":"j","type":"json"},
            {"name":"o","type":"object","field_mappings":[{"name":"k.l","type":"i64","indexed":false}]},
            {"name":"all","type":"concatenate","concatenate_fields":["a","b","hidden","u","f","y","j","o.k\\\\.l"],
             "record":"position"},
            {"name":"dyn","type":"concatenate","concatenate_fields":["b"],"include_dynamic_fields":true}
            """;

    @Test
    void takesTheValuesOfItsSourcesByTheirTypes() throws IOException {
        DocMapper mapper = Mappings.mapper("dynamic", FIELDS);
        try (IndexedDocs docs = new IndexedDocs(
                mapper.newParser(),
                "{\"a\":\"Alpha-One\",\"b\":[\"Beta Two\",\"Six\"],\"hidden\":\"Veil\"}",
                "{\"u\":42,\"f\":2.5}",
                "{\"y\":true,\"o\":{\"k.l\":\"-7\"}}",
                "{\"j\":{\"k\":{\"l\":\"Gamma Three\"},\"n\":77,\"d\":\"2024-01-02T03:04:05Z\",\"e\":18446744073709551615}}",
                "{\"other\":\"Delta\",\"num\":99,\"yes\":false}",
                "{\"b\":\"42\",\"f\":42}")) {
            TreeMap<BytesRef, List<Integer>> all = docs.terms("all");

            assertThat(all).containsEntry(text("alpha"), List.of(0));
            assertThat(all).containsEntry(text("one"), List.of(0));
            assertThat(all).containsEntry(text("two"), List.of(0));
            assertThat(all).containsEntry(text("veil"), List.of(0));
            assertThat(all).containsEntry(TermCodec.jsonNumber("", 42), List.of(1, 5));
            assertThat(all).containsEntry(text("42"), List.of(5));
            assertThat(all).containsEntry(TermCodec.jsonNumber("", 2.5), List.of(1));
            assertThat(all).containsEntry(TermCodec.jsonBool("", true), List.of(2));
            assertThat(all).containsEntry(TermCodec.jsonNumber("", -7), List.of(2));
            assertThat(all).containsEntry(text("gamma"), List.of(3));
            assertThat(all).containsEntry(TermCodec.jsonUnsigned("", -1), List.of(3));
            assertThat(all).containsEntry(text("02t03"), List.of(3));
            assertThat(all).doesNotContainKey(text("delta"));
            assertThat(docs.terms("dyn"))
                    .containsOnlyKeys(
                            text("beta"),
                            text("two"),
                            text("six"),
                            text("42"),
                            text("delta"),
                            TermCodec.jsonNumber("", 99),
                            TermCodec.jsonBool("", false));
            int two = docs.positions("all", text("two").utf8ToString(), 0).getFirst();
            assertThat(docs.positions("all", text("beta").utf8ToString(), 0)).containsExactly(two - 1);
            assertThat(docs.positions("all", text("six").utf8ToString(), 0).getFirst())
                    .isGreaterThan(two + 1);
        }
    }

    @Test
    void takesTheValuesBesideItInAnObjectAndFromTheRoot() throws IOException {
        DocMapper mapper = Mappings.mapper("strict", """
                {"name":"k","type":"text"},{"name":"top","type":"text"},
                {"name":"o","type":"object","field_mappings":[
                  {"name":"k","type":"text"},
                  {"name":"all","type":"concatenate","concatenate_fields":["k","top","k"]}]}
                """);
        try (IndexedDocs docs = new IndexedDocs(
                mapper.newParser(), "{\"k\":\"outside\",\"top\":\"above\"}", "{\"o\":{\"k\":\"inside\"}}")) {
            assertThat(docs.terms("o.all"))
                    .containsOnlyKeys(text("above"), text("inside"))
                    .containsEntry(text("above"), List.of(0))
                    .containsEntry(text("inside"), List.of(1));
        }
    }

    @Test
    void isResolvedAsAJsonFieldAtTheEmptyPath() {
        IndexSchema schema = Mappings.mapper("dynamic", FIELDS).schema();

        assertThat(schema.resolve("all"))
                .contains(new ResolvedField.JsonPath(schema.entry("all").orElseThrow(), ""));
        assertThat(schema.entry("all").orElseThrow().hasPositions()).isTrue();
        assertThat(schema.resolve("all.x")).isEmpty();
    }

    @Test
    void isNoKeyOfDocuments() {
        DocMapper mapper = Mappings.mapper("strict", FIELDS.replace(",\"include_dynamic_fields\":true", ""));
        byte[] line = Mappings.utf8("{\"all\":\"x\"}");

        DocRejection rejection = mapper.newParser().validate(line, 0, line.length);

        assertThat(rejection).isNotNull();
    }

    private static BytesRef text(String token) {
        return TermCodec.jsonText("", new BytesRef(token));
    }
}
