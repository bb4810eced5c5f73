package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.TimeSource;
import io.trawl.config.FieldMapping;
import io.trawl.testkit.FakeClock;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Documents that a real Quickwit took or refused, its messages, and its hits.
class GoldenDocumentsTest {
    /// Times without a year are of the year of the recording.
    private static final TimeSource WHEN_RECORDED =
            new FakeClock(Instant.parse("2026-08-03T00:00:00Z").toEpochMilli());

    private static final List<String> FILES = List.of(
            "ingest-basics",
            "numbers",
            "datetime",
            "ip-bytes",
            "text-unicode",
            "json-objects",
            "modes",
            "dynamic-json",
            "dates-ips-bytes",
            "names");

    @TestFactory
    Stream<DynamicTest> answersAsRecorded() {
        return FILES.stream()
                .flatMap(GoldenDocumentsTest::indexes)
                .map(index -> DynamicTest.dynamicTest(index.get("index").asString(), () -> check(index)));
    }

    private static Stream<JsonNode> indexes(String file) {
        try (InputStream in = GoldenDocumentsTest.class.getResourceAsStream("/golden/" + file + ".json")) {
            return Mappings.JSON.readTree(Objects.requireNonNull(in, file)).valueStream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(JsonNode index) {
        DocMapper mapper = DocMapper.of(Mappings.mapping(index.get("doc_mapping")));
        DocParser parser = mapper.newParser(WHEN_RECORDED);
        DocParser validator = mapper.newParser(WHEN_RECORDED);
        DocRenderer renderer = mapper.renderer(WHEN_RECORDED);
        List<String> wrong = new ArrayList<>();
        for (JsonNode document : index.get("documents").valueStream().toList()) {
            String line = document.get("line").asString();
            byte[] bytes = Mappings.utf8(line);
            DocRejection rejection = parser.parse(bytes, 0, bytes.length).rejection();
            if (!Objects.equals(rejection, validator.validate(bytes, 0, bytes.length))) {
                wrong.add(line + ": validate and parse disagree");
            }
            String outcome = rejection == null ? "" : rejection.reason().wireName() + " " + rejection.message();
            JsonNode expected = document.get("rejection");
            if (expected != null) {
                String wanted = expected.get("reason").asString() + " "
                        + expected.get("message").asString();
                if (!outcome.equals(wanted)) {
                    wrong.add(line + "\n   got  " + outcome + "\n   want " + wanted);
                }
            } else if (document.has("refused")) {
                if (rejection == null) {
                    wrong.add(line + " should be refused");
                }
            } else if (rejection != null) {
                wrong.add(line + "\n   got  " + outcome);
            } else if (document.has("hit")) {
                JsonNode hit = Mappings.JSON.readTree(
                        renderer.render(bytes, 0, bytes.length).toString());
                leaveOutDottedNames(mapper.mapping().fieldMappings(), hit);
                if (!hit.equals(document.get("hit"))) {
                    wrong.add(line + "\n   got  " + hit + "\n   want " + document.get("hit"));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// The recorded hits lack declared names with a dot, which are shown here on purpose.
    private static void leaveOutDottedNames(List<FieldMapping> fields, JsonNode shown) {
        for (FieldMapping field : fields) {
            if (!(shown instanceof ObjectNode object)) {
                return;
            }
            if (field.name().contains(".")) {
                object.remove(field.name());
            } else if (field instanceof FieldMapping.ObjectField inner && object.has(field.name())) {
                leaveOutDottedNames(inner.fieldMappings(), object.get(field.name()));
                if (object.get(field.name()).isEmpty()) {
                    object.remove(field.name());
                }
            }
        }
    }
}
