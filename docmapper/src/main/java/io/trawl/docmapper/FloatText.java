package io.trawl.docmapper;

import java.math.BigDecimal;

/// How clients see doubles.
final class FloatText {
    /// From this power of ten on, JSON shows an exponent.
    private static final int EXPONENT_FROM = 16;

    private static final int EXPONENT_BELOW = -5;

    private FloatText() {}

    /// As in JSON messages: `5.0`, `1000.0`, `1.8446744073709552e+19`, `1e-7`.
    static String json(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        String digits = decimal.unscaledValue().toString();
        int point = digits.length() - decimal.scale();
        String sign = value < 0 || 1 / value < 0 ? "-" : "";
        if (decimal.signum() == 0) {
            return sign + "0.0";
        }
        if (point > EXPONENT_FROM || point <= EXPONENT_BELOW) {
            String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            int exponent = point - 1;
            return sign + mantissa + "e" + (exponent > 0 ? "+" : "") + exponent;
        }
        String plain = decimal.toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    /// Without exponent or trailing `.0`: `5`, `-0`, `0.1`.
    static String plain(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        return (value < 0 || 1 / value < 0 ? "-" : "") + decimal.toPlainString();
    }
}
