package io.trawl.loggen;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads `templates.txt`, whose head describes the format.
final class TemplateReader {
    private static final String RESOURCE = "templates.txt";

    private TemplateReader() {}

    /// The roles by name, in the order of the file.
    static Map<String, Role> read() {
        Map<String, Role> roles = new LinkedHashMap<>();
        String name = "";
        List<String> services = List.of();
        List<Template> templates = new ArrayList<>();
        for (String line : lines()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith("[")) {
                templates.add(parse(line));
                continue;
            }
            addRole(roles, name, services, templates);
            int colon = line.indexOf(':');
            name = line.substring(1, colon);
            services = List.of(
                    line.substring(colon + 1, line.lastIndexOf(']')).strip().split(" "));
            templates = new ArrayList<>();
        }
        addRole(roles, name, services, templates);
        return roles;
    }

    private static void addRole(Map<String, Role> roles, String name, List<String> services, List<Template> templates) {
        if (!name.isEmpty()) {
            roles.put(name, new Role(name, services, templates));
        }
    }

    private static List<String> lines() {
        InputStream resource = Objects.requireNonNull(TemplateReader.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return reader.readAllLines();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Template parse(String line) {
        String[] columns = line.split("\\s+", 4);
        if (columns.length < 4) {
            throw new IllegalArgumentException("template `" + line + "` needs a weight, severity, attributes and text");
        }
        List<byte[]> parts = new ArrayList<>();
        List<TemplateSlot> slots = new ArrayList<>();
        String text = columns[3];
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            parts.add(json(text.substring(from, open)));
            slots.add(TemplateSlot.of(text.substring(open + 1, close)));
            from = close + 1;
        }
        parts.add(json(text.substring(from)));
        return new Template(Integer.parseInt(columns[0]), columns[1], columns[2], parts, slots);
    }

    /// The bytes of a text as they stand in a JSON string.
    static byte[] json(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (char character : text.toCharArray()) {
            switch (character) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(character);
            }
        }
        return escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The same for several texts.
    static byte[][] json(String... texts) {
        return Arrays.stream(texts).map(TemplateReader::json).toArray(byte[][]::new);
    }
}
