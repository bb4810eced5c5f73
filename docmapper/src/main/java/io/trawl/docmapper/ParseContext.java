package io.trawl.docmapper;

/// What the parts of one parser share while a document is read.
final class ParseContext {
    final JsonScanner json = new JsonScanner();
    final ParsedDoc doc = new ParsedDoc();
    final DatetimeValue datetime = new DatetimeValue();

    /// Whether fields are made, or the document only checked.
    boolean building;

    /// Whether the text is a [CanonicalLine]: then a rejection is final.
    boolean canonical;

    private long objects;

    /// A number for each object that is opened, by which a key given twice in it is noticed.
    long nextObject() {
        return ++objects;
    }

    /// Refuses the document, at once or after another look.
    ParseAbort reject(java.util.function.Supplier<DocRejection> rejection) {
        return canonical ? new ParseAbort(rejection.get()) : ParseAbort.RECONSIDER;
    }
}
