package io.trawl.query;

/// How clauses without an explicit joint, or the tokens of a text, are combined.
public enum BooleanOperator {
    AND("And"),
    OR("Or");

    private final String jsonName;

    BooleanOperator(String jsonName) {
        this.jsonName = jsonName;
    }

    String jsonName() {
        return jsonName;
    }
}
