package io.trawl.query;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Says of one document whether a query matches it, in the plainest way: no index, no terms. What the compiler
/// makes must agree with it.
final class BruteForce {
    enum Kind {
        RAW_TEXT,
        WORDS,
        WORDS_WITHOUT_POSITIONS,
        NUMBER,
        SECONDS,
        DYNAMIC
    }

    private final Map<String, Kind> declared;

    BruteForce(Map<String, Kind> declared) {
        this.declared = declared;
    }

    boolean matches(QueryAst ast, JsonNode document) {
        return switch (ast) {
            case QueryAst.MatchAll() -> true;
            case QueryAst.MatchNone() -> false;
            case QueryAst.Boost(QueryAst underlying, float _) -> matches(underlying, document);
            case QueryAst.Bool bool -> bool(bool, document);
            case QueryAst.Term(String field, String value) -> anyValue(document, field, exact(field, value));
            case QueryAst.TermSet set ->
                set.termsPerField().entrySet().stream()
                        .anyMatch(entry -> entry.getValue().stream()
                                .anyMatch(value -> anyValue(document, entry.getKey(), exact(entry.getKey(), value))));
            case QueryAst.FieldPresence(String field) ->
                !values(document, field).isEmpty();
            case QueryAst.FullText text -> fullText(text, document);
            case QueryAst.Wildcard wildcard ->
                prefix(
                        document,
                        wildcard.field(),
                        wildcard.value().substring(0, wildcard.value().length() - 1));
            case QueryAst.Range range -> range(range, document);
            case QueryAst.PhrasePrefix phrase -> phrasePrefix(phrase, document);
            case QueryAst.UserInput _, QueryAst.Regex _ -> throw new AssertionError(ast);
        };
    }

    private boolean bool(QueryAst.Bool bool, JsonNode document) {
        if (!bool.must().stream().allMatch(clause -> matches(clause, document))
                || !bool.filter().stream().allMatch(clause -> matches(clause, document))
                || bool.mustNot().stream().anyMatch(clause -> matches(clause, document))) {
            return false;
        }
        long matching = bool.should().stream()
                .filter(clause -> matches(clause, document))
                .count();
        boolean free = !bool.must().isEmpty()
                || !bool.filter().isEmpty()
                || bool.should().isEmpty();
        int minimum = bool.minimumShouldMatch()
                .map(asked -> asked.resolve(bool.should().size()))
                .orElse(0);
        return matching >= Math.max(minimum, free ? 0 : 1);
    }

    private Kind kind(String field) {
        return declared.getOrDefault(field, Kind.DYNAMIC);
    }

    private boolean anyValue(JsonNode document, String field, Predicate<JsonNode> fits) {
        return values(document, field).stream().anyMatch(fits);
    }

    /// A term that is not split: on words it must be one of them.
    private Predicate<JsonNode> exact(String field, String text) {
        return switch (kind(field)) {
            case RAW_TEXT -> value -> value.asString().equals(text);
            case WORDS, WORDS_WITHOUT_POSITIONS ->
                value -> words(value.asString()).contains(text);
            case NUMBER -> value -> value.decimalValue().compareTo(new BigDecimal(text)) == 0;
            case SECONDS -> value -> seconds(value.asString()).equals(seconds(text));
            case DYNAMIC -> value -> dynamicEquals(value, text);
        };
    }

    private static boolean dynamicEquals(JsonNode value, String text) {
        if (value.isNumber()) {
            return number(text)
                    .filter(wanted -> wanted.compareTo(value.decimalValue()) == 0)
                    .isPresent();
        }
        if (value.isBoolean()) {
            return text.equals(value.toString());
        }
        Optional<Long> instant = instantOf(value.asString());
        return instant.isPresent()
                ? instantOf(text)
                        .filter(wanted -> seconds(wanted) == seconds(instant.get()))
                        .isPresent()
                : value.asString().equals(text);
    }

    private boolean fullText(QueryAst.FullText ast, JsonNode document) {
        Kind kind = kind(ast.field());
        if (kind != Kind.WORDS && kind != Kind.WORDS_WITHOUT_POSITIONS) {
            return anyValue(document, ast.field(), exact(ast.field(), ast.text()));
        }
        List<String> wanted = words(ast.text());
        if (wanted.isEmpty()) {
            return false;
        }
        boolean phrase = ast.params().mode() instanceof FullTextMode.Phrase
                || ast.params().mode() instanceof FullTextMode.PhraseFallbackToIntersection && kind == Kind.WORDS;
        if (phrase) {
            return anyValue(
                    document, ast.field(), value -> Collections.indexOfSubList(words(value.asString()), wanted) >= 0);
        }
        boolean any = ast.params().mode() instanceof FullTextMode.Bool(BooleanOperator operator)
                && operator == BooleanOperator.OR;
        List<String> words = new ArrayList<>();
        values(document, ast.field()).forEach(value -> words.addAll(words(value.asString())));
        return any ? wanted.stream().anyMatch(words::contains) : words.containsAll(wanted);
    }

