package io.trawl.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A random mapping and random documents, spread over splits.
final class PlainIndex {
    static final PlainField TIME = new PlainField("ts", PlainField.Kind.DATETIME, false, true, true, 3);

    final Map<String, PlainField> fields = new LinkedHashMap<>();
    final List<Doc> docs = new ArrayList<>();
    private final int splits;
    private final boolean presence;

    /// @param values of each field that the document has any of
    record Doc(int split, int place, Map<String, List<Object>> values) {
        List<Object> of(String field) {
            return values.getOrDefault(field, List.of());
        }

        String id() {
            return split + "-" + place;
        }
    }

    PlainIndex(Random random) {
        fields.put("ts", TIME);
        int number = 0;
        for (PlainField.Kind kind : PlainField.Kind.values()) {
            for (int i = random.nextInt(3); i > 0 && kind != PlainField.Kind.DYNAMIC; i--) {
                String name = (random.nextInt(4) == 0 ? "o." : "") + "f" + number++;
                boolean fast = !kind.isWords() && random.nextInt(3) > 0;
                boolean indexed = !fast || kind.isText() && kind != PlainField.Kind.RAW || random.nextInt(4) > 0;
                boolean array = random.nextInt(4) == 0 && !(fast && kind == PlainField.Kind.BYTES);
                int digits = random.nextInt(4) * 3;
                fields.put(name, new PlainField(name, kind, array, fast, indexed, digits));
            }
        }
        for (String name : List.of("d0", "d1.x", "d1.y", "d2")) {
            fields.put(name, new PlainField(name, PlainField.Kind.DYNAMIC, name.equals("d2"), true, true, 9));
        }
        presence = random.nextBoolean();
        splits = 1 + random.nextInt(9);
        for (int split = 0; split < splits; split++) {
            int count = 1 + random.nextInt(40);
            for (int place = 0; place < count; place++) {
                docs.add(doc(split, place, random));
            }
        }
    }

    private Doc doc(int split, int place, Random random) {
        Map<String, List<Object>> values = new TreeMap<>();
        for (PlainField field : fields.values()) {
            List<Object> some = field == TIME ? List.of(field.value(random)) : field.values(random);
            if (!some.isEmpty()) {
                values.put(field.name(), some);
            }
        }
        return new Doc(split, place, values);
    }

    String mapping() {
        List<String> outer = new ArrayList<>();
        List<String> inner = new ArrayList<>();
        for (PlainField field : fields.values()) {
            if (field.kind() != PlainField.Kind.DYNAMIC) {
                (field.name().startsWith("o.") ? inner : outer).add(field.mapping());
            }
        }
        if (!inner.isEmpty()) {
            outer.add("{\"name\": \"o\", \"type\": \"object\", \"field_mappings\": [" + String.join(",", inner) + "]}");
        }
        return "{\"mode\": \"dynamic\", \"timestamp_field\": \"ts\", \"index_field_presence\": " + presence
                + ", \"field_mappings\": [" + String.join(",\n", outer) + "]}";
    }

    /// The documents of each split.
    List<List<String>> lines() {
        List<List<String>> lines = new ArrayList<>();
        for (int split = 0; split < splits; split++) {
            int wanted = split;
            lines.add(docs.stream()
                    .filter(doc -> doc.split == wanted)
                    .map(this::line)
                    .toList());
        }
        return lines;
    }

    private String line(Doc doc) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        doc.values.forEach((name, values) -> {
            int dot = name.indexOf('.');
            ObjectNode parent = dot < 0 ? json : json.withObject("/" + name.substring(0, dot));
            String key = name.substring(dot + 1);
            if (fields.get(name) instanceof PlainField field && field.array()) {
                ArrayNode list = parent.putArray(key);
                values.forEach(list::addPOJO);
            } else {
                parent.putPOJO(key, values.getFirst());
            }
        });
        json.put("the_id", doc.id());
        return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(json);
    }
}
