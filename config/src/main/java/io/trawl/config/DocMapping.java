package io.trawl.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What becomes of a document's fields.
///
/// @param docMappingUid ULID of this version of the mapping
/// @param dynamicMapping present exactly in dynamic mode
/// @param timestampField path of the field that dates a document
/// @param tagFields paths, sorted, each once
/// @param partitionKey as written; see [PartitionKey]
/// @param maxNumPartitions at least 1
/// @param indexFieldPresence whether `exists` works on fields without a column
/// @param storeDocumentSize whether `_doc_length` is kept
/// @param storeSource whether the whole document comes back as `_source`
/// @param tokenizers custom ones, in the order declared
public record DocMapping(
        String docMappingUid,
        Mode mode,
        Optional<DynamicMapping> dynamicMapping,
        List<FieldMapping> fieldMappings,
        Optional<String> timestampField,
        List<String> tagFields,
        String partitionKey,
        long maxNumPartitions,
        boolean indexFieldPresence,
        boolean storeDocumentSize,
        boolean storeSource,
        List<TokenizerConfig> tokenizers) {
    public static final long DEFAULT_MAX_NUM_PARTITIONS = 200;

    public DocMapping {
        fieldMappings = List.copyOf(fieldMappings);
        tagFields = tagFields.stream().sorted().distinct().toList();
        tokenizers = List.copyOf(tokenizers);
    }

    /// What splits are tagged by: the tag fields, and those fields of the partition key that can be tags, for these
    /// tell the splits of different partitions apart. Sorted, each once.
    public List<String> allTagFields() {
        Stream<String> ofPartitionKey = PartitionKey.parse(partitionKey).fields().stream()
                .filter(path -> DocMappingChecks.canBeTag(this, path));
        return Stream.concat(tagFields.stream(), ofPartitionKey)
                .sorted()
                .distinct()
                .toList();
    }

    /// True if both keep documents alike; their uids may differ.
    public boolean sameAs(DocMapping other) {
        return withUid(other.docMappingUid).equals(other);
    }

    public DocMapping withUid(String uid) {
        return new DocMapping(
                uid,
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

    /// What happens to a field that is not declared.
    public enum Mode {
        /// It is indexed by the dynamic mapping.
        DYNAMIC,
        /// It is dropped.
        LENIENT,
        /// Its document is refused.
        STRICT;

        /// As configs write it.
        public String configName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
