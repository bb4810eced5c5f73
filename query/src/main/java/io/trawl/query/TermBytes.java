package io.trawl.query;

import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Arithmetic on the byte order of terms.
final class TermBytes {
    private static final byte LAST = (byte) 0xFF;

    private TermBytes() {}

    /// The first term after all that start with `prefix`; null if there is none.
    static @Nullable BytesRef afterPrefix(BytesRef prefix) {
        int length = prefix.length;
        while (length > 0 && prefix.bytes[prefix.offset + length - 1] == LAST) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] after = Arrays.copyOfRange(prefix.bytes, prefix.offset, prefix.offset + length);
        after[length - 1]++;
        return new BytesRef(after);
    }

    /// The first term after `term`.
    static BytesRef next(BytesRef term) {
        byte[] next = Arrays.copyOfRange(term.bytes, term.offset, term.offset + term.length + 1);
        return new BytesRef(next);
    }
}
