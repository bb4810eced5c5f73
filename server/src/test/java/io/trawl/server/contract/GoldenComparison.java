package io.trawl.server.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether an answer is the recorded one.
///
/// The whole JSON counts but for ids, times, sizes and what the step says to ignore. Of an error the status and the
/// keys count, its text does not. Where Quickwit itself broke (5xx, or no answer at all) any clear answer is right.
final class GoldenComparison {
    private static final Set<String> VOLATILE = Set.of(
            "elapsed_time_micros",
            "took",
            "index_uid",
            "create_timestamp",
            "update_timestamp",
            "publish_timestamp",
            "split_id",
            "doc_mapping_uid",
            "_scroll_id",
            "cluster_uuid",
            "build_date",
            "node_id",
            "index_uuid",
            "footer_offsets",
            "incarnation_id",
            "uuid",
            "pid",
            "creation_date");
    private static final Pattern DATA = Pattern.compile("file://[^\\s\"'`]*?/indexes\\b");
    private static final Pattern ULID = Pattern.compile("\\b[0-9A-HJKMNP-TV-Z]{26}\\b");
    private static final Pattern LIST_INDEX = Pattern.compile("\\.\\d+(?=\\.|$)");
    private static final JsonMapper JSON = JsonMapper.shared();

    /// What may be in a search answer beyond the recorded keys.
    private static final Set<String> OURS = Set.of("splits", "storage");

    private final JsonNode step;
    private final Set<String> ignored = new HashSet<>();
    private final Set<String> unordered = new HashSet<>();

    private GoldenComparison(JsonNode step) {
        this.step = step;
        step.path("ignore").forEach(path -> ignored.add(path.stringValue("")));
        step.path("unordered").forEach(path -> unordered.add(path.stringValue("")));
    }

    /// @return what differs, in a few words; empty if the answer is right
    static Optional<String> difference(JsonNode step, GoldenClient.Answer got) {
        Optional<String> difference = new GoldenComparison(step).difference(got);
        if (difference.isPresent()) {
            for (JsonNode accepted : step.path("accept")) {
                if (accepted.path("status").asInt(0) == got.status()) {
                    return Optional.empty();
                }
            }
        }
        return difference;
    }

    private Optional<String> difference(GoldenClient.Answer got) {
        JsonNode want = step.path("recorded");
        int status = want.path("status").asInt(0);
        if (status == 0 || (status >= 500 && status != 501)) {
            return got.status() >= 200 && got.status() < 500
                    ? Optional.empty()
                    : Optional.of("status " + got.status() + ", want an answer or a clear refusal");
        }
        if (status != got.status()) {
            return Optional.of("status " + got.status() + ", want " + status + ": " + cut(got.text()));
        }
        String mode = step.path("compare").stringValue(status >= 400 ? "shape" : "full");
        if (mode.equals("status")) {
            return Optional.empty();
        }
        if (want.has("json") != got.isJson()) {
            return Optional.of("the body is " + (got.isJson() ? "" : "not ") + "JSON: " + cut(got.text()));
        }
        if (!got.isJson()) {
            boolean equal =
                    mode.equals("shape") || got.text().equals(want.path("text").stringValue(""));
            return equal ? Optional.empty() : Optional.of("text " + cut(got.text()) + ", want " + want.path("text"));
        }
        return bodyDifference(mode, status, normal(want.path("json"), ""), normal(got.json(), ""));
    }

    private static Optional<String> bodyDifference(String mode, int status, JsonNode want, JsonNode got) {
        if (mode.equals("shape")) {
            if (status >= 400) {
                return keys(want).equals(keys(got))
                        ? Optional.empty()
                        : Optional.of("error keys " + keys(got) + ", want " + keys(want));
            }
            return firstDifference(shape(want), shape(got), "");
        }
        if (mode.startsWith("keys:")) {
            for (String path : mode.substring("keys:".length()).split(",")) {
                Optional<JsonNode> wanted = at(want, path);
                Optional<JsonNode> found = at(got, path);
                boolean equal = wanted.isPresent() && found.isPresent()
                        ? same(wanted.get(), found.get())
                        : wanted.isEmpty() && found.isEmpty();
                if (!equal) {
                    return Optional.of(path + ": " + found + ", want " + wanted);
                }
            }
            return Optional.empty();
        }
        return firstDifference(want, got, "");
    }

