package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IndexSchemaTest {
    private static final String FIELDS = """
            {"name":"t","type":"text"},
            {"name":"with.dot","type":"text"},
            {"name":"j","type":"json"},
            {"name":"jn","type":"json","expand_dots":false},
            {"name":"_position","type":"u64","fast":true},
            {"name":"o","type":"object","field_mappings":[{"name":"a","type":"array<u64>","fast":true}]}
            """;

    private final IndexSchema lenient = Mappings.mapper("lenient", FIELDS).schema();
    private final IndexSchema dynamic = Mappings.mapper("dynamic", FIELDS).schema();

    @Test
    void findsDeclaredFieldsByTheirWholePath() {
        assertThat(plain(lenient, "t").luceneField()).isEqualTo("t");
        assertThat(plain(lenient, "o.a").array()).isTrue();
        assertThat(plain(lenient, "with\\.dot").luceneField()).isEqualTo("with\\.dot");
        assertThat(plain(lenient, "j").type()).isEqualTo(ValueType.JSON);
        assertThat(lenient.resolve("with.dot")).isEmpty();
        assertThat(lenient.resolve("o")).isEmpty();
        assertThat(lenient.entriesBelow("o")).extracting(FieldEntry::path).containsExactly("o.a");
    }

    @Test
    void findsPathsInJsonFieldsByTheLongestPrefix() {
        assertThat(jsonPath(lenient, "j.a.b").path()).isEqualTo("a\u0001b");
        assertThat(jsonPath(lenient, "j.a\\.b").path()).isEqualTo("a\u0001b");
        assertThat(jsonPath(lenient, "jn.a.b").path()).isEqualTo("a\u0001b");
        assertThat(jsonPath(lenient, "jn.a\\.b").path()).isEqualTo("a.b");
        assertThat(JsonPaths.decode(jsonPath(lenient, "jn.x.a\\.b").path())).isEqualTo("x.a\\.b");
    }

    @Test
    void takesOtherNamesForUndeclaredFieldsInDynamicModeOnly() {
        assertThat(jsonPath(dynamic, "x.y")).isEqualTo(jsonPath(dynamic, "_dynamic.x.y"));
        assertThat(jsonPath(dynamic, "o.deep").path()).isEqualTo("o\u0001deep");
        assertThat(jsonPath(dynamic, "with.dot").root().path()).isEqualTo("_dynamic");
        assertThat(lenient.resolve("x.y")).isEmpty();
    }

    @Test
    void hasNothingBelowAFieldOfOneValue() {
        assertThat(dynamic.resolve("t.x")).isEmpty();
    }

    @Test
    void keepsOurOwnColumnsApartFromUsersNames() {
        assertThat(plain(lenient, "_position").luceneField()).isNotEqualTo(ColumnNames.POSITION);
    }

    private static FieldEntry plain(IndexSchema schema, String path) {
        return ((ResolvedField.Plain) schema.resolve(path).orElseThrow()).entry();
    }

    private static ResolvedField.JsonPath jsonPath(IndexSchema schema, String path) {
        return (ResolvedField.JsonPath) schema.resolve(path).orElseThrow();
    }
}
