package io.trawl.search.collect;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.NullNode;

/// Floats as the answers write them: always with a point, without an exponent where they are of ordinary size.
final class JsonNumbers {
    /// Doubles below it are written out; larger ones have no digits behind the point anyway.
    private static final double PLAIN_BELOW = 1e16;
    private static final double PLAIN_FROM = 1e-5;

    private JsonNumbers() {}

    /// A float: `150.0`, `1420070400000.0`, `null` for what JSON cannot say.
    static JsonNode of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return NullNode.getInstance();
        }
        double size = Math.abs(value);
        if (size >= PLAIN_BELOW || (size < PLAIN_FROM && size > 0)) {
            return DoubleNode.valueOf(value);
        }
        if (value == Math.rint(value)) {
            return DecimalNode.valueOf(BigDecimal.valueOf((long) value).setScale(1));
        }
        return DecimalNode.valueOf(new BigDecimal(new BigDecimal(Double.toString(value)).toPlainString()));
    }
}
