package io.trawl.config;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A doc mapping as it is answered and stored: every default written out.
public final class DocMappingJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DocMappingJson() {}

    public static ObjectNode toJson(DocMapping mapping) {
        ObjectNode json = NODES.objectNode();
        json.put("doc_mapping_uid", mapping.docMappingUid());
        json.put("mode", mapping.mode().configName());
        mapping.dynamicMapping().ifPresent(dynamic -> {
            ObjectNode options = json.putObject("dynamic_mapping");
            dynamic.description().ifPresent(description -> options.put("description", description));
            jsonOptions(options, dynamic.options());
        });
        json.set("field_mappings", fieldMappings(mapping.fieldMappings()));
        json.put("timestamp_field", mapping.timestampField().orElse(null));
        json.set("tag_fields", IndexConfigJson.texts(mapping.tagFields()));
        if (!mapping.partitionKey().isEmpty()) {
            json.put("partition_key", mapping.partitionKey());
        }
        json.put("max_num_partitions", mapping.maxNumPartitions());
        json.put("index_field_presence", mapping.indexFieldPresence());
        json.put("store_document_size", mapping.storeDocumentSize());
        json.put("store_source", mapping.storeSource());
        ArrayNode tokenizers = json.putArray("tokenizers");
        mapping.tokenizers().forEach(tokenizer -> tokenizers.add(tokenizer(tokenizer)));
        return json;
    }

    private static ArrayNode fieldMappings(List<FieldMapping> mappings) {
        ArrayNode array = NODES.arrayNode();
        mappings.forEach(mapping -> array.add(fieldMapping(mapping)));
        return array;
    }

    private static ObjectNode fieldMapping(FieldMapping mapping) {
        ObjectNode json = NODES.objectNode();
        json.put("name", mapping.name());
        json.put("type", mapping.typeName());
        mapping.description().ifPresent(description -> json.put("description", description));
        switch (mapping) {
            case FieldMapping.Text text -> text(json, text);
            case FieldMapping.Number number -> {
                storage(json, number.stored(), number.indexed(), number.fast());
                json.put("coerce", number.coerce());
                json.put("output_format", number.outputFormat().configName());
            }
            case FieldMapping.Bool bool -> storage(json, bool.stored(), bool.indexed(), bool.fast());
            case FieldMapping.Ip ip -> storage(json, ip.stored(), ip.indexed(), ip.fast());
            case FieldMapping.Datetime datetime -> {
                json.set("input_formats", IndexConfigJson.texts(datetime.inputFormats()));
                json.put("output_format", datetime.outputFormat());
                json.put("fast_precision", datetime.fastPrecision().configName());
                storage(json, datetime.stored(), datetime.indexed(), datetime.fast());
            }
            case FieldMapping.Bytes bytes -> {
                json.put("input_format", bytes.inputFormat().configName());
                json.put("output_format", bytes.outputFormat().configName());
                storage(json, bytes.stored(), bytes.indexed(), bytes.fast());
            }
            case FieldMapping.Json jsonField -> jsonOptions(json, jsonField.options());
            case FieldMapping.ObjectField object -> json.set("field_mappings", fieldMappings(object.fieldMappings()));
            case FieldMapping.Concatenate concatenate -> {
                json.set("concatenate_fields", IndexConfigJson.texts(concatenate.concatenateFields()));
                json.put("include_dynamic_fields", concatenate.includeDynamicFields());
                json.put("tokenizer", concatenate.tokenizer());
                json.put("record", concatenate.recordOption().configName());
            }
        }
        return json;
    }

    private static void text(ObjectNode json, FieldMapping.Text text) {
        json.put("indexed", text.indexed());
        json.put("stored", text.stored());
        if (text.indexed()) {
            json.put("tokenizer", text.tokenizer());
            json.put("record", text.recordOption().configName());
        }
        json.put("fieldnorms", text.fieldnorms());
        json.set("fast", fast(text.fast()));
    }

    private static void jsonOptions(ObjectNode json, JsonOptions options) {
        json.put("indexed", options.indexed());
        json.put("stored", options.stored());
        if (options.indexed()) {
            json.put("tokenizer", options.tokenizer());
            json.put("record", options.recordOption().configName());
        }
        json.put("expand_dots", options.expandDots());
        json.set("fast", fast(options.fast()));
    }

    private static JsonNode fast(Optional<FastNormalizer> fast) {
        if (fast.isEmpty()) {
            return NODES.booleanNode(false);
        }
        ObjectNode json = NODES.objectNode();
        json.put("normalizer", fast.get().configName());
        return json;
    }

    private static void storage(ObjectNode json, boolean stored, boolean indexed, boolean fast) {
        json.put("stored", stored);
        json.put("indexed", indexed);
        json.put("fast", fast);
    }

    private static ObjectNode tokenizer(TokenizerConfig tokenizer) {
        ObjectNode json = NODES.objectNode();
        json.put("name", tokenizer.name());
        switch (tokenizer.type()) {
            case TokenizerConfig.Type.Ngram(int minGram, int maxGram, boolean prefixOnly) -> {
                json.put("type", "ngram");
                json.put("min_gram", minGram);
                json.put("max_gram", maxGram);
                json.put("prefix_only", prefixOnly);
            }
            case TokenizerConfig.Type.Regex(String pattern) -> {
                json.put("type", "regex");
                json.put("pattern", pattern);
            }
            case TokenizerConfig.Type.Simple() -> json.put("type", "simple");
            case TokenizerConfig.Type.SourceCode() -> json.put("type", "source_code");
        }
        ArrayNode filters = json.putArray("filters");
        tokenizer.filters().forEach(filter -> filters.add(filter.configName()));
        return json;
    }
}
