package io.trawl.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/// Finds declared fields by their dotted paths.
public final class FieldPaths {
    private FieldPaths() {}

    /// @param exact false if the path leads into a json field
    public record Found(FieldMapping field, boolean exact) {}

    /// The field that `path` names: dots stand between names, `\.` for a dot in a name.
    public static Optional<Found> find(List<FieldMapping> mappings, String path) {
        List<String> names = names(path);
        return names.isEmpty() ? Optional.empty() : find(mappings, names, 0);
    }

    private static Optional<Found> find(List<FieldMapping> mappings, List<String> names, int depth) {
        Optional<FieldMapping> named = mappings.stream()
                .filter(mapping -> mapping.name().equals(names.get(depth)))
                .findFirst();
        if (depth + 1 == names.size()) {
            return named.map(mapping -> new Found(mapping, true));
        }
        return named.flatMap(mapping -> switch (mapping) {
            case FieldMapping.ObjectField object -> find(object.fieldMappings(), names, depth + 1);
            case FieldMapping.Json json -> Optional.of(new Found(json, false));
            case FieldMapping.Text _,
                    FieldMapping.Number _,
                    FieldMapping.Bool _,
                    FieldMapping.Ip _,
                    FieldMapping.Datetime _,
                    FieldMapping.Bytes _,
                    FieldMapping.Concatenate _ -> Optional.empty();
        });
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' && i + 1 < path.length()) {
                name.append(path.charAt(++i));
            } else if (c == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        if (!name.isEmpty()) {
            names.add(name.toString());
        }
        return names;
    }

    /// The path as queries write it, whatever else is escaped in it.
    public static String canonical(String path) {
        return names(path).stream().map(name -> name.replace(".", "\\.")).collect(Collectors.joining("."));
    }

    /// What to say of a path that leads nowhere: the remedy, if only a backslash is missing.
    static String remedy(List<FieldMapping> mappings, String path) {
        return find(mappings, path).isEmpty()
                        && findPlain(mappings, path.replace("\\.", ".")).isPresent()
                ? ": a dot in a field's own name is written `\\.`"
                : "";
    }

    private static Optional<Found> findPlain(List<FieldMapping> mappings, String path) {
        for (FieldMapping mapping : mappings) {
            if (mapping.name().equals(path)) {
                return Optional.of(new Found(mapping, true));
            }
        }
        for (FieldMapping mapping : mappings) {
            if (!path.startsWith(mapping.name() + ".")) {
                continue;
            }
            String rest = path.substring(mapping.name().length() + 1);
            Optional<Found> found = switch (mapping) {
                case FieldMapping.ObjectField object -> findPlain(object.fieldMappings(), rest);
                case FieldMapping.Json json -> Optional.of(new Found(json, false));
                case FieldMapping.Text _,
                        FieldMapping.Number _,
                        FieldMapping.Bool _,
                        FieldMapping.Ip _,
                        FieldMapping.Datetime _,
                        FieldMapping.Bytes _,
                        FieldMapping.Concatenate _ -> Optional.empty();
            };
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Calls `visitor` with the full path of each field, objects before what is in them.
    static void visit(List<FieldMapping> mappings, BiConsumer<String, FieldMapping> visitor) {
        visit(mappings, "", visitor);
    }

    private static void visit(List<FieldMapping> mappings, String parent, BiConsumer<String, FieldMapping> visitor) {
        for (FieldMapping mapping : mappings) {
            String path = parent + mapping.name();
            visitor.accept(path, mapping);
            if (mapping instanceof FieldMapping.ObjectField object) {
                visit(object.fieldMappings(), path + ".", visitor);
            }
        }
    }

    /// Names that occur twice in one list, at any depth.
    static List<String> duplicates(List<FieldMapping> mappings) {
        List<String> duplicates = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (FieldMapping mapping : mappings) {
            if (!seen.add(mapping.name())) {
                duplicates.add(mapping.name());
            }
            if (mapping instanceof FieldMapping.ObjectField object) {
                duplicates.addAll(duplicates(object.fieldMappings()));
            }
        }
        return duplicates;
    }
}
