package io.trawl.query;

import java.math.BigDecimal;

/// A value as the request wrote it, before the field's type is known.
public sealed interface Literal {
    /// A JSON string, or any value of the query language.
    record Text(String value) implements Literal {
        @Override
        public String text() {
            return value;
        }
    }

    /// A JSON number. Kept as decimal, so that integers above 2^53 stay exact.
    record Number(BigDecimal value) implements Literal {
        @Override
        public String text() {
            return value.scale() == 0 ? value.toPlainString() : value.toString();
        }
    }

    record Bool(boolean value) implements Literal {
        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }

    /// The value as a user would write it in the query language.
    String text();
}
