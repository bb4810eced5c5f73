package io.trawl.docmapper;

import io.trawl.config.DocMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fields that queries may name, by the doc mapping of one index or split. Immutable.
public final class IndexSchema {
    private final DocMapping.Mode mode;
    private final Map<String, FieldEntry> entries;
    private final Optional<FieldEntry> dynamicRoot;
    private final Optional<FieldEntry> timestampField;
    private final boolean fieldPresence;
    private final int longestPath;

    IndexSchema(
            DocMapping.Mode mode,
            List<FieldEntry> declared,
            Optional<FieldEntry> dynamicRoot,
            Optional<String> timestampPath,
            boolean fieldPresence) {
        this.mode = mode;
        this.fieldPresence = fieldPresence;
        this.dynamicRoot = dynamicRoot;
        Map<String, FieldEntry> byPath = new LinkedHashMap<>();
        for (FieldEntry entry : declared) {
            byPath.put(entry.path(), entry);
        }
        dynamicRoot.ifPresent(root -> byPath.put(root.path(), root));
        this.entries = java.util.Collections.unmodifiableMap(byPath);
        this.longestPath =
                byPath.keySet().stream().mapToInt(String::length).max().orElse(0);
        this.timestampField = timestampPath.flatMap(path -> Optional.ofNullable(byPath.get(path)));
    }

    public DocMapping.Mode mode() {
        return mode;
    }

    /// All declared fields in the order of the mapping, special ones and `_dynamic` last.
    public List<FieldEntry> entries() {
        return List.copyOf(entries.values());
    }

    /// The field that dates documents.
    public Optional<FieldEntry> timestampField() {
        return timestampField;
    }

    /// The root of undeclared fields; present in dynamic mode.
    public Optional<FieldEntry> dynamicRoot() {
        return dynamicRoot;
    }

    /// Whether [ColumnNames#FIELD_PRESENCE] tells which declared fields a document has, see
    /// [TermCodec#fieldPresence]. A path below a json field that is indexed is told by its terms' prefix anyway.
    public boolean hasFieldPresence() {
        return fieldPresence;
    }

    /// The declared field of exactly this path.
    public Optional<FieldEntry> entry(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    /// The declared fields below the object `path`, at any depth.
    public List<FieldEntry> entriesBelow(String path) {
        String prefix = path + ".";
        return entries.values().stream()
                .filter(entry -> entry.path().startsWith(prefix))
                .toList();
    }

    /// What `path` stands for: a declared field; else, by the longest declared prefix, a path inside a json field;
    /// else, in dynamic mode, an undeclared field. Empty if there is no such field, also below a field that has no
    /// inner paths.
    public Optional<ResolvedField> resolve(String path) {
        FieldEntry whole = entries.get(path);
        if (whole != null) {
            return Optional.of(
                    whole.type() == ValueType.CONCATENATE
                            ? new ResolvedField.JsonPath(whole, "")
                            : new ResolvedField.Plain(whole));
        }
        List<Integer> dots = splittingDots(path, longestPath);
        for (int i = dots.size() - 1; i >= 0; i--) {
            FieldEntry prefix = entries.get(path.substring(0, dots.get(i)));
            if (prefix != null) {
                return prefix.type() == ValueType.JSON
                        ? Optional.of(jsonPath(prefix, path.substring(dots.get(i) + 1)))
                        : Optional.empty();
            }
        }
        return dynamicRoot.map(root -> jsonPath(root, path));
    }

    private static ResolvedField jsonPath(FieldEntry root, String path) {
        return new ResolvedField.JsonPath(root, JsonPaths.encode(path, root.expandDots()));
    }

    /// Positions of dots that are not escaped, none behind `last`: what is longer than all declared paths is none, and
    /// a query may name a path of a million dots.
    private static List<Integer> splittingDots(String path, int last) {
        List<Integer> dots = new ArrayList<>();
        for (int i = 0; i < path.length() && i <= last; i++) {
            char c = path.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '.') {
                dots.add(i);
            }
        }
        return dots;
    }
}
