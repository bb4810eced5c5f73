package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a real Quickwit answered to index creations, one a line: the same config comes back, or the same complaint.
class RecordedCreationsTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final StorageUri ROOT = new StorageUri("ram", "/indexes");
    private static final IdGenerator IDS = new IdGenerator(TimeSource.SYSTEM);

    @TestFactory
    Stream<DynamicTest> answersAsRecorded() throws IOException {
        return cases().stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.get("id").stringValue(), () -> check(recorded)));
    }

    private static void check(JsonNode recorded) {
        ConfigFormat format = ConfigFormat.ofContentType(
                        recorded.get("content_type").stringValue())
                .orElseThrow();
        String body = recorded.get("body").stringValue();
        if (recorded.has("message")) {
            checkRefusal(body, format, recorded.get("message").stringValue());
            return;
        }

        IndexConfig config = IndexConfigReader.read(body, format, ROOT, IDS);

        ObjectNode answer = masked(IndexConfigJson.toJson(config));
        assertThat((Object) answer).isEqualTo(masked((ObjectNode) recorded.get("index_config")));
        assertThat(IndexConfigJson.fromJson(IndexConfigJson.toJson(config))).isEqualTo(config);
    }

    private static void checkRefusal(String body, ConfigFormat format, String message) {
        Throwable refusal = catchThrowable(() -> IndexConfigReader.read(body, format, ROOT, IDS));

        assertThat(refusal).isInstanceOf(TrawlException.class);
        assertThat(((TrawlException) refusal).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        if (format == ConfigFormat.YAML) {
            assertThat(refusal).hasMessageStartingWith("invalid config: failed to parse YAML file: ");
        } else {
            assertThat(refusal).hasMessage(message);
        }
    }

    private static ObjectNode masked(ObjectNode config) {
        config.put("index_uri", "masked");
        ((ObjectNode) config.get("doc_mapping")).put("doc_mapping_uid", "masked");
        // Through text, so that numbers of different width are equal.
        return (ObjectNode) MAPPER.readTree(config.toString());
    }

    private static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                RecordedCreationsTest.class.getResourceAsStream("index-creations.jsonl"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases.add(MAPPER.readTree(line));
            }
        }
        return cases;
    }
}
