package io.trawl.search.leaf;

import io.trawl.config.DocMapping;
import io.trawl.config.IndexConfigJson;
import io.trawl.docmapper.DocMapper;
import io.trawl.docmapper.DocRenderer;
import io.trawl.docmapper.IndexSchema;
import io.trawl.split.SplitIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/// The mappings that splits were made with, as far as they were used lately. Safe for concurrent use.
///
/// A split is searched with the mapping in its own tail, not with the one that its index has today; its documents are
/// shown by that of today.
final class SplitMappings {
    /// Mappings kept: an index has one, or a few while old splits wait for merges. A mapping takes some 10 KB.
    private static final int KEPT_MAX = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /// By the config's text, which splits of one commit share; the least used goes first. Guarded by itself.
    private final Map<String, Mapping> mappings = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Mapping> eldest) {
            return size() > KEPT_MAX;
        }
    };

    /// Renderers for splits of older mappings; the least used goes first. Guarded by itself.
    private final Map<Update, DocRenderer> converting = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Update, DocRenderer> eldest) {
            return size() > KEPT_MAX;
        }
    };

    private record Update(String splitConfig, String configToday) {}

    /// What a mapping makes of queries and of stored documents.
    record Mapping(IndexSchema schema, DocRenderer renderer) {}

    Mapping of(SplitIdentity identity) {
        String config = identity.indexConfig();
        synchronized (mappings) {
            Mapping known = mappings.get(config);
            if (known != null) {
                return known;
            }
        }
        DocMapper mapper = DocMapper.of(docMapping(config));
        Mapping mapping = new Mapping(mapper.schema(), mapper.renderer());
        synchronized (mappings) {
            mappings.put(config, mapping);
        }
        return mapping;
    }

    private static DocMapping docMapping(String config) {
        return IndexConfigJson.fromJson(JSON.readTree(config)).docMapping();
    }

    /// Shows a split's documents by the mapping that its index has today. Those of a split that has that mapping
    /// already come out as ever.
    DocRenderer converting(SplitIdentity identity, String configToday) {
        Update update = new Update(identity.indexConfig(), configToday);
        synchronized (converting) {
            DocRenderer known = converting.get(update);
            if (known != null) {
                return known;
            }
        }
        DocMapping older = docMapping(update.splitConfig());
        DocMapper today = DocMapper.of(docMapping(configToday));
        boolean isSame = older.docMappingUid().equals(today.mapping().docMappingUid());
        DocRenderer renderer = isSame ? today.renderer() : today.rendererOf(older);
        synchronized (converting) {
            converting.put(update, renderer);
        }
        return renderer;
    }
}
