package io.trawl.loggen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogGenMainTest {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void writesSoManyLines(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("logs.ndjson");

        assertThat(run("--seed", "5", "--lines", "1000", "--out", file.toString()))
                .isZero();

        assertThat(Files.readAllLines(file)).hasSize(1_000);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("1000 lines")
                .contains("MB/s");
    }

    @Test
    void writesSoManyBytesAndTheRestOfTheLine() throws IOException {
        assertThat(run("--bytes", "3MB")).isZero();

        assertThat(console.size()).isBetween(3_000_000, 3_000_000 + LogGenerator.MAX_LINE_BYTES);
        assertThat(console.toByteArray()[console.size() - 1]).isEqualTo((byte) '\n');
    }

    @Test
    void saysWhatIsWrongWithItsArguments() throws IOException {
        assertThat(run("--lines")).isEqualTo(2);
        assertThat(run("--seed", "1")).isEqualTo(2);
        assertThat(run("--lines", "many")).isEqualTo(2);
        assertThat(run("--nosuch", "1")).isEqualTo(2);

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("`--lines` has no value", "say how much", "unknown argument `--nosuch`", "usage:");
    }

    private int run(String... args) throws IOException {
        return LogGenMain.run(
                args,
                new PrintStream(console, false, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }
}
