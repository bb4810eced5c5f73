package io.trawl.search.leaf;

import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.docmapper.DocRenderer;
import io.trawl.search.SplitTarget;
import io.trawl.split.SplitOpener;
import io.trawl.split.SplitReader;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageResolver;
import java.util.Optional;

/// Opens splits by what the root says of them, and knows the mappings they were made with. Safe for concurrent
/// use.
public final class SplitAccess {
    private final StorageResolver storages;
    private final SplitOpener opener;
    private final SplitMappings mappings = new SplitMappings();

    public SplitAccess(StorageResolver storages, SplitOpener opener) {
        this.storages = storages;
        this.opener = opener;
    }

    /// One storage read, none if the split is open already. Close the reader when done.
    ///
    /// @throws TrawlException CORRUPTED also if another split lies under the name of this one
    SplitReader open(SplitTarget split, RequestContext context) {
        SplitReader reader = opener.open(
                storages.resolve(split.indexUri()), new StorageKey(split.fileName()), split.tail(), context);
        try {
            String found = reader.identity().metadata().splitId();
            if (!found.equals(split.splitId())) {
                throw TrawlException.corrupted(
                        "split " + split.splitId() + " is damaged: its file holds split " + found);
            }
            return reader;
        } catch (RuntimeException failure) {
            reader.close();
            throw failure;
        }
    }

    /// Brings the split's tail to this machine, so that opening it needs no read.
    ///
    /// @return bytes read; 0 if it was here
    long fetchTail(SplitTarget split, RequestContext context) {
        return opener.fetchTail(
                storages.resolve(split.indexUri()), new StorageKey(split.fileName()), split.tail(), context);
    }

    SplitMappings.Mapping mapping(SplitReader reader) {
        return mappings.of(reader.identity());
    }

    /// How the split's documents are shown.
    ///
    /// @param configToday of its index, if that was changed since the split was made
    DocRenderer renderer(SplitReader reader, Optional<String> configToday) {
        SplitMappings.Mapping mapping = mapping(reader);
        return configToday
                .map(today -> mappings.converting(reader.identity(), today))
                .orElse(mapping.renderer());
    }
}
