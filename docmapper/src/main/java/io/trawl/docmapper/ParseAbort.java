package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// Leaves the parse of a document from any depth. Never seen outside this package; without a stack trace, so that a
/// stream of bad documents costs little.
@SuppressWarnings("serial")
final class ParseAbort extends RuntimeException {
    /// The line is not strict JSON.
    static final ParseAbort MALFORMED = new ParseAbort(DocRejection.MALFORMED);

    /// Something needs a second look on the line's canonical form: a key given twice, or a first sight of an error.
    static final ParseAbort RECONSIDER = new ParseAbort(null);

    final @Nullable DocRejection rejection;

    ParseAbort(@Nullable DocRejection rejection) {
        super(null, null, false, false);
        this.rejection = rejection;
    }
}
