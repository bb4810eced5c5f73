package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TrawlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTreeTest {
    @Test
    void yamlAnchorsAreResolved() {
        assertThat(ConfigTree.read("a: &x {n: 1}\nb: *x\nc: [*x, 0x1F, 1.50, true, ~, '0.9']", ConfigFormat.YAML))
                .hasToString("{\"a\":{\"n\":1},\"b\":{\"n\":1},\"c\":[{\"n\":1},31,1.5,true,null,\"0.9\"]}");
    }

    @Test
    void aCycleIsNamed() {
        assertThatThrownBy(() -> ConfigTree.read("a: &a\n  b: *a\n", ConfigFormat.YAML))
                .hasMessageContaining("an alias leads back to its own anchor");
    }

    @Test
    void nestedAliasesCannotFillTheMemory() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + (alias + ", ").repeat(9) + alias + "]\n");
        }

        assertThatThrownBy(() -> ConfigTree.read(bomb.toString(), ConfigFormat.YAML))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("more than 200000 values");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JSON | '' | EOF while parsing a value at line 1 column 0",
                "JSON | '{\"a\": [1, ' | EOF while parsing a list at line 1 column 10",
                "JSON | '{\"a\": \"b' | EOF while parsing a string at line 1 column 8",
                "JSON | '{\"a\": 1, \"a\": 2}' | failed to parse JSON file: duplicate field `a` at line 1 column 12",
                "JSON | '[1]' | failed to parse JSON file: invalid type: sequence, expected a map",
                "YAML | 'a: 1\n\nb: 2\na: 3' | failed to parse YAML file: duplicate field `a` at line 4 column 1",
                "YAML | '- 1' | failed to parse YAML file: invalid type: sequence, expected a map",
                "YAML | '? [a]\n: 1' | failed to parse YAML file: a key must be a plain text at line 1 column 3",
            })
    void complaintsNameThePlace(ConfigFormat format, String text, String message) {
        assertThatThrownBy(() -> ConfigTree.read(text, format)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"JSON, '{\"a\":', '}'", "YAML, '{a: ', '}'", "TOML, 'a = [', ']'"})
    void depthIsBounded(ConfigFormat format, String open, String close) {
        String inner =
                format == ConfigFormat.TOML ? "[".repeat(50_000) : open.repeat(50_000) + "1" + close.repeat(50_000);

        assertThatThrownBy(() -> ConfigTree.read(format == ConfigFormat.TOML ? "a = " + inner : inner, format))
                .isInstanceOf(TrawlException.class)
                .message()
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @CsvSource({"JSON, '{\"a\":[', '[],', '1]}'", "YAML, 'a: [', 'x,', ']'", "YAML, 'a:', '\n- x', ''"})
    void theNumberOfValuesIsBounded(ConfigFormat format, String before, String many, String after) {
        String text = before + many.repeat(1_000_000) + after;

        assertThatThrownBy(() -> ConfigTree.read(text, format))
                .isInstanceOf(TrawlException.class)
                .message()
                .hasSizeLessThan(300);
    }

    @Test
    void tomlIsReadToo() {
        assertThat(ConfigTree.read("version = 0.8\n[rest]\nlisten_port = 1", ConfigFormat.TOML))
                .hasToString("{\"version\":0.8,\"rest\":{\"listen_port\":1}}");
        assertThatThrownBy(() -> ConfigTree.read("a = ", ConfigFormat.TOML))
                .hasMessageStartingWith("failed to parse TOML file: ");
    }
}