    /// The value at a dotted path, list elements by number.
    static Optional<JsonNode> at(JsonNode value, String path) {
        JsonNode at = value;
        for (String part : path.split("\\.")) {
            at = at.isArray() && part.matches("\\d+") ? at.path(Integer.parseInt(part)) : at.path(part);
        }
        return at.isMissingNode() ? Optional.empty() : Optional.of(at);
    }

    private static Set<String> keys(JsonNode value) {
        return value.isObject()
                ? new TreeSet<>(value.propertyNames())
                : Set.of(value.getNodeType().toString());
    }

    private JsonNode normal(JsonNode value, String path) {
        if (value.isObject()) {
            ObjectNode normal = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                boolean left = VOLATILE.contains(entry.getKey())
                        || ignored.contains(at)
                        || ignored.contains(LIST_INDEX.matcher(at).replaceAll(".*"))
                        || (path.isEmpty() && value.has("num_hits") && OURS.contains(entry.getKey()));
                if (!left) {
                    normal.set(entry.getKey(), normal(entry.getValue(), at));
                }
            }
            return normal;
        }
        if (value.isArray()) {
            List<JsonNode> items = new ArrayList<>();
            for (JsonNode item : value) {
                items.add(normal(item, path + "." + items.size()));
            }
            if (unordered.contains(path)) {
                items.sort(Comparator.comparing(GoldenComparison::sorted));
            }
            ArrayNode normal = JSON.createArrayNode();
            items.forEach(normal::add);
            return normal;
        }
        if (value.isString()) {
            String masked = ULID.matcher(value.stringValue()).replaceAll("<ULID>");
            return JSON.getNodeFactory().stringNode(DATA.matcher(masked).replaceAll("file://DATA/indexes"));
        }
        return value;
    }

    /// A text that is equal for equal values whatever the order of their keys.
    private static String sorted(JsonNode value) {
        if (value.isObject()) {
            StringBuilder text = new StringBuilder("{");
            new TreeSet<>(value.propertyNames())
                    .forEach(key -> text.append(key).append(':').append(sorted(value.path(key))));
            return text.append('}').toString();
        }
        return value.toString();
    }

    /// Whole numbers are the same when equal, others when they differ by no more than rounding.
    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            if (a.isIntegralNumber() && b.isIntegralNumber()) {
                return a.bigIntegerValue().equals(b.bigIntegerValue());
            }
            double left = a.doubleValue();
            double right = b.doubleValue();
            return left == right
                    || Math.abs(left - right) <= Math.max(1e-6 * Math.max(Math.abs(left), Math.abs(right)), 1e-9);
        }
        return a.isContainer() || b.isContainer() ? firstDifference(a, b, "").isEmpty() : a.equals(b);
    }

    private static JsonNode shape(JsonNode value) {
        if (value.isObject()) {
            ObjectNode shape = JSON.createObjectNode();
            value.properties().forEach(entry -> shape.set(entry.getKey(), shape(entry.getValue())));
            return shape;
        }
        if (value.isArray()) {
            ArrayNode shape = JSON.createArrayNode();
            if (!value.isEmpty()) {
                shape.add(shape(value.get(0)));
            }
            return shape;
        }
        return JSON.getNodeFactory().stringNode(value.getNodeType().toString());
    }

    private static Optional<String> firstDifference(JsonNode want, JsonNode got, String path) {
        if (want.isObject() && got.isObject()) {
            Set<String> names = new TreeSet<>(want.propertyNames());
            names.addAll(got.propertyNames());
            for (String name : names) {
                String at = path + "." + name;
                if (!want.has(name)) {
                    return Optional.of(at + " is extra: " + cut(got.path(name).toString()));
                }
                if (!got.has(name)) {
                    return Optional.of(
                            at + " is missing, want " + cut(want.path(name).toString()));
                }
                Optional<String> difference = firstDifference(want.path(name), got.path(name), at);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        if (want.isArray() && got.isArray()) {
            if (want.size() != got.size()) {
                return Optional.of(path + " has " + got.size() + " items, want " + want.size());
            }
            for (int i = 0; i < want.size(); i++) {
                Optional<String> difference = firstDifference(want.get(i), got.get(i), path + "." + i);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        boolean equal = !want.isContainer() && !got.isContainer() && same(want, got);
        return equal
                ? Optional.empty()
                : Optional.of(path + ": " + cut(got.toString()) + ", want " + cut(want.toString()));
    }

    private static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
