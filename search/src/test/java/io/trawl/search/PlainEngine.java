package io.trawl.search;

import io.trawl.docmapper.IpAddresses;
import io.trawl.query.BooleanOperator;
import io.trawl.query.Bound;
import io.trawl.query.FullTextMode;
import io.trawl.query.Literal;
import io.trawl.query.QueryAst;
import io.trawl.search.PlainField.Kind;
import io.trawl.search.PlainIndex.Doc;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A search engine that looks at every document, and at its values as they were written.
final class PlainEngine {
    private final Map<String, PlainField> fields;

    PlainEngine(PlainIndex index) {
        this.fields = index.fields;
    }

    private PlainField field(String name) {
        return java.util.Objects.requireNonNull(fields.get(name), name);
    }

    boolean matches(QueryAst ast, Doc doc) {
        return switch (ast) {
            case QueryAst.MatchAll() -> true;
            case QueryAst.MatchNone() -> false;
            case QueryAst.Boost(QueryAst underlying, float _) -> matches(underlying, doc);
            case QueryAst.Bool bool -> bool(bool, doc);
            case QueryAst.Term(String name, String text) -> any(doc, name, exact(field(name), text));
            case QueryAst.TermSet set ->
                set.termsPerField().entrySet().stream()
                        .anyMatch(entry -> entry.getValue().stream()
                                .anyMatch(text -> any(doc, entry.getKey(), exact(field(entry.getKey()), text))));
            case QueryAst.FieldPresence(String name) ->
                doc.values().keySet().stream().anyMatch(key -> key.equals(name) || key.startsWith(name + "."));
            case QueryAst.FullText text -> fullText(text, doc);
            case QueryAst.Wildcard wildcard ->
                anyTerm(
                        doc,
                        wildcard.field(),
                        glob(
                                wildcard.value(),
                                wildcard.caseInsensitive()
                                        || lowercases(field(wildcard.field()).kind())));
            case QueryAst.Regex(String name, String regex) ->
                anyTerm(doc, name, pattern(regex, lowercases(field(name).kind())));
            case QueryAst.Range range -> range(range, doc);
            case QueryAst.PhrasePrefix phrase -> phrasePrefix(phrase, doc);
            case QueryAst.UserInput _ -> throw new IllegalArgumentException(ast.toString());
        };
    }

    private boolean bool(QueryAst.Bool bool, Doc doc) {
        if (!bool.must().stream().allMatch(clause -> matches(clause, doc))
                || !bool.filter().stream().allMatch(clause -> matches(clause, doc))
                || bool.mustNot().stream().anyMatch(clause -> matches(clause, doc))) {
            return false;
        }
        long matching =
                bool.should().stream().filter(clause -> matches(clause, doc)).count();
        boolean free = !bool.must().isEmpty()
                || !bool.filter().isEmpty()
                || bool.should().isEmpty();
        int minimum = bool.minimumShouldMatch()
                .map(asked -> asked.resolve(bool.should().size()))
                .orElse(0);
        return matching >= Math.max(minimum, free ? 0 : 1);
    }

    private static boolean any(Doc doc, String name, Predicate<Object> fits) {
        return doc.of(name).stream().anyMatch(fits);
    }

    private static boolean lowercases(Kind kind) {
        return kind == Kind.LOWER || kind.isWords();
    }

    /// A text that is not split.
    private static Predicate<Object> exact(PlainField field, String text) {
        return switch (field.kind()) {
            case RAW -> text::equals;
            case LOWER -> value -> lower(value).equals(text);
            case WORDS, POSITIONS -> value -> words(value).contains(text);
            case U64, I64 -> value -> ((BigDecimal) value).compareTo(new BigDecimal(text)) == 0;
            case F64 -> value -> ((BigDecimal) value).doubleValue() == Double.parseDouble(text);
            case BOOL -> value -> value.toString().equals(text);
            case DATETIME -> {
                int digits = field.indexed() ? 0 : field.digits();
                yield value -> PlainField.cut(PlainField.nanos((String) value), digits)
                        == PlainField.cut(PlainField.nanos(text), digits);
            }
            case IP -> value -> address((String) value, text);
            case BYTES -> value -> field.queryText(value).equals(text);
            case DYNAMIC -> value -> dynamic(value, text);
        };
    }

