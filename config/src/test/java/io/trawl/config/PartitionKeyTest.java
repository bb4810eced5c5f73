package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.config.PartitionKey.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionKeyTest {
    @Test
    void readsFieldsTuplesAndNestedHashes() {
        PartitionKey key = PartitionKey.parse(" tenant_id , hash_mod((app.name,\\@x), 50),hash_mod(hash_mod(u,9),3)");

        assertThat(key.parts())
                .containsExactly(
                        new Part.Field("tenant_id"),
                        new Part.HashMod(
                                new Part.Tuple(List.of(new Part.Field("app.name"), new Part.Field("\\@x"))), 50),
                        new Part.HashMod(new Part.HashMod(new Part.Field("u"), 9), 3));
        assertThat(key.fields()).containsExactly("tenant_id", "app.name", "\\@x", "u");
    }

    @Test
    void fieldsThatCanBeTagsAreTags() {
        IndexConfig config = IndexConfigReader.read(
                """
                {"version": "0.9", "index_id": "logs", "doc_mapping": {
                  "tag_fields": ["region"], "partition_key": "tenant,hash_mod((app,region,body,slow,nope), 5)",
                  "field_mappings": [
                    {"name": "tenant", "type": "u64"}, {"name": "app", "type": "text", "tokenizer": "raw"},
                    {"name": "region", "type": "i64"}, {"name": "body", "type": "text"},
                    {"name": "slow", "type": "u64", "indexed": false}]}}""", ConfigFormat.JSON, StorageUri.parse("ram:///indexes"), new IdGenerator(TimeSource.SYSTEM));

        assertThat(config.docMapping().allTagFields()).containsExactly("app", "region", "tenant");
        assertThat(config.docMapping().tagFields()).containsExactly("region");
    }

    @Test
    void emptyMeansOnePartition() {
        assertThat(PartitionKey.parse("  ").parts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,",
                ",a",
                "hash_mod(a)",
                "hash_mod(a,0)",
                "hash_mod(a,-1)",
                "hash_mod(a,x)",
                "hash_mod(a,b,3)",
                "hash_mod(a,3",
                "(a,b)",
                "a b",
                "a;b",
                "hash_mod(,3)",
            })
    void refusesOtherShapes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionKey.parse(text))
                .withMessageContaining("`" + text + "`");
    }

    @ParameterizedTest
    @CsvSource({"md5(u), md5", "'a,hash_mod(f(x),3)', f"})
    void namesAnUnknownFunction(String text, String function) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionKey.parse(text))
                .withMessage("`" + text + "`: unknown function `" + function + "`");
    }

    @Test
    void nestingIsBounded() {
        String deep = "hash_mod(".repeat(10_000) + "a" + ",3)".repeat(10_000);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionKey.parse(deep))
                .withMessageContaining("nested deeper than 20 levels");
    }
}
