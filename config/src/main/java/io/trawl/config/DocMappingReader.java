package io.trawl.config;

import io.trawl.common.TrawlException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// Reads `doc_mapping`.
final class DocMappingReader {
    private static final long MAX_U32 = 0xFFFF_FFFFL;

    private DocMappingReader() {}

    /// @param newUid called if the mapping does not name its uid
    static DocMapping read(Fields fields, Supplier<String> newUid) {
        Optional<String> uid = fields.optionalText("doc_mapping_uid");
        DocMapping.Mode mode = fields.oneOf("mode", DocMapping.Mode.class, DocMapping.Mode.DYNAMIC);
        Optional<DynamicMapping> dynamicMapping = dynamicMapping(fields.optionalSection("dynamic_mapping"), mode);
        List<FieldMapping> fieldMappings = fields.list("field_mappings", FieldMappingReader::read);
        Optional<String> timestampField = fields.optionalText("timestamp_field");
        List<String> tagFields = fields.texts("tag_fields");
        String partitionKey = fields.text("partition_key", "");
        long maxNumPartitions = fields.nonzero("max_num_partitions", DocMapping.DEFAULT_MAX_NUM_PARTITIONS, MAX_U32);
        boolean indexFieldPresence = fields.bool("index_field_presence", false);
        boolean storeDocumentSize = fields.bool("store_document_size", false, "document_length");
        boolean storeSource = fields.bool("store_source", false);
        List<TokenizerConfig> tokenizers = fields.list("tokenizers", DocMappingReader::tokenizer);
        fields.done();
        return new DocMapping(
                uid.orElseGet(newUid),
                mode,
                dynamicMapping,
                fieldMappings,
                timestampField,
                tagFields,
                partitionKey,
                maxNumPartitions,
                indexFieldPresence,
                storeDocumentSize,
                storeSource,
                tokenizers);
    }

    private static Optional<DynamicMapping> dynamicMapping(Optional<Fields> section, DocMapping.Mode mode) {
        if (mode == DocMapping.Mode.DYNAMIC) {
            DynamicMapping mapping = section.map(fields -> {
                        Optional<String> description = fields.optionalText("description");
                        JsonOptions options = FieldMappingReader.jsonOptions(fields, DynamicMapping.DEFAULT.options());
                        fields.done();
                        return new DynamicMapping(description, options);
                    })
                    .orElse(DynamicMapping.DEFAULT);
            return Optional.of(mapping);
        }
        if (section.isPresent()) {
            String name = mode.name();
            throw TrawlException.badRequest("`dynamic_mapping` is only allowed with mode=dynamic. (here mode=`"
                    + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT) + "`)");
        }
        return Optional.empty();
    }

    private static TokenizerConfig tokenizer(JsonNode node, String path) {
        Fields fields = Fields.of(node, path);
        String name = fields.requiredText("name");
        String typeName = fields.requiredText("type");
        TokenizerConfig.Type type = switch (typeName) {
            case "ngram" ->
                new TokenizerConfig.Type.Ngram(
                        gramSize(fields, "min_gram"), gramSize(fields, "max_gram"), fields.bool("prefix_only", false));
            case "regex" -> new TokenizerConfig.Type.Regex(fields.requiredText("pattern"));
            case "simple" -> new TokenizerConfig.Type.Simple();
            case "source_code" -> new TokenizerConfig.Type.SourceCode();
            default -> throw Fields.unknownVariant(typeName, List.of("ngram", "regex", "simple", "source_code"));
        };
        List<TokenFilter> filters =
                fields.list("filters", (filter, at) -> Fields.constant(TokenFilter.class, Fields.text(filter, at)));
        fields.done();
        return new TokenizerConfig(name, type, filters);
    }

    private static int gramSize(Fields fields, String key) {
        return fields.optionalInteger(key, 0, Integer.MAX_VALUE)
                .map(Math::toIntExact)
                .orElseThrow(() -> fields.missing(key));
    }
}
