package io.trawl.docmapper;

import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Walks the tokens of UTF-8 texts, one text after another. Reused; not thread-safe.
///
/// The input must be valid UTF-8: [JsonScanner] has made sure of it for documents.
abstract class TokenCursor {
    /// The current token; points into the text or a buffer of the cursor, valid until the next call.
    final BytesRef term = new BytesRef();

    byte[] source = BytesRef.EMPTY_BYTES;
    int position;
    int end;

    /// 1, or more if tokens were dropped since the last one.
    int positionIncrement;

    /// Where the current token lies in the text.
    int tokenStart;

    int tokenEnd;

    /// Starts on another text.
    void reset(byte[] text, int offset, int length) {
        source = text;
        position = offset;
        end = offset + length;
    }

    /// Moves to the next token; false after the last.
    abstract boolean next();

    /// Why the tokens ended before the text did, or null: a limit on work was met. Of documents the rest is then
    /// not indexed; queries and `/analyze` are refused.
    @Nullable
    String cutShort() {
        return null;
    }
}
