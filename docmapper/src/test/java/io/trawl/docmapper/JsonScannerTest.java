package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonScannerTest {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void refusesWhatIsNotStrictJson() {
        for (String text : List.of(
                "",
                " ",
                "nul",
                "tru",
                "truex",
                "[1,]",
                "{,}",
                "{\"a\":1,}",
                "{\"a\"}",
                "{a:1}",
                "[1 2]",
                "\"a",
                "01",
                "-",
                "-01",
                ".5",
                "1.",
                "+1",
                "1e",
                "1e+",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e400",
                "-1e999",
                "0x1",
                "'a'",
                "\"\\x41\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\u0041\"",
                "\"\\ud800x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"a\tb\"",
                "\"\u0000\"",
                "{} {}",
                "{}x",
                "\ufeff{}",
                "[",
                "]",
                "{\"a\":}",
                "1" + "0".repeat(400))) {
            assertThat(accepts(Mappings.utf8(text))).as(text).isFalse();
        }
    }

    @Test
    void refusesInvalidUtf8WhereverItIs() {
        for (int[] bad : new int[][] {
            {0xFF},
            {0x80},
            {0xC3},
            {0xC0, 0x80},
            {0xE0, 0x80, 0x80},
            {0xED, 0xA0, 0x80},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0xE2, 0x82},
            {0xF5, 0x80, 0x80, 0x80}
        }) {
            for (String tail : List.of("", "long enough for a word at a time", "\\n")) {
                assertThat(accepts(around("\"", bad, tail + "\""))).isFalse();
                assertThat(accepts(around("{\"", bad, tail + "\":1}"))).isFalse();
                assertThat(accepts(around("\"\\n", bad, tail + "\""))).isFalse();
            }
        }
        assertThat(accepts(around("\"\\u", new int[] {0xC3}, "12\""))).isFalse();
        assertThat(accepts(around("\"", new int[] {0xC3}, "\\u00a9\""))).isFalse();
    }

    @Test
    void takesWhatIs() {
        for (String text : List.of(
                " {} ",
                "[]",
                "\"\\ud83d\\ude00 \\u0000 \\/ \\\" \\\\ é 日本 😀\"",
                "-0",
                "0",
                "1E5",
                "1e-400",
                "123456789012345678901",
                "\t\r\n[ 1 , {\"a\" : null } ]",
                "\"\u007f\"")) {
            assertThat(accepts(Mappings.utf8(text))).as(text).isTrue();
        }
    }

    @Test
    void refusesDeepNesting() {
        assertThat(accepts(nested(JsonScanner.DEPTH_MAX))).isTrue();
        assertThat(accepts(nested(JsonScanner.DEPTH_MAX + 1))).isFalse();
        assertThat(accepts(nested(1_000_000))).isFalse();
    }

    @Test
    void readsNumbersExactly() {
        Random random = TestSeed.next("JsonScannerTest.numbers").random();
        JsonScanner json = new JsonScanner();
        for (int round = 0; round < 50_000; round++) {
            String number = randomNumber(random);
            byte[] text = Mappings.utf8(number);
            json.start(text, 0, text.length);
            json.peek();
            json.readNumber();

            assertThat(json.atEnd()).isTrue();
            if (json.number.kind == JsonNumber.Kind.FLOAT) {
                assertThat(json.number.floating).as(number).isEqualTo(Double.parseDouble(number));
            } else if (json.number.kind == JsonNumber.Kind.INTEGER) {
                assertThat(Long.toString(json.number.integer)).isEqualTo(number);
            } else {
                assertThat(Long.toUnsignedString(json.number.integer)).isEqualTo(number);
            }
        }
    }

    @Test
    void readsTheSameValuesAsALibrary() {
        Random random = TestSeed.next("JsonScannerTest.values").random();
        for (int round = 0; round < 2000; round++) {
            String text = STRICT.writeValueAsString(RandomJson.value(random, 4));
            byte[] bytes = Mappings.utf8(text);
            JsonScanner json = new JsonScanner();
            json.start(bytes, 0, bytes.length);

            JsonNode read = Verbatim.read(json, false);

            assertThat(read.toString()).isEqualTo(STRICT.readTree(text).toString());
        }
    }

    @Test
    void takesNoDamagedTextThatALibraryRefuses() {
        Random random = TestSeed.next("JsonScannerTest.damage").random();
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Mappings.utf8(STRICT.writeValueAsString(RandomJson.value(random, 3)));
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (accepts(bytes)) {
                accepted++;
                assertThat(libraryAccepts(bytes)).as(new String(bytes)).isTrue();
            }
        }
        assertThat(accepted).isPositive();
    }

    private static boolean libraryAccepts(byte[] bytes) {
        try {
            STRICT.readTree(bytes);
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean accepts(byte[] text) {
        JsonScanner json = new JsonScanner();
        try {
            json.start(text, 0, text.length);
            json.skipValue();
            return json.atEnd();
        } catch (ParseAbort abort) {
            assertThat(abort).isSameAs(ParseAbort.MALFORMED);
            return false;
        }
    }

    private static String randomNumber(Random random) {
        StringBuilder number = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
        int digits = random.nextInt(4) == 0 ? 17 + random.nextInt(5) : 1 + random.nextInt(8);
        number.append(1 + random.nextInt(9));
        for (int i = 1; i < digits; i++) {
            number.append(random.nextInt(10));
        }
        if (random.nextInt(3) == 0) {
            number.append('.').append(random.nextInt(1_000_000));
        }
        if (random.nextInt(4) == 0) {
            number.append('e').append(random.nextInt(600) - 320);
        }
        return Double.isFinite(Double.parseDouble(number.toString())) ? number.toString() : "1";
    }

    private static byte[] around(String before, int[] bytes, String after) {
        byte[] head = Mappings.utf8(before);
        byte[] tail = Mappings.utf8(after);
        byte[] all = new byte[head.length + bytes.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        for (int i = 0; i < bytes.length; i++) {
            all[head.length + i] = (byte) bytes[i];
        }
        System.arraycopy(tail, 0, all, head.length + bytes.length, tail.length);
        return all;
    }

    private static byte[] nested(int levels) {
        return Mappings.utf8("[".repeat(levels) + "]".repeat(levels));
    }
}
