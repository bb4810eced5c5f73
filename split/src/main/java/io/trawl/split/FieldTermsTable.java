package io.trawl.split;

import io.trawl.common.TrawlException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.store.ByteArrayDataInput;

/// The [FieldTerms] of all fields, each decoded when it is first asked for: a search asks for few of many.
/// Safe for concurrent use.
final class FieldTermsTable {
    private final Map<String, byte[]> encoded;
    private final Map<String, FieldTerms> decoded = new ConcurrentHashMap<>();

    FieldTermsTable(Map<String, byte[]> encoded) {
        this.encoded = encoded;
    }

    Set<String> fields() {
        return encoded.keySet();
    }

    int encodedBytes(String field) {
        byte[] bytes = encoded.get(field);
        return bytes == null ? 0 : bytes.length;
    }

    Optional<FieldTerms> find(String field) {
        byte[] bytes = encoded.get(field);
        return bytes == null
                ? Optional.empty()
                : Optional.of(decoded.computeIfAbsent(field, ignored -> decode(field, bytes)));
    }

    private static FieldTerms decode(String field, byte[] bytes) {
        try {
            return FieldTerms.decode(new ByteArrayDataInput(bytes));
        } catch (IOException | RuntimeException broken) {
            throw TrawlException.internal("the term samples of field `" + field + "` cannot be decoded", broken);
        }
    }
}