    private static boolean address(String value, String text) {
        int slash = text.indexOf('/');
        BigInteger mine = number(value);
        if (slash < 0) {
            return mine.equals(number(text));
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        int free = (text.indexOf(':') < 0 ? 32 : 128) - bits;
        return mine.xor(number(text.substring(0, slash))).shiftRight(free).signum() == 0;
    }

    private static BigInteger number(String address) {
        return new BigInteger(1, IpAddresses.parse(address).orElseThrow());
    }

    private static boolean dynamic(Object value, String text) {
        if (value instanceof BigDecimal number) {
            BigDecimal wanted = number(text, null);
            return wanted != null && wanted.compareTo(number) == 0;
        }
        if (value instanceof Boolean) {
            return text.equals(value.toString());
        }
        Long time = PlainField.nanosIfTime((String) value);
        if (time == null) {
            return value.equals(text);
        }
        Long wanted = PlainField.nanosIfTime(text);
        return wanted != null && PlainField.cut(time, 0) == PlainField.cut(wanted, 0);
    }

    private static @Nullable BigDecimal number(String text, @Nullable BigDecimal absent) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException none) {
            return absent;
        }
    }

    private static String lower(Object value) {
        return ((String) value).toLowerCase(Locale.ROOT);
    }

    static List<String> words(Object text) {
        List<String> words = new ArrayList<>();
        for (String word : lower(text).split("[^\\p{IsAlphabetic}\\p{IsDigit}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private boolean fullText(QueryAst.FullText ast, Doc doc) {
        PlainField field = field(ast.field());
        if (!field.kind().isText()) {
            return any(doc, ast.field(), exact(field, ast.text()));
        }
        List<String> wanted = tokens(field.kind(), ast.text());
        List<List<String>> values = doc.of(ast.field()).stream()
                .map(value -> tokens(field.kind(), (String) value))
                .toList();
        List<String> all = values.stream().flatMap(List::stream).toList();
        return switch (ast.params().mode()) {
            case FullTextMode.Bool(BooleanOperator operator) ->
                operator == BooleanOperator.AND
                        ? all.containsAll(wanted)
                        : wanted.stream().anyMatch(all::contains);
            case FullTextMode.BoolPrefix(BooleanOperator operator, int _) -> {
                List<String> first = wanted.subList(0, wanted.size() - 1);
                boolean last = all.stream().anyMatch(word -> word.startsWith(wanted.getLast()));
                yield operator == BooleanOperator.AND
                        ? last && all.containsAll(first)
                        : last || first.stream().anyMatch(all::contains);
            }
            case FullTextMode.Phrase(int slop) -> values.stream().anyMatch(words -> near(words, wanted, slop));
            case FullTextMode.PhraseFallbackToIntersection() ->
                field.kind() == Kind.WORDS
                        ? all.containsAll(wanted)
                        : values.stream().anyMatch(words -> Collections.indexOfSubList(words, wanted) >= 0);
        };
    }

    private static List<String> tokens(Kind kind, String text) {
        return kind.isWords() ? words(text) : List.of(kind == Kind.LOWER ? lower(text) : text);
    }

    /// Whether the words stand so that moving them by `slop` places in total makes the phrase; words are distinct.
    private static boolean near(List<String> words, List<String> phrase, int slop) {
        return slop == 0
                ? Collections.indexOfSubList(words, phrase) >= 0
                : near(words, phrase, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, slop);
    }

    private static boolean near(List<String> words, List<String> phrase, int at, int least, int most, int slop) {
        if (at == phrase.size()) {
            return most - least <= slop;
        }
        for (int place = 0; place < words.size(); place++) {
            boolean found = words.get(place).equals(phrase.get(at))
                    && near(words, phrase, at + 1, Math.min(least, place - at), Math.max(most, place - at), slop);
            if (found) {
                return true;
            }
        }
        return false;
    }

    private boolean phrasePrefix(QueryAst.PhrasePrefix ast, Doc doc) {
        List<String> wanted = words(ast.phrase());
        int last = wanted.size() - 1;
        return any(doc, ast.field(), value -> {
            List<String> words = words(value);
            for (int at = 0; at + last < words.size(); at++) {
                if (words.subList(at, at + last).equals(wanted.subList(0, last))
                        && words.get(at + last).startsWith(wanted.get(last))) {
                    return true;
                }
            }
            return false;
        });
    }

    private boolean anyTerm(Doc doc, String name, Pattern pattern) {
        Kind kind = field(name).kind();
        return any(doc, name, value -> {
            boolean text = value instanceof String written
                    && (kind != Kind.DYNAMIC || PlainField.nanosIfTime(written) == null);
            return text
                    && tokens(kind == Kind.DYNAMIC ? Kind.RAW : kind, (String) value).stream()
                            .anyMatch(token -> pattern.matcher(token).matches());
        });
    }

    private static Pattern glob(String wildcard, boolean ignoreCase) {
        StringBuilder regex = new StringBuilder();
        boolean escaped = false;
        for (int c : wildcard.codePoints().toArray()) {
            boolean literal = escaped || "*?\\".indexOf(c) < 0;
            escaped = !escaped && c == '\\';
            if (literal) {
                regex.append(Pattern.quote(Character.toString(c)));
            } else if (!escaped) {
                regex.append(c == '*' ? ".*" : ".");
            }
        }
        return pattern(regex.toString(), ignoreCase);
    }

    private static Pattern pattern(String regex, boolean ignoreCase) {
        return Pattern.compile(
                regex, Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0));
    }

    private boolean range(QueryAst.Range range, Doc doc) {
        if (range.lower() instanceof Bound.Unbounded && range.upper() instanceof Bound.Unbounded) {
            return true;
        }
        PlainField field = field(range.field());
        return any(doc, range.field(), value -> {
            if (field.kind() != Kind.DYNAMIC) {
                return inside(range, field.key(value), text -> field.key(boundValue(field, text)));
            }
            return switch (value) {
                case BigDecimal number -> inside(range, number, text -> number(text, null));
                case Boolean _ -> false;
                default -> {
                    Long time = PlainField.nanosIfTime((String) value);
                    yield time == null
                            ? inside(range, bytes((String) value), PlainEngine::bytes)
                            : inside(range, time, PlainField::nanosIfTime);
                }
            };
        });
    }

    /// The value that a query's text is.
    private static Object boundValue(PlainField field, String text) {
        return switch (field.kind()) {
            case U64, I64, F64 -> new BigDecimal(text);
            case BYTES ->
                java.util.Base64.getEncoder().encodeToString(HexFormat.of().parseHex(text));
            case RAW, LOWER, WORDS, POSITIONS, BOOL, DATETIME, IP, DYNAMIC -> text;
        };
    }

    private static PlainField.Bytes bytes(String text) {
        return new PlainField.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A bound that is no value of the kind makes the range match none of it.
    private static boolean inside(
            QueryAst.Range range,
            Comparable<?> value,
            java.util.function.Function<String, ? extends @Nullable Comparable<?>> parse) {
        return above(range.lower(), value, parse, 1) && above(range.upper(), value, parse, -1);
    }

    private static boolean above(
            Bound bound,
            Comparable<?> value,
            java.util.function.Function<String, ? extends @Nullable Comparable<?>> parse,
            int sign) {
        return switch (bound) {
            case Bound.Unbounded() -> true;
            case Bound.Included(Literal literal) -> {
                Comparable<?> end = parse.apply(literal.text());
                yield end != null && compare(value, end) * sign >= 0;
            }
            case Bound.Excluded(Literal literal) -> {
                Comparable<?> end = parse.apply(literal.text());
                yield end != null && compare(value, end) * sign > 0;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static int compare(Comparable<?> a, Comparable<?> b) {
        return ((Comparable<Object>) a).compareTo(b);
    }

    /// @param sort as the native API writes it
    Comparator<Doc> order(String sort) {
        Comparator<Doc> byAddress = Comparator.comparingInt(Doc::split).thenComparingInt(Doc::place);
        Comparator<Doc> order = (a, b) -> 0;
        for (String key : sort.split(",")) {
            if (key.isEmpty()) {
                continue;
            }
            boolean ascending = key.startsWith("-");
            boolean missingFirst = key.endsWith(":missing_first");
            String name = (ascending ? key.substring(1) : key).replace(":missing_first", "");
            order = order.thenComparing((a, b) -> {
                @Nullable SortKey left = sortKey(a, name);
                @Nullable SortKey right = sortKey(b, name);
                if (left == null || right == null) {
                    int missingLast = Boolean.compare(left == null, right == null);
                    return missingFirst ? -missingLast : missingLast;
                }
                return ascending ? left.compareTo(right) : right.compareTo(left);
            });
        }
        return order.thenComparing(sort.startsWith("-") ? byAddress : byAddress.reversed());
    }

    /// @param rank booleans, numbers, times, texts
    private record SortKey(int rank, Comparable<?> value) implements Comparable<SortKey> {
        @Override
        public int compareTo(SortKey other) {
            return rank != other.rank ? Integer.compare(rank, other.rank) : compare(value, other.value);
        }
    }

    private @Nullable SortKey sortKey(Doc doc, String name) {
        PlainField field = field(name);
        return doc.of(name).stream()
                .map(value -> sortKey(field, value))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static SortKey sortKey(PlainField field, Object value) {
        if (field.kind() != Kind.DYNAMIC) {
            return new SortKey(0, field.key(value));
        }
        return switch (value) {
            case Boolean flag -> new SortKey(0, flag);
            case BigDecimal number -> new SortKey(1, number);
            default -> {
                Long time = PlainField.nanosIfTime((String) value);
                yield time == null ? new SortKey(3, bytes((String) value)) : new SortKey(2, time);
            }
        };
    }
}
