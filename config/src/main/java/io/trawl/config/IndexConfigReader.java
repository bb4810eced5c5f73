package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TrawlException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads an index config as users write it, and checks that it makes sense.
public final class IndexConfigReader {
    private IndexConfigReader() {}

    /// @param defaultIndexRoot the folder of the index is made below it, unless the config names one
    /// @param ids gives the mapping its uid, unless the config names one
    /// @throws TrawlException BAD_REQUEST "invalid config: …"
    public static IndexConfig read(String text, ConfigFormat format, StorageUri defaultIndexRoot, IdGenerator ids) {
        try {
            ObjectNode tree = ConfigTree.read(text, format);
            IndexConfig config =
                    readVersioned(format, tree, fields -> read(fields, Optional.of(defaultIndexRoot), ids::next));
            check(config.docMapping(), config.searchSettings(), config.retention());
            return config;
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST, "invalid config: " + TrawlException.describe(refused), refused);
        }
    }

    /// Reads a doc mapping alone, as it stands in an index config, and checks it.
    ///
    /// @throws TrawlException BAD_REQUEST "invalid config: …"
    public static DocMapping readDocMapping(JsonNode node, IdGenerator ids) {
        try {
            DocMapping mapping = DocMappingReader.read(Fields.of(node, "doc_mapping"), ids::next);
            DocMappingChecks.check(mapping);
            return mapping;
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST, "invalid config: " + TrawlException.describe(refused), refused);
        }
    }

    /// Reads a tree that must name its version; complaints about its values name the format of the text.
    static <T> T readVersioned(ConfigFormat format, ObjectNode tree, Function<Fields, T> reader) {
        Fields fields = Fields.of(tree, "");
        if (!fields.has("version")) {
            throw TrawlException.badRequest("missing version");
        }
        try {
            return reader.apply(fields);
        } catch (TrawlException refused) {
            throw TrawlException.badRequest("failed to parse " + format + " file: " + TrawlException.describe(refused));
        }
    }

    /// Takes the tree apart; complaints about values are [TrawlException]s, about their meaning
    /// [IllegalArgumentException]s.
    static IndexConfig read(Fields fields, Optional<StorageUri> defaultIndexRoot, Supplier<String> newUid) {
        IndexSettingsReader.version(fields);
        String indexId = fields.requiredText("index_id");
        Optional<StorageUri> indexUri = fields.optionalText("index_uri").map(IndexConfigReader::uri);
        Fields mappingFields = fields.optionalSection("doc_mapping").orElseThrow(() -> fields.missing("doc_mapping"));
        DocMapping docMapping = DocMappingReader.read(mappingFields, newUid);
        IndexingSettings indexingSettings = IndexSettingsReader.indexing(fields.section("indexing_settings"));
        IngestSettings ingestSettings = IndexSettingsReader.ingest(fields.section("ingest_settings"));
        SearchSettings searchSettings = IndexSettingsReader.search(fields.section("search_settings"));
        Optional<RetentionPolicy> retention =
                fields.optionalSection("retention").map(IndexSettingsReader::retention);
        fields.done();
        Identifiers.check("index ID", indexId);
        StorageUri uri = indexUri.or(() -> defaultIndexRoot.map(root -> root.child(indexId)))
                .orElseThrow(() -> fields.missing("index_uri"));
        return new IndexConfig(indexId, uri, docMapping, indexingSettings, ingestSettings, searchSettings, retention);
    }

    static StorageUri uri(String text) {
        try {
            return StorageUri.parse(text);
        } catch (IllegalArgumentException refused) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, TrawlException.describe(refused), refused);
        }
    }

    /// What an index and a template for indexes demand alike.
    static void check(DocMapping docMapping, SearchSettings searchSettings, Optional<RetentionPolicy> retention) {
        DocMappingChecks.check(docMapping);
        DocMappingChecks.checkDefaultSearchFields(docMapping, searchSettings.defaultSearchFields());
        retention.ifPresent(policy -> {
            if (docMapping.timestampField().isEmpty()) {
                throw new IllegalArgumentException(
                        "retention policy requires a timestamp field, but doc mapping does not declare one");
            }
            RetentionSchedule.check(policy.schedule());
            try {
                policy.duration();
            } catch (IllegalArgumentException refused) {
                throw new IllegalArgumentException(
                        "failed to parse retention period: " + refused.getMessage(), refused);
            }
        });
    }
}
