package io.trawl.search.root;

import io.trawl.config.DocMapping;
import io.trawl.docmapper.DocMapper;
import io.trawl.docmapper.IndexSchema;
import io.trawl.metastore.IndexMetadata;
import java.util.LinkedHashMap;
import java.util.Map;

/// The schemas of the mappings that indexes have today. Making one costs as much as searching a small split does, so
/// those used last are kept.
final class IndexSchemas {
    private static final int KEPT_MAX = 512;

    /// The least used goes first. Guarded by itself.
    private static final Map<ByIdentity, IndexSchema> KEPT = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByIdentity, IndexSchema> eldest) {
            return size() > KEPT_MAX;
        }
    };

    private IndexSchemas() {}

    /// A view hands out the same mapping until it is updated; comparing mappings as values would cost more.
    private record ByIdentity(DocMapping mapping) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(Object other) {
            return other instanceof ByIdentity(DocMapping that) && that == mapping;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(mapping);
        }
    }

    static IndexSchema of(IndexMetadata index) {
        ByIdentity key = new ByIdentity(index.config().docMapping());
        synchronized (KEPT) {
            IndexSchema known = KEPT.get(key);
            if (known != null) {
                return known;
            }
        }
        IndexSchema schema = DocMapper.of(key.mapping()).schema();
        synchronized (KEPT) {
            KEPT.put(key, schema);
        }
        return schema;
    }
}
