package io.trawl.loggen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TemplateReaderTest {
    @Test
    void readsWeightSeverityAttributesAndSlots() {
        Template template = TemplateReader.parse("12 WARN  hl   \"{method}\" took {ms} ms");

        assertThat(template.weight).isEqualTo(12);
        assertThat(template.severity).asString(StandardCharsets.US_ASCII).isEqualTo("WARN");
        assertThat(template.hasHttp).isTrue();
        assertThat(template.hasLatency).isTrue();
        assertThat(template.hasRegion).isFalse();
        assertThat(template.slots).containsExactly(TemplateSlot.METHOD, TemplateSlot.MS);
        assertThat(template.parts[0]).asString(StandardCharsets.UTF_8).isEqualTo("\\\"");
        assertThat(template.parts[1]).asString(StandardCharsets.UTF_8).isEqualTo("\\\" took ");
        assertThat(template.parts[2]).asString(StandardCharsets.UTF_8).isEqualTo(" ms");
    }

    @Test
    void readsAllRoles() {
        assertThat(TemplateReader.read())
                .containsKeys("edge-in", "edge-out", "app", "db", "ssh-session", "kernel")
                .hasSizeGreaterThan(20);
    }

    @Test
    void refusesWhatIsNoTemplate() {
        assertThatThrownBy(() -> TemplateReader.parse("12 INFO hl"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a weight");
        assertThatThrownBy(() -> TemplateReader.parse("12 INFO hl took {nosuch} ms"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
