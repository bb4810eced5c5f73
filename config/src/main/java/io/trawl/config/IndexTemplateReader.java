package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TrawlException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// Reads an index template as users write it, and checks that it makes sense. The patterns are checked where they are
/// used, by the metastore.
public final class IndexTemplateReader {
    private IndexTemplateReader() {}

    /// @param absentId the template's id if the text does not name one; without it the text must
    /// @param ids gives the mapping its uid, unless the template names one
    /// @throws TrawlException BAD_REQUEST "invalid config: …" if it cannot be read,
    ///     "invalid argument: invalid index template: …" if it does not make sense
    public static IndexTemplate read(String text, ConfigFormat format, Optional<String> absentId, IdGenerator ids) {
        IndexTemplate template = parse(text, format, absentId, ids);
        try {
            check(template);
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "invalid argument: invalid index template: " + TrawlException.describe(refused),
                    refused);
        }
        return template;
    }

    private static IndexTemplate parse(String text, ConfigFormat format, Optional<String> absentId, IdGenerator ids) {
        try {
            ObjectNode tree = ConfigTree.read(text, format);
            return IndexConfigReader.readVersioned(format, tree, fields -> read(fields, absentId, ids::next));
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST, "invalid config: " + TrawlException.describe(refused), refused);
        }
    }

    static IndexTemplate read(Fields fields, Optional<String> absentId, Supplier<String> newUid) {
        IndexSettingsReader.version(fields);
        String templateId =
                fields.optionalText("template_id").or(() -> absentId).orElseThrow(() -> fields.missing("template_id"));
        if (!fields.has("index_id_patterns")) {
            throw fields.missing("index_id_patterns");
        }
        List<String> patterns = fields.texts("index_id_patterns");
        Optional<StorageUri> indexRootUri =
                fields.optionalText("index_root_uri").map(IndexConfigReader::uri);
        long priority = fields.optionalInteger("priority", 0, Long.MAX_VALUE).orElse(0L);
        Optional<String> description = fields.optionalText("description");
        Fields mappingFields = fields.optionalSection("doc_mapping").orElseThrow(() -> fields.missing("doc_mapping"));
        DocMapping docMapping = DocMappingReader.read(mappingFields, newUid);
        IndexingSettings indexingSettings = IndexSettingsReader.indexing(fields.section("indexing_settings"));
        IngestSettings ingestSettings = IndexSettingsReader.ingest(fields.section("ingest_settings"));
        SearchSettings searchSettings = IndexSettingsReader.search(fields.section("search_settings"));
        Optional<RetentionPolicy> retention =
                fields.optionalSection("retention").map(IndexSettingsReader::retention);
        fields.done();
        return new IndexTemplate(
                templateId,
                patterns,
                indexRootUri,
                priority,
                description,
                docMapping,
                indexingSettings,
                ingestSettings,
                searchSettings,
                retention);
    }

    private static void check(IndexTemplate template) {
        Identifiers.check("index template ID", template.templateId());
        if (template.indexIdPatterns().isEmpty()) {
            throw new IllegalArgumentException("`index_id_patterns` must not be empty");
        }
        IndexConfigReader.check(template.docMapping(), template.searchSettings(), template.retention());
    }
}
