package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartitionHasherTest {
    @Test
    void equalValuesAreOnePartitionAndOthersAreNot() {
        assertThat(id("tenant", "{\"tenant\":\"a\",\"x\":1}"))
                .isEqualTo(id("tenant", "{ \"x\":2, \"tenant\" : \"\\u0061\"}"));
        assertThat(id("tenant", "{\"tenant\":\"a\"}")).isNotEqualTo(id("tenant", "{\"tenant\":\"b\"}"));
        assertThat(id("n", "{\"n\":42}")).isEqualTo(id("n", "{\"n\":42.0}")).isEqualTo(id("n", "{\"n\":\"42\"}"));
        assertThat(id("n", "{\"n\":[1,2]}")).isNotEqualTo(id("n", "{\"n\":[2,1]}"));
        assertThat(id("n", "{\"n\":{\"a\":1,\"b\":2}}")).isEqualTo(id("n", "{\"n\":{\"b\":2,\"a\":1}}"));
    }

    /// Splits keep the number, so no release may change it.
    @Test
    void neverChanges() {
        long nested = id("tenant,hash_mod((a,b.c), 50)", "{\"tenant\":7,\"a\":true,\"b\":{\"c\":[null,1.5]}}");

        assertThat(id("tenant", "{\"tenant\":\"a\"}")).isEqualTo(-6939957181778482852L);
        assertThat(nested).isEqualTo(-3134146346254227236L);
    }

    @Test
    void missingValuesAndNullsAreAPartitionOfTheirOwn() {
        long absent = id("tenant", "{}");

        assertThat(id("tenant", "{\"tenant\":null}")).isEqualTo(absent);
        assertThat(id("tenant", "{\"other\":\"a\"}")).isEqualTo(absent);
        assertThat(absent).isNotZero().isNotEqualTo(id("tenant", "{\"tenant\":\"\"}"));
        assertThat(id("", "{\"tenant\":\"a\"}")).isZero();
    }

    @Test
    void pathsLeadThroughObjectsAndDottedKeys() {
        long inner = id("a.b", "{\"a\":{\"x\":0,\"b\":\"v\"}}");

        assertThat(id("a.b", "{\"a.b\":\"v\"}")).isEqualTo(inner);
        assertThat(id("a.b", "{\"a\":{\"c\":{\"b\":\"v\"}}}")).isEqualTo(id("a.b", "{}"));
        assertThat(id("a.b", "{\"a\":{\"b\":\"v\"},\"a\":{\"c\":1}}")).isEqualTo(id("a.b", "{}"));
        assertThat(id("a.b", "{\"a\":{\"b\":\"w\"},\"a\":{\"b\":\"v\"}}")).isEqualTo(inner);
        assertThat(id("a,a.b", "{\"a\":{\"b\":\"v\"}}")).isNotEqualTo(id("a,a.b", "{\"a\":{\"b\":\"w\"}}"));
    }

    @Test
    void hashModGivesSoManyPartitions() {
        assertThat(distinct("hash_mod(t, 8)")).hasSize(8);
        assertThat(distinct("hash_mod(t, 1)")).hasSize(1).doesNotContain(0L);
        assertThat(distinct("hash_mod((t,u), 50)")).hasSize(50);
        assertThat(distinct("t")).hasSize(1000);
        assertThat(distinct("u,hash_mod(t, 4)")).hasSize(12);
        assertThat(distinct("hash_mod(hash_mod(t, 4), 2)").size()).isLessThanOrEqualTo(2);
    }

    @Test
    void theStructureOfTheKeyCounts() {
        String line = "{\"t\":\"x\",\"u\":\"x\"}";
        Set<Long> ids = new HashSet<>();
        for (String key : new String[] {"t", "u", "t,u", "hash_mod(t, 8)", "hash_mod(t, 9)", "hash_mod((t,u), 8)"}) {
            ids.add(id(key, line));
        }

        assertThat(ids).hasSize(6);
    }

    @Test
    void whatIsNoObjectHasNoPartition() {
        for (String line :
                new String[] {"", "[]", "7", "\"tenant\":\"a\"}", "{\"tenant\":\"a\"", "{tenant:1}", "null"}) {
            assertThat(id("tenant", line)).as(line).isZero();
        }
    }

    private static Set<Long> distinct(String key) {
        DocParser parser = parser(key);
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] line = Mappings.utf8("{\"t\":\"tenant-" + i + "\",\"u\":" + i % 3 + "}");
            ids.add(parser.partitionId(line, 0, line.length));
        }
        return ids;
    }

    private static long id(String key, String line) {
        byte[] bytes = Mappings.utf8(line);
        return parser(key).partitionId(bytes, 0, bytes.length);
    }

    private static DocParser parser(String key) {
        return DocMapper.of(Mappings.mapping("{\"mode\":\"lenient\",\"partition_key\":\"" + key
                        + "\",\"field_mappings\":[{\"name\":\"id\",\"type\":\"u64\"}]}"))
                .newParser();
    }
}
