package io.trawl.loggen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LogGeneratorTest {
    private static final int LINES = 60_000;

    @Test
    void givesTheSameBytesForTheSameSeed() {
        byte[] first = generate(7);

        assertThat(Arrays.equals(first, generate(7))).isTrue();
        assertThat(Arrays.equals(first, generate(8))).isFalse();
    }

    private static byte[] generate(long seed) {
        byte[] buffer = new byte[2 << 20];
        int end = new LogGenerator(seed).fill(buffer, 0);
        return Arrays.copyOf(buffer, end);
    }

    @Test
    void writesTheSameLinesIntoAnyBuffer() {
        byte[] whole = generate(3);
        LogGenerator generator = new LogGenerator(3);
        byte[] reused = new byte[LogGenerator.MAX_LINE_BYTES + 5];

        int compared = 0;
        for (int i = 0; i < 2_000; i++) {
            int end = generator.writeLine(reused, 5);
            assertThat(Arrays.equals(reused, 5, end, whole, compared, compared + end - 5))
                    .as("line %d", i)
                    .isTrue();
            compared += end - 5;
        }
        assertThat(generator.lines()).isEqualTo(2_000);
    }

    @Test
    void refusesABufferThatMayNotHoldALine() {
        LogGenerator generator = new LogGenerator(1);

        assertThatThrownBy(() -> generator.writeLine(new byte[LogGenerator.MAX_LINE_BYTES], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs room");
    }

    @Test
    void linesAreJsonInAFixedOrder() {
        for (String line : lines(1)) {
            Map<String, Object> members = JsonLine.parse(line);

            List<String> names = new ArrayList<>(members.keySet());
            List<String> expected = new ArrayList<>(
                    List.of("timestamp", "severity_text", "service", "host", "tenant_id", "body", "attributes"));
            if (members.containsKey("trace_id")) {
                expected.add("trace_id");
                assertThat((String) members.get("trace_id")).matches("[0-9a-f]{32}");
            }
            assertThat(names).isEqualTo(expected);
            assertThat(members.get("timestamp")).isInstanceOf(Long.class);
            assertThat(members.get("tenant_id")).isInstanceOf(Long.class);
            assertThat((String) members.get("severity_text")).matches("INFO|WARN|ERROR|DEBUG");
            assertThat((String) members.get("body")).isNotBlank().doesNotContain("{");
            assertAttributes((Map<?, ?>) members.get("attributes"));
        }
    }

    private static void assertAttributes(Map<?, ?> attributes) {
        attributes.forEach((name, value) -> {
            switch ((String) name) {
                case "latency_ms", "status" -> assertThat(value).isInstanceOf(Long.class);
                case "method", "path", "region", "version" ->
                    assertThat((String) value).isNotBlank();
                default -> throw new AssertionError("attribute " + name);
            }
        });
    }

    @Test
    void timeMovesForwardAsFastAsLinesCome() {
        long latest = 0;
        long first = -1;
        int line = 0;
        for (String text : lines(2)) {
            long timestamp = (Long) JsonLine.parse(text).get("timestamp");
            first = first < 0 ? timestamp : first;
            assertThat(timestamp)
                    .as("line %d", line++)
                    .isGreaterThanOrEqualTo(
                            Math.max(LogGenerator.FIRST_MILLIS, latest - LogGenerator.MAX_JITTER_MILLIS));
            latest = Math.max(latest, timestamp);
        }
        assertThat(first).isLessThan(LogGenerator.FIRST_MILLIS + 10);
        assertThat((latest - first) / (double) LINES).isBetween(2.8, 3.2);
    }

    @Test
    void beginsWhenAsked() {
        byte[] buffer = new byte[LogGenerator.MAX_LINE_BYTES];

        int end = new LogGenerator(1, 5_000).writeLine(buffer, 0);

        long timestamp = (Long) JsonLine.parse(new String(buffer, 0, end - 1, StandardCharsets.UTF_8))
                .get("timestamp");
        assertThat(timestamp).isBetween(5_000L, 5_010L);
    }

    @Test
    void saysWhatIsSearchedFor() {
        List<String> lines = lines(1);

        assertThat(share(lines, line -> line.contains("connection"))).isGreaterThan(0.02);
        assertThat(share(lines, line -> line.contains("connection") && line.contains("closed")))
                .isGreaterThan(0.005);
        assertThat(share(lines, line -> line.contains("session opened for user")))
                .isGreaterThan(0.005);
        assertThat(share(lines, line -> line.contains("\"severity_text\":\"INFO\"")))
                .isBetween(0.6, 0.9);
        for (String severity : List.of("WARN", "ERROR", "DEBUG")) {
            assertThat(share(lines, line -> line.contains("\"severity_text\":\"" + severity + "\"")))
                    .as(severity)
                    .isBetween(0.01, 0.25);
        }
        assertThat(share(lines, line -> line.contains("\\n\\tat "))).isBetween(0.002, 0.08);
    }

    private static double share(List<String> lines, Predicate<String> condition) {
        return lines.stream().filter(condition).count() / (double) lines.size();
    }

    @Test
    void tracesHaveSeveralLinesAndMix() {
        Map<String, Integer> lineCounts = new HashMap<>();
        Set<String> left = new HashSet<>();
        int returns = 0;
        String before = "";
        int traced = 0;
        List<String> lines = lines(4);
        for (String line : lines) {
            Object trace = JsonLine.parse(line).get("trace_id");
            if (trace != null) {
                traced++;
                lineCounts.merge((String) trace, 1, Integer::sum);
                if (!trace.equals(before) && left.contains(trace)) {
                    returns++;
                }
                left.add(before);
                before = (String) trace;
            }
        }

        assertThat(traced / (double) lines.size()).isBetween(0.25, 0.6);
        assertThat(lineCounts.values()).allMatch(count -> count <= 12);
        assertThat(traced / (double) lineCounts.size()).isBetween(3.0, 9.0);
        assertThat(returns).isGreaterThan(500);
    }

    @Test
    void idsRepeatAsInLife() {
        Map<String, Integer> paths = new HashMap<>();
        Map<String, Integer> hosts = new HashMap<>();
        for (String line : lines(5)) {
            Map<String, Object> members = JsonLine.parse(line);
            hosts.merge((String) members.get("host"), 1, Integer::sum);
            if (((Map<?, ?>) members.get("attributes")).get("path") instanceof String path) {
                paths.merge(path, 1, Integer::sum);
            }
        }

        assertThat(hosts).hasSizeBetween(40, 150);
        assertThat(paths).hasSizeGreaterThan(500);
        assertThat(paths.values()).anyMatch(count -> count > 200);
    }

    private static List<String> lines(long seed) {
        LogGenerator generator = new LogGenerator(seed);
        byte[] buffer = new byte[LogGenerator.MAX_LINE_BYTES];
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            int end = generator.writeLine(buffer, 0);
            assertThat(buffer[end - 1]).isEqualTo((byte) '\n');
            lines.add(new String(buffer, 0, end - 1, StandardCharsets.UTF_8));
        }
        return lines;
    }
}
