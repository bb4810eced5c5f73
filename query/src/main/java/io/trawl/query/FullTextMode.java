package io.trawl.query;

/// How the tokens of one text must stand in a document.
public sealed interface FullTextMode {
    FullTextMode PHRASE = new Phrase(0);
    FullTextMode PHRASE_FALLBACK = new PhraseFallbackToIntersection();

    /// In this order, moved by at most `slop` places in total. Needs positions when there is more than one token.
    record Phrase(int slop) implements FullTextMode {}

    /// A phrase where the field records positions, else all tokens anywhere.
    record PhraseFallbackToIntersection() implements FullTextMode {}

    /// All tokens, or any of them, anywhere.
    record Bool(BooleanOperator operator) implements FullTextMode {}

    /// As [Bool], with the last token as a prefix of at most `maxExpansions` terms.
    record BoolPrefix(BooleanOperator operator, int maxExpansions) implements FullTextMode {}
}
