package io.trawl.config;

import java.util.ArrayList;
import java.util.List;

/// The routing expression that decides which documents share a split: `tenant_id,hash_mod((app,env), 50)`.
///
/// Grammar, blanks being free: `expr := sub (',' sub)*`; `sub := field | hash_mod '(' arg ',' number ')'`;
/// `arg := field | hash_mod '(' … ')' | '(' expr ')'`.
///
/// @param parts empty if all documents may share a split
public record PartitionKey(List<Part> parts) {
    public PartitionKey {
        parts = List.copyOf(parts);
    }

    public sealed interface Part {
        /// The value at a dotted path.
        record Field(String path) implements Part {}

        /// The hash of `argument`, modulo `modulus`, which is at least 1.
        record HashMod(Part argument, long modulus) implements Part {}

        /// Several values together.
        record Tuple(List<Part> parts) implements Part {
            public Tuple {
                parts = List.copyOf(parts);
            }
        }
    }

    /// @throws IllegalArgumentException saying where `text` stops being an expression
    public static PartitionKey parse(String text) {
        if (text.isBlank()) {
            return new PartitionKey(List.of());
        }
        return new PartitionKey(new Parser(text).parse());
    }

    /// All field paths, in the order written, each once.
    public List<String> fields() {
        List<String> paths = new ArrayList<>();
        parts.forEach(part -> collect(part, paths));
        return paths.stream().distinct().toList();
    }

    private static void collect(Part part, List<String> paths) {
        switch (part) {
            case Part.Field(String path) -> paths.add(path);
            case Part.HashMod(Part argument, long _) -> collect(argument, paths);
            case Part.Tuple(List<Part> parts) -> parts.forEach(inner -> collect(inner, paths));
        }
    }

    private static final class Parser {
        /// Deeper nesting says nothing that a flat expression does not.
        private static final int MAX_DEPTH = 20;

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<Part> parse() {
            List<Part> parts = list(0);
            if (at < text.length()) {
                throw unexpected("`,` or the end");
            }
            return parts;
        }

        private List<Part> list(int depth) {
            List<Part> parts = new ArrayList<>();
            do {
                parts.add(sub(depth));
            } while (accept(','));
            return parts;
        }

        private Part sub(int depth) {
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException("`" + text + "`: nested deeper than " + MAX_DEPTH + " levels");
            }
            String name = identifier();
            if (!accept('(')) {
                return new Part.Field(name);
            }
            if (!name.equals("hash_mod")) {
                throw new IllegalArgumentException("`" + text + "`: unknown function `" + name + "`");
            }
            Part argument = argument(depth + 1);
            expect(',');
            long modulus = number();
            expect(')');
            return new Part.HashMod(argument, modulus);
        }

        private Part argument(int depth) {
            if (accept('(')) {
                List<Part> parts = list(depth);
                expect(')');
                return parts.size() == 1 ? parts.getFirst() : new Part.Tuple(parts);
            }
            return sub(depth);
        }

        private String identifier() {
            skipBlanks();
            int start = at;
            while (at < text.length() && isIdentifier(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw unexpected("a field name");
            }
            return text.substring(start, at);
        }

        private long number() {
            String digits = identifier();
            long value;
            try {
                value = Long.parseLong(digits);
            } catch (NumberFormatException notNumber) {
                throw new IllegalArgumentException("`" + text + "`: `" + digits + "` is not a number", notNumber);
            }
            if (value < 1) {
                throw new IllegalArgumentException("`" + text + "`: hash_mod needs a number of at least 1");
            }
            return value;
        }

        private boolean accept(char wanted) {
            skipBlanks();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                skipBlanks();
                return true;
            }
            return false;
        }

        private void expect(char wanted) {
            if (!accept(wanted)) {
                throw unexpected("`" + wanted + "`");
            }
        }

        private void skipBlanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private static boolean isIdentifier(char c) {
            return Character.isLetterOrDigit(c) || "_-.\\/@$".indexOf(c) >= 0;
        }

        private IllegalArgumentException unexpected(String wanted) {
            String found = at < text.length() ? "`" + text.charAt(at) + "`" : "the end";
            return new IllegalArgumentException(
                    "`" + text + "`: expected " + wanted + " at character " + (at + 1) + ", found " + found);
        }
    }
}
