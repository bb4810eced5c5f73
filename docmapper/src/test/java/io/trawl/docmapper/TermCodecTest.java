package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class TermCodecTest {
    private static final List<Long> EDGES = List.of(
            0L,
            1L,
            -1L,
            Long.MAX_VALUE,
            Long.MAX_VALUE - 1,
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            (1L << 53) - 1,
            1L << 53,
            (1L << 53) + 1,
            -(1L << 53) - 1,
            Long.MAX_VALUE - 511,
            Long.MAX_VALUE - 512,
            Long.MAX_VALUE - 513);

    private final Random random = TestSeed.next("TermCodecTest").random();

    @Test
    void keepsTheOrderOfValues() {
        for (int round = 0; round < 50_000; round++) {
            long a = randomLong();
            long b = random.nextBoolean() ? randomLong() : a + random.nextInt(5) - 2;

            assertOrder(Long.compare(a, b), TermCodec.i64(a), TermCodec.i64(b));
            assertOrder(Long.compareUnsigned(a, b), TermCodec.u64(a), TermCodec.u64(b));
            double x = randomDouble();
            double y = random.nextInt(10) == 0 ? Math.nextUp(x) : randomDouble();
            assertOrder(x == y ? 0 : Double.compare(x, y), TermCodec.f64(x), TermCodec.f64(y));
            assertThat(Long.compare(ColumnCodec.encodeU64(a), ColumnCodec.encodeU64(b)))
                    .isEqualTo(Long.compareUnsigned(a, b));
            assertThat(ColumnCodec.decodeF64(ColumnCodec.encodeF64(x))).isEqualTo(x + 0.0);
        }
    }

    @Test
    void jsonNumbersOfAnyKindShareOneOrder() {
        for (int round = 0; round < 100_000; round++) {
            Number a = randomNumber();
            Number b = random.nextInt(4) == 0 ? neighbour(a) : randomNumber();

            assertOrder(exact(a).compareTo(exact(b)), term(a), term(b));
        }
    }

    @Test
    void oneIsOneWhicheverWayItIsWritten() {
        assertThat(TermCodec.jsonNumber("n", 1)).isEqualTo(TermCodec.jsonNumber("n", 1.0));
        assertThat(TermCodec.jsonNumber("n", 0)).isEqualTo(TermCodec.jsonNumber("n", -0.0));
        assertThat(TermCodec.jsonUnsigned("n", Long.MIN_VALUE)).isEqualTo(TermCodec.jsonNumber("n", 0x1p63));
        assertThat(TermCodec.jsonUnsigned("n", 7)).isEqualTo(TermCodec.jsonNumber("n", 7));
        assertThat(TermCodec.jsonNumber("n", (1L << 53) + 1)).isNotEqualTo(TermCodec.jsonNumber("n", 1L << 53));
    }

    @Test
    void jsonTermsOfOnePathDoNotMixWithAnothers() {
        BytesRef prefix = TermCodec.jsonPrefix(JsonPaths.encode("a.b", true));

        assertThat(startsWith(TermCodec.jsonText(JsonPaths.encode("a.b", true), new BytesRef("x")), prefix))
                .isTrue();
        assertThat(startsWith(TermCodec.jsonText(JsonPaths.encode("a.bc", true), new BytesRef("x")), prefix))
                .isFalse();
        assertThat(startsWith(TermCodec.jsonText(JsonPaths.encode("a.b.c", true), new BytesRef("x")), prefix))
                .isFalse();
    }

    @Test
    void columnNamesSayWhatTheyAre() {
        String name = ColumnNames.json("_dynamic", "a\u0001b:c", JsonType.F64);

        assertThat(ColumnNames.parseJson(name))
                .contains(new ColumnNames.JsonColumn("_dynamic", "a\u0001b:c", JsonType.F64));
        assertThat(ColumnNames.parseJson("plain.field")).isEmpty();
    }

    private static boolean startsWith(BytesRef term, BytesRef prefix) {
        return org.apache.lucene.util.StringHelper.startsWith(term, prefix);
    }

    private static void assertOrder(int expected, BytesRef a, BytesRef b) {
        assertThat(Integer.signum(a.compareTo(b))).as("%s %s", a, b).isEqualTo(Integer.signum(expected));
    }

    private static BytesRef term(Number number) {
        return switch (number) {
            case Double value -> TermCodec.jsonNumber("p", value.doubleValue());
            case Long value -> TermCodec.jsonNumber("p", value.longValue());
            case BigInteger value -> TermCodec.jsonUnsigned("p", value.longValue());
            default -> throw new IllegalStateException();
        };
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Double value ? new BigDecimal(value) : new BigDecimal(number.toString());
    }

    private Number randomNumber() {
        return switch (random.nextInt(3)) {
            case 0 -> randomLong();
            case 1 -> randomDouble();
            default -> new BigInteger(Long.toUnsignedString(randomLong()));
        };
    }

    private Number neighbour(Number number) {
        BigInteger close = exact(number).toBigInteger().add(BigInteger.valueOf(random.nextInt(3) - 1));
        if (close.signum() >= 0 && close.bitLength() <= 64) {
            return close.bitLength() < 64 && random.nextBoolean() ? (Number) close.longValue() : close;
        }
        return close.bitLength() < 64 ? (Number) close.longValue() : (Number) close.doubleValue();
    }

    private long randomLong() {
        return switch (random.nextInt(3)) {
            case 0 -> EDGES.get(random.nextInt(EDGES.size()));
            case 1 -> random.nextLong() >> random.nextInt(64);
            default -> random.nextInt(100) - 50;
        };
    }

    private double randomDouble() {
        double value = switch (random.nextInt(4)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> randomLong();
            case 2 -> random.nextInt(100) / 4.0;
            default -> 0x1p63 * (random.nextInt(5) - 2);
        };
        return Double.isFinite(value) ? value : 0.5;
    }
}
