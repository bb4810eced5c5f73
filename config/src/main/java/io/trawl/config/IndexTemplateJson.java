package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An index template as it is answered and stored: version 0.9, every default written out, null for what is not set.
public final class IndexTemplateJson {
    private IndexTemplateJson() {}

    public static ObjectNode toJson(IndexTemplate template) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", IndexSettingsReader.VERSION);
        json.put("template_id", template.templateId());
        json.set("index_id_patterns", IndexConfigJson.texts(template.indexIdPatterns()));
        json.put(
                "index_root_uri",
                template.indexRootUri().map(StorageUri::toString).orElse(null));
        json.put("priority", template.priority());
        json.put("description", template.description().orElse(null));
        json.set("doc_mapping", DocMappingJson.toJson(template.docMapping()));
        json.set("indexing_settings", IndexConfigJson.indexingSettings(template.indexingSettings()));
        json.set("ingest_settings", IndexConfigJson.ingestSettings(template.ingestSettings()));
        json.set("search_settings", IndexConfigJson.searchSettings(template.searchSettings()));
        json.set("retention", IndexConfigJson.retention(template.retention()));
        return json;
    }

    /// Reads what [#toJson] wrote, now or by an earlier version. Only the shape is checked, as in [IndexConfigJson].
    ///
    /// @throws TrawlException CORRUPTED if it is something else
    public static IndexTemplate fromJson(JsonNode json) {
        try {
            return IndexTemplateReader.read(Fields.of(json, ""), Optional.empty(), () -> IndexConfigJson.NIL_ULID);
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED,
                    "stored index template cannot be read: " + TrawlException.describe(refused),
                    refused);
        }
    }
}
