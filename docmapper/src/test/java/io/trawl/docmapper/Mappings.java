package io.trawl.docmapper;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.config.DocMapping;
import io.trawl.config.IndexConfigReader;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Doc mappings from JSON, for tests.
final class Mappings {
    static final JsonMapper JSON = JsonMapper.shared();

    private static final IdGenerator IDS = new IdGenerator(TimeSource.SYSTEM);

    private Mappings() {}

    static DocMapping mapping(JsonNode json) {
        return IndexConfigReader.readDocMapping(json, IDS);
    }

    static DocMapping mapping(String json) {
        return mapping(JSON.readTree(json));
    }

    /// `fields` is the inside of the list of field mappings.
    static DocMapper mapper(String mode, String fields) {
        return DocMapper.of(mapping("{\"mode\":\"" + mode + "\",\"field_mappings\":[" + fields + "]}"));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
