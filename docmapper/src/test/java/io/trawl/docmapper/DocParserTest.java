package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.TimeSource;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class DocParserTest {
    private static final String ALL_TYPES = """
            {"name":"t","type":"text","tokenizer":"raw","fast":true},
            {"name":"body","type":"array<text>","record":"position","fast":{"normalizer":"lowercase"}},
            {"name":"u","type":"u64","fast":true},
            {"name":"i","type":"i64","fast":true},
            {"name":"f","type":"f64","fast":true},
            {"name":"us","type":"array<u64>","fast":true},
            {"name":"b","type":"bool","fast":true},
            {"name":"ip","type":"ip","fast":true},
            {"name":"d","type":"datetime","fast":true,"fast_precision":"milliseconds"},
            {"name":"x","type":"bytes","fast":true},
            {"name":"j","type":"json","fast":true,"tokenizer":"default","record":"position"},
            {"name":"o","type":"object","field_mappings":[{"name":"k","type":"text","tokenizer":"raw"}]}
            """;

    @Test
    void eachDeclaredValueIsTermAndColumn() throws IOException {
        String line = "{\"t\":\"Ab c\",\"u\":18446744073709551615,\"i\":-5,\"f\":2.5,\"us\":[3,1,3],\"b\":true,"
                + "\"ip\":\"10.0.0.1\",\"d\":\"2023-01-02T03:04:05.123456Z\",\"x\":\"aGk=\",\"o\":{\"k\":\"v\"}}";
        try (IndexedDocs docs = new IndexedDocs(parser("lenient", ALL_TYPES), line)) {
            assertThat(docs.terms("t")).containsOnlyKeys(new BytesRef("Ab c"));
            assertThat(docs.texts("t", 0)).containsExactly("Ab c");
            assertThat(docs.terms("u")).containsOnlyKeys(TermCodec.u64(-1L));
            assertThat(docs.numbers("u", 0)).containsExactly(ColumnCodec.encodeU64(-1L));
            assertThat(docs.terms("i")).containsOnlyKeys(TermCodec.i64(-5));
            assertThat(docs.numbers("i", 0)).containsExactly(-5L);
            assertThat(docs.terms("f")).containsOnlyKeys(TermCodec.f64(2.5));
            assertThat(docs.numbers("f", 0)).containsExactly(ColumnCodec.encodeF64(2.5));
            assertThat(docs.terms("us")).containsOnlyKeys(TermCodec.u64(1), TermCodec.u64(3));
            assertThat(docs.numbers("us", 0))
                    .containsExactly(ColumnCodec.encodeU64(1), ColumnCodec.encodeU64(3), ColumnCodec.encodeU64(3));
            assertThat(docs.terms("b")).containsOnlyKeys(TermCodec.bool(true));
            assertThat(docs.numbers("b", 0)).containsExactly(1L);
            BytesRef address = TermCodec.ip(IpAddresses.parse("10.0.0.1").orElseThrow());
            assertThat(docs.terms("ip")).containsOnlyKeys(address);
            assertThat(docs.bytes("ip", 0)).containsExactly(address);
            long nanos = 1672628645123456000L;
            assertThat(docs.terms("d")).containsOnlyKeys(TermCodec.datetime(nanos));
            assertThat(docs.numbers("d", 0)).containsExactly(1672628645123000000L);
            assertThat(docs.terms("x")).containsOnlyKeys(new BytesRef("hi"));
            assertThat(docs.terms("o.k")).containsOnlyKeys(new BytesRef("v"));
            assertThat(docs.texts(ColumnNames.PARTITION, 0)).containsExactly("shard");
            assertThat(docs.numbers(ColumnNames.POSITION, 0)).containsExactly(0L);
            assertThat(docs.leaf().storedFields().document(0).getBinaryValue(ColumnNames.SOURCE))
                    .isEqualTo(new BytesRef(line));
            assertThat(docs.leaf().getFieldInfos().fieldInfo("u").docValuesSkipIndexType())
                    .isEqualTo(org.apache.lucene.index.DocValuesSkipIndexType.RANGE);
        }
    }

    @Test
    void valuesOfOneDocumentHaveAGapBetweenTheirPositions() throws IOException {
        String line = "{\"body\":[\"One two\",\"\",\"three\"],\"j\":{\"a\":[\"one two\",\"Three\"]}}";
        try (IndexedDocs docs = new IndexedDocs(parser("lenient", ALL_TYPES), line)) {
            assertThat(docs.positions("body", "two", 0)).containsExactly(1);
            assertThat(docs.positions("body", "three", 0)).containsExactly(3);
            assertThat(docs.texts("body", 0)).containsExactly("", "one two", "three");
            String prefix = TermCodec.jsonPrefix("a", JsonType.TEXT).utf8ToString();
            int two = docs.positions("j", prefix + "two", 0).getFirst();
            assertThat(docs.positions("j", prefix + "one", 0)).containsExactly(two - 1);
            assertThat(docs.positions("j", prefix + "three", 0).getFirst()).isGreaterThan(two + 1);
            assertThat(docs.texts(ColumnNames.json("j", "a", JsonType.TEXT), 0)).containsExactly("Three", "one two");
        }
    }

    @Test
    void undeclaredValuesAreTypedByPath() throws IOException {
        String line = "{\"n\":1,\"m\":1.5,\"w\":18446744073709551615,\"s\":\"Text\",\"y\":true,\"z\":null,"
                + "\"when\":\"2024-05-01T12:00:00+02:00\",\"o\":{\"deep\":[{\"q\":2},{\"q\":[3.0]}]},\"a.b\":4,"
                + "\"a\":{\"b\":5}}";
        try (IndexedDocs docs = new IndexedDocs(parser("dynamic", ALL_TYPES), line)) {
            long nanos = 1714557600000000000L;
            assertThat(docs.terms(ColumnNames.DYNAMIC))
                    .containsOnlyKeys(
                            TermCodec.jsonNumber("n", 1),
                            TermCodec.jsonNumber("m", 1.5),
                            TermCodec.jsonUnsigned("w", -1L),
                            TermCodec.jsonText("s", new BytesRef("Text")),
                            TermCodec.jsonBool("y", true),
                            TermCodec.jsonDatetime("when", nanos),
                            TermCodec.jsonNumber("o\u0001deep\u0001q", 2),
                            TermCodec.jsonNumber("o\u0001deep\u0001q", 3),
                            TermCodec.jsonNumber("a\u0001b", 4),
                            TermCodec.jsonNumber("a\u0001b", 5));
            assertThat(docs.numbers("_dynamic:i:n", 0)).containsExactly(1L);
            assertThat(docs.numbers("_dynamic:f:m", 0)).containsExactly(ColumnCodec.encodeF64(1.5));
            assertThat(docs.numbers("_dynamic:u:w", 0)).containsExactly(ColumnCodec.encodeU64(-1L));
            assertThat(docs.texts("_dynamic:s:s", 0)).containsExactly("Text");
            assertThat(docs.numbers("_dynamic:b:y", 0)).containsExactly(1L);
            assertThat(docs.numbers("_dynamic:d:when", 0)).containsExactly(nanos);
            assertThat(docs.numbers("_dynamic:i:a\u0001b", 0)).containsExactly(4L, 5L);
        }
    }

    @Test
    void ofAKeyGivenTwiceTheLastValueCounts() throws IOException {
        DocParser parser = parser("dynamic", ALL_TYPES);
        try (IndexedDocs docs = new IndexedDocs(
                parser,
                "{\"u\":1,\"u\":2,\"dyn\":\"first\",\"dyn\":\"last\"}",
                "{\"us\":[1,2],\"us\":[3],\"j\":{\"a\":1,\"b\":1},\"j\":{\"a\":2}}",
                "{\"u\":\"bad\",\"u\":7}",
                "{\"u\":7,\"u\":null,\"\\u0075\":null}",
                "{\"x1\":{\"a\":1,\"a\":2},\"x2\":[{\"a\":1},{\"a\":1}]}")) {
            assertThat(docs.numbers("u", 0)).containsExactly(ColumnCodec.encodeU64(2));
            assertThat(docs.texts("_dynamic:s:dyn", 0)).containsExactly("last");
            assertThat(docs.numbers("us", 1)).containsExactly(ColumnCodec.encodeU64(3));
            assertThat(docs.terms("j")).containsOnlyKeys(TermCodec.jsonNumber("a", 2));
            assertThat(docs.numbers("u", 2)).containsExactly(ColumnCodec.encodeU64(7));
            assertThat(docs.numbers("u", 3)).isEmpty();
            assertThat(docs.numbers("_dynamic:i:x1\u0001a", 4)).containsExactly(2L);
            assertThat(docs.numbers("_dynamic:i:x2\u0001a", 4)).containsExactly(1L, 1L);
        }
        assertThat(rejection(parser, "{\"u\":7,\"u\":\"bad\"}")).contains("failed to coerce");
    }

    @Test
    void reportsTheFirstErrorInTheOrderOfKeys() {
        DocParser parser = parser("strict", ALL_TYPES);

        assertThat(rejection(parser, "{\"u\":\"x\",\"i\":\"y\"}")).contains("the field `i`");
        assertThat(rejection(parser, "{\"u\":\"x\",\"i\":\"y\"} trailing")).isEqualTo("failed to parse JSON document");
        assertThat(rejection(parser, "{\"o\":{\"deep\":1}}"))
                .isEqualTo("the document contains a field that is not declared in the schema: \"o.deep\"");
        assertThat(rejection(parser, "{\"o\":null}"))
                .isEqualTo("the field `o` could not be parsed: expected an JSON object, got null");
        assertThat(rejection(parser, "[1]")).isEqualTo("JSON document is not an object");
        assertThat(rejection(parser, "[1")).isEqualTo("failed to parse JSON document");
    }

    @Test
    void tellsTimeAndTags() {
        DocParser parser = DocMapper.of(Mappings.mapping("""
                        {"mode":"lenient","timestamp_field":"o.ts","tag_fields":["region"],
                         "partition_key":"hash_mod((tenant,note), 5)","field_mappings":[
                          {"name":"note","type":"text"},{"name":"tenant","type":"u64"},{"name":"region","type":"text","tokenizer":"raw"},
                          {"name":"o","type":"object","field_mappings":[{"name":"ts","type":"datetime","fast":true}]}]}
                        """)).newParser();
        byte[] line = Mappings.utf8("{\"tenant\":7,\"region\":\"eu\",\"o\":{\"ts\":1672628645123}}");

        ParsedDoc doc = parser.parse(line, 0, line.length);

        List<String> tags = new ArrayList<>();
        doc.forEachTag((path, value) -> tags.add(path + ":" + value.utf8ToString()));
        assertThat(tags).containsExactly("tenant:7", "region:eu");
        assertThat(doc.timestampNanos()).isEqualTo(1672628645123000000L);
        assertThat(rejection(parser, "{\"o\":{\"ts\":null}}")).contains("timestamp field is required");
        assertThat(rejection(parser, "{\"o\":{\"ts\":1672628645,\"ts\":null}}"))
                .contains("timestamp field is required");
    }

    @Test
    void pathsPastTheLimitAreSearchableWithoutColumn() throws IOException {
        DocMapper mapper = Mappings.mapper("dynamic", ALL_TYPES);
        DocParser parser = new DocParser(mapper.mapping(), mapper.schema(), TimeSource.SYSTEM, 2);
        try (IndexedDocs docs = new IndexedDocs(parser, "{\"p\":1,\"q\":\"s\",\"r\":true}", "{\"p\":2,\"r\":false}")) {
            assertThat(docs.numbers("_dynamic:i:p", 1)).containsExactly(2L);
            assertThat(docs.leaf().getFieldInfos().fieldInfo("_dynamic:b:r")).isNull();
            assertThat(docs.terms(ColumnNames.DYNAMIC)).containsKey(TermCodec.jsonBool("r", false));
        }
        assertThat(parser.valuesWithoutColumn()).isEqualTo(2);
        assertThat(parser.refusedColumns()).containsExactly("_dynamic:b:r");

        parser.startSplit();

        assertThat(parser.valuesWithoutColumn()).isZero();
        try (IndexedDocs docs = new IndexedDocs(parser, "{\"r\":true}")) {
            assertThat(docs.numbers("_dynamic:b:r", 0)).containsExactly(1L);
        }
    }

    @Test
    void notesWhichFieldsADocumentHas() throws IOException {
        DocMapper mapper = DocMapper.of(Mappings.mapping(
                "{\"mode\":\"lenient\",\"index_field_presence\":true,\"field_mappings\":[" + ALL_TYPES + "]}"));
        IndexSchema schema = mapper.schema();
        try (IndexedDocs docs = new IndexedDocs(
                mapper.newParser(),
                "{\"t\":\"\",\"us\":[1,2,null],\"j\":{}}",
                "{\"t\":null,\"us\":[],\"o\":{\"k\":\"x\"}}")) {
            assertThat(docs.terms(ColumnNames.FIELD_PRESENCE))
                    .containsOnly(
                            Map.entry(presence(schema, "t"), List.of(0)),
                            Map.entry(presence(schema, "us"), List.of(0)),
                            Map.entry(presence(schema, "j"), List.of(0)),
                            Map.entry(presence(schema, "o.k"), List.of(1)));
        }
        assertThat(schema.hasFieldPresence()).isTrue();
    }

    private static BytesRef presence(IndexSchema schema, String path) {
        return TermCodec.fieldPresence(schema.entry(path).orElseThrow());
    }

    @Test
    void remembersOnlySoManyPaths() throws IOException {
        DocParser parser = parser("dynamic", ALL_TYPES);
        for (int i = 0; i < 60_000; i++) {
            byte[] line = Mappings.utf8("{\"path" + i + "\":{\"a\":" + i + "}}");
            assertThat(parser.parse(line, 0, line.length).rejection()).isNull();
        }
        try (IndexedDocs docs = new IndexedDocs(parser, "{\"path0\":{\"a\":1},\"path7\":2}", "{\"path0\":{\"a\":3}}")) {
            assertThat(docs.terms(ColumnNames.DYNAMIC))
                    .containsOnlyKeys(
                            TermCodec.jsonNumber("path0\u0001a", 1),
                            TermCodec.jsonNumber("path7", 2),
                            TermCodec.jsonNumber("path0\u0001a", 3));
            assertThat(docs.numbers("_dynamic:i:path0\u0001a", 1)).containsExactly(3L);
        }
    }

    @Test
    void longValuesAreCutInColumnsAndHaveNoTerm() throws IOException {
        String text = "é".repeat(40_000);
        String base64 = "A".repeat(80_000);
        String line = "{\"t\":\"" + text + "\",\"body\":\"" + text + "\",\"x\":\"" + base64 + "\",\"dyn\":\"" + text
                + "\",\"" + text + "\":1}";
        try (IndexedDocs docs = new IndexedDocs(parser("dynamic", ALL_TYPES), line)) {
            assertThat(docs.terms("t")).isEmpty();
            assertThat(docs.terms("x")).isEmpty();
            assertThat(docs.terms(ColumnNames.DYNAMIC)).isEmpty();
            assertThat(docs.texts("t", 0)).containsExactly(text.substring(0, 16_000));
            assertThat(docs.texts("body", 0)).containsExactly(text.substring(0, 16_000));
        }
    }

    @Test
    void aRefusedDocumentLeavesNothingBehind() {
        Random random = TestSeed.next("DocParserTest.residue").random();
        DocParser used = parser("dynamic", ALL_TYPES);
        for (int round = 0; round < 3000; round++) {
            byte[] line = Mappings.utf8(randomLine(random));
            if (random.nextBoolean()) {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    line[random.nextInt(line.length)] = (byte) random.nextInt(256);
                }
            }
            DocParser fresh = parser("dynamic", ALL_TYPES);

            ParsedDoc doc = used.parse(line, 0, line.length);

            assertThat(describe(doc)).isEqualTo(describe(fresh.parse(line, 0, line.length)));
            assertThat(used.validate(line, 0, line.length)).isEqualTo(fresh.validate(line, 0, line.length));
            assertThat(used.parse(line, 0, line.length).rejection()).isEqualTo(fresh.validate(line, 0, line.length));
        }
    }

    @Test
    void anyBytesAreTakenOrRefusedNeverMore() throws IOException {
        Random random = TestSeed.next("DocParserTest.bytes").random();
        DocParser parser = parser("strict", ALL_TYPES);
        for (int round = 0; round < 20_000; round++) {
            byte[] line = new byte[random.nextInt(40)];
            random.nextBytes(line);
            if (line.length > 0 && random.nextBoolean()) {
                line[0] = '{';
            }
            boolean empty =
                    new String(line, StandardCharsets.ISO_8859_1).strip().equals("{}");
            assertThat(parser.parse(line, 0, line.length).rejection() == null).isEqualTo(empty);
        }
        try (IndexedDocs docs = new IndexedDocs(parser, "{\"u\":1}")) {
            assertThat(docs.terms("u")).containsOnlyKeys(TermCodec.u64(1));
        }
    }

    private static String randomLine(Random random) {
        StringBuilder line = new StringBuilder("{");
        for (int i = random.nextInt(6); i >= 0; i--) {
            String key = List.of("t", "body", "u", "i", "f", "us", "b", "ip", "d", "x", "j", "o", "dyn", "dy.n")
                    .get(random.nextInt(14));
            Object value = random.nextInt(3) > 0
                    ? List.of("a b", List.of("A", "b"), 3, -4, 1.5, List.of(1, 2), true, "::1", 1700000000, "aGk=")
                            .get(random.nextInt(10))
                    : RandomJson.object(random, 2);
            line.append(line.length() > 1 ? "," : "")
                    .append('"')
                    .append(key)
                    .append("\":")
                    .append(Mappings.JSON.writeValueAsString(value));
        }
        return line.append('}').toString();
    }

    private static List<String> describe(ParsedDoc doc) {
        List<String> fields = new ArrayList<>();
        fields.add(String.valueOf(doc.rejection()));
        fields.add(doc.hasTimestamp() + "");
        for (IndexableField field : doc.fields()) {
            fields.add(field.name() + " "
                    + (field instanceof DocField ? field.binaryValue() + " " + field.invertableType() : tokens(field)));
        }
        return fields;
    }

    private static String tokens(IndexableField field) {
        try (var stream = field.tokenStream(null, null)) {
            var term = stream.getAttribute(org.apache.lucene.analysis.tokenattributes.TermToBytesRefAttribute.class);
            StringBuilder tokens = new StringBuilder();
            stream.reset();
            while (stream.incrementToken()) {
                tokens.append(term.getBytesRef()).append(' ');
            }
            return tokens.toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DocParser parser(String mode, String fields) {
        return Mappings.mapper(mode, fields).newParser();
    }

    private static String rejection(DocParser parser, String line) {
        byte[] bytes = Mappings.utf8(line);
        DocRejection rejection = parser.parse(bytes, 0, bytes.length).rejection();
        return rejection == null ? "" : rejection.message();
    }
}
