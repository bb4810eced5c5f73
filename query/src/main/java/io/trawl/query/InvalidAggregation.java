package io.trawl.query;

/// What is wrong with an aggregation, on its way up to where its name is known.
final class InvalidAggregation extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidAggregation(String message) {
        super(message, null, false, false);
    }

    InvalidAggregation inside(String name) {
        String message = String.valueOf(getMessage());
        int at = message.lastIndexOf(" in aggregation `");
        return at < 0
                ? new InvalidAggregation(message + " in aggregation `" + name + "`")
                : new InvalidAggregation(message.substring(0, at) + " in aggregation `" + name + " > "
                        + message.substring(at + " in aggregation `".length()));
    }
}