    private boolean phrasePrefix(QueryAst.PhrasePrefix ast, JsonNode document) {
        List<String> wanted = words(ast.phrase());
        return anyValue(document, ast.field(), value -> {
            List<String> words = words(value.asString());
            for (int at = 0; at + wanted.size() <= words.size(); at++) {
                int last = wanted.size() - 1;
                if (words.subList(at, at + last).equals(wanted.subList(0, last))
                        && words.get(at + last).startsWith(wanted.get(last))) {
                    return true;
                }
            }
            return false;
        });
    }

    private boolean prefix(JsonNode document, String field, String prefix) {
        return switch (kind(field)) {
            case RAW_TEXT -> anyValue(document, field, value -> value.asString().startsWith(prefix));
            case WORDS, WORDS_WITHOUT_POSITIONS ->
                anyValue(
                        document,
                        field,
                        value -> words(value.asString()).stream()
                                .anyMatch(word -> word.startsWith(prefix.toLowerCase(Locale.ROOT))));
            case DYNAMIC ->
                anyValue(
                        document,
                        field,
                        value -> value.isString()
                                && instantOf(value.asString()).isEmpty()
                                && value.asString().startsWith(prefix));
            case NUMBER, SECONDS -> throw new AssertionError(field);
        };
    }

    private boolean range(QueryAst.Range range, JsonNode document) {
        if (range.lower() instanceof Bound.Unbounded && range.upper() instanceof Bound.Unbounded) {
            return true;
        }
        return anyValue(document, range.field(), value -> inside(range, value));
    }

    private boolean inside(QueryAst.Range range, JsonNode value) {
        Kind kind = kind(range.field());
        if (kind == Kind.NUMBER || kind == Kind.DYNAMIC && value.isNumber()) {
            return between(range, value.decimalValue(), BruteForce::number);
        }
        if (kind == Kind.SECONDS) {
            return between(range, seconds(value.asString()), text -> Optional.of(seconds(text)));
        }
        if (value.isBoolean()) {
            return false;
        }
        Optional<Long> instant = kind == Kind.DYNAMIC ? instantOf(value.asString()) : Optional.empty();
        return instant.isPresent()
                ? between(range, instant.get(), BruteForce::instantOf)
                : between(range, value.asString(), Optional::of);
    }

    /// A bound that is no value of the kind makes the range match none of it.
    private static <T extends Comparable<T>> boolean between(
            QueryAst.Range range, T value, java.util.function.Function<String, Optional<T>> parse) {
        RangeBounds bounds = RangeBounds.of(range.lower(), range.upper());
        if (bounds.lower().isPresent()) {
            Optional<T> lower = parse.apply(bounds.lower().get());
            if (lower.isEmpty() || value.compareTo(lower.get()) < (bounds.lowerIncluded() ? 0 : 1)) {
                return false;
            }
        }
        if (bounds.upper().isPresent()) {
            Optional<T> upper = parse.apply(bounds.upper().get());
            return upper.isPresent() && value.compareTo(upper.get()) < (bounds.upperIncluded() ? 1 : 0);
        }
        return true;
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> instantOf(String text) {
        if (text.length() < 20 || text.charAt(10) != 'T') {
            return Optional.empty();
        }
        OffsetDateTime time = OffsetDateTime.parse(text);
        return Optional.of(time.toEpochSecond() * 1_000_000_000L + time.getNano());
    }

    private static Long seconds(String text) {
        return seconds(instantOf(text).orElseThrow());
    }

    private static long seconds(long nanos) {
        return Math.floorDiv(nanos, 1_000_000_000L);
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{IsAlphabetic}\\p{IsDigit}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /// All leaves at or, for an object, below the path.
    static List<JsonNode> values(JsonNode document, String path) {
        List<JsonNode> found = new ArrayList<>();
        collect(document, List.of(path.split("\\.")), found);
        return found;
    }

    private static void collect(JsonNode node, List<String> path, List<JsonNode> found) {
        if (node.isArray()) {
            node.forEach(element -> collect(element, path, found));
        } else if (node.isObject() && path.isEmpty()) {
            node.forEach(child -> collect(child, path, found));
        } else if (node.isObject()) {
            JsonNode child = node.get(path.getFirst());
            if (child != null) {
                collect(child, path.subList(1, path.size()), found);
            }
        } else if (path.isEmpty() && !node.isNull()) {
            found.add(node);
        }
    }
}
