package io.trawl.loggen;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// One thing that services say, with gaps for what differs. The arrays are not to be changed.
final class Template {
    final int weight;
    final byte[] severity;
    /// The text before each slot and behind the last, as JSON: one more than slots.
    final byte[][] parts;

    final TemplateSlot[] slots;
    /// Which attributes fit.
    final boolean hasHttp;

    final boolean hasLatency;
    final boolean hasRegion;
    final boolean hasVersion;

    /// @param weight how often, compared with the other templates of the role
    /// @param attributes letters, as in `templates.txt`
    Template(int weight, String severity, String attributes, List<byte[]> parts, List<TemplateSlot> slots) {
        if (parts.size() != slots.size() + 1) {
            throw new IllegalArgumentException(parts.size() + " parts do not enclose " + slots.size() + " slots");
        }
        this.weight = weight;
        this.severity = severity.getBytes(StandardCharsets.US_ASCII);
        this.parts = parts.toArray(byte[][]::new);
        this.slots = slots.toArray(TemplateSlot[]::new);
        hasHttp = attributes.contains("h");
        hasLatency = attributes.contains("l");
        hasRegion = attributes.contains("r");
        hasVersion = attributes.contains("v");
    }
}
