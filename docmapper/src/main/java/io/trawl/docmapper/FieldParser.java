package io.trawl.docmapper;

/// Reads the values of one field.
abstract class FieldParser {
    /// Reads the value that follows.
    ///
    /// @param first its first byte, peeked
    /// @throws ParseAbort if the document is not JSON, or not as the mapping wants it
    abstract void parse(ParseContext context, byte first);
}
