package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is done to a file, it is read, or refused with one line.
class DamagedConfigTest {
    private static final String INDEX = """
            version: 0.9
            index_id: demo
            doc_mapping:
              mode: dynamic
              dynamic_mapping: {fast: true}
              field_mappings: &f
                - {name: ts, type: datetime, fast: true, input_formats: [rfc3339, "%Y"]}
                - {name: t, type: text, tokenizer: my, record: position}
              timestamp_field: ts
              tag_fields: []
              partition_key: hash_mod((t,ts), 5)
              tokenizers: [{name: my, type: ngram, min_gram: 1, max_gram: 3}]
            indexing_settings: {merge_policy: {type: stable_log, maturation_period: 1h}, resources: {heap_size: 1G}}
            retention: {period: 1 day, schedule: 0 0 0 * * *}
            """;
    private static final String ALPHABET = "{}[]:,'\"#&*-|>%@`~!?\n\t \\0aé1.\u0001";

    @TempDir
    Path folder;

    @Test
    void damagedFilesAreReadOrRefusedInOneLine() throws IOException {
        damageAndRead(500);
    }

    @Test
    @Tag("long")
    void manyDamagedFilesAreReadOrRefusedInOneLine() throws IOException {
        damageAndRead(20_000);
    }

    private void damageAndRead(int rounds) throws IOException {
        Random random = TestSeed.next("DamagedConfigTest").random();
        byte[] resource = DamagedConfigTest.class
                .getResourceAsStream("every-node-key.yaml")
                .readAllBytes();
        String node = new String(resource, StandardCharsets.UTF_8);
        Machine machine = new Machine(2, "a", Optional.empty(), folder);
        IdGenerator ids = new IdGenerator(TimeSource.SYSTEM);
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            Path file = Files.writeString(folder.resolve("n.yaml"), damaged(node, random));
            refused += refusals(() -> NodeConfigLoader.load(Optional.of(file), Map.of(), machine));
            String index = damaged(INDEX, random);
            ConfigFormat format = ConfigFormat.values()[random.nextInt(3)];
            refused += refusals(() -> IndexConfigReader.read(index, format, StorageUri.parse("ram:///x"), ids));
        }

        assertThat(refused).isGreaterThan(100);
    }

    private static int refusals(Runnable read) {
        try {
            read.run();
            return 0;
        } catch (TrawlException refused) {
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(3_000);
            return 1;
        }
    }

    private static String damaged(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int edit = random.nextInt(4); edit >= 0; edit--) {
            int at = random.nextInt(Math.max(1, out.length()));
            switch (random.nextInt(4)) {
                case 0 -> out.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 1 -> out.delete(at, at + 1);
                case 2 -> out.setLength(at);
                default -> out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(40))));
            }
        }
        return out.toString();
    }
}
