package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class TagCollectorTest {
    private final TagCollector tags = new TagCollector(List.of("app", "tenant"));

    @Test
    void marksFieldsWithoutValuesToo() {
        tags.add("tenant", new BytesRef("7"));
        tags.add("tenant", new BytesRef("7"));

        assertThat(tags.tags()).containsExactly("app!", "tenant!", "tenant:7");
    }

    @Test
    void listsAThousandValuesAndNotOneMore() {
        for (int i = 0; i < 1_000; i++) {
            tags.add("tenant", new BytesRef(Integer.toString(i)));
        }
        assertThat(tags.tags()).hasSize(2 + 1_000).contains("tenant!", "tenant:999");

        tags.add("tenant", new BytesRef("1000"));
        tags.add("tenant", new BytesRef("5"));

        assertThat(tags.tags()).containsExactly("app!");
    }

    @Test
    void valuesOfAnySizeDoNotFillTheMetastore() {
        tags.add("app", new BytesRef("web"));
        tags.add("app", new BytesRef("x".repeat(2_000)));

        assertThat(tags.tags()).containsExactly("tenant!");
    }
}
