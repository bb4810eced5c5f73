package io.trawl.search.leaf;

import io.trawl.common.DataSize;
import io.trawl.query.ReadNeed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;

/// Which terms are known not to be in which splits: a search that requires one of them need not read the split again,
/// even when nothing of it is left on this machine.
///
/// The least recently used are forgotten past [#MAX_BYTES]. Safe for concurrent use; one lock, held for a look-up.
final class AbsentTerms {
    /// Some hundred thousand trace ids.
    static final DataSize MAX_BYTES = DataSize.ofMebibytes(16);
    /// A longer term is looked up each time.
    static final int TERM_BYTES_MAX = 256;
    /// An entry beside its texts: key, map node, strings.
    private static final int ENTRY_BYTES = 160;

    private final long bytesMax;
    /// Least recently used first. Guarded by this.
    private final LinkedHashMap<Key, Integer> bytesByTerm = new LinkedHashMap<>(16, 0.75f, true);
    /// Guarded by this.
    private long bytes;

    private record Key(String splitId, String field, BytesRef term) {}

    AbsentTerms(DataSize max) {
        this.bytesMax = max.bytes();
    }

    void remember(String splitId, ReadNeed.Term absent) {
        BytesRef term = absent.term();
        if (term.length > TERM_BYTES_MAX) {
            return;
        }
        int size = ENTRY_BYTES + splitId.length() + absent.field().length() + term.length;
        synchronized (this) {
            if (bytesByTerm.put(new Key(splitId, absent.field(), BytesRef.deepCopyOf(term)), size) == null) {
                bytes += size;
            }
            while (bytes > bytesMax) {
                bytes -= bytesByTerm.pollFirstEntry().getValue();
            }
        }
    }

    /// The first required term that is known to be absent.
    synchronized Optional<ReadNeed.Term> find(String splitId, List<ReadNeed> needs) {
        if (bytesByTerm.isEmpty()) {
            return Optional.empty();
        }
        for (ReadNeed need : needs) {
            if (need instanceof ReadNeed.Term term
                    && term.required()
                    && bytesByTerm.get(new Key(splitId, term.field(), term.term())) != null) {
                return Optional.of(term);
            }
        }
        return Optional.empty();
    }

    synchronized long bytes() {
        return bytes;
    }
}
