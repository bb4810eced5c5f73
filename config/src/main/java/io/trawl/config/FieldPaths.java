package io.trawl.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// Finds declared fields by their dotted paths.
public final class FieldPaths {
    private FieldPaths() {}

    /// @param exact false if the path leads into a json field
    public record Found(FieldMapping field, boolean exact) {}

    /// The field that `path` names; a dot may be escaped with a backslash.
    public static Optional<Found> find(List<FieldMapping> mappings, String path) {
        return findPlain(mappings, path.replace("\\.", "."));
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
