package io.trawl.query;

/// One end of a range.
public sealed interface Bound {
    Bound UNBOUNDED = new Unbounded();

    record Unbounded() implements Bound {}

    record Included(Literal value) implements Bound {}

    record Excluded(Literal value) implements Bound {}

    static Bound included(String text) {
        return new Included(new Literal.Text(text));
    }

    static Bound excluded(String text) {
        return new Excluded(new Literal.Text(text));
    }
}
