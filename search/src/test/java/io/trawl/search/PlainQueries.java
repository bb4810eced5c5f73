package io.trawl.search;

import io.trawl.query.BooleanOperator;
import io.trawl.query.Bound;
import io.trawl.query.FullTextMode;
import io.trawl.query.FullTextParams;
import io.trawl.query.MinimumShouldMatch;
import io.trawl.query.QueryAst;
import io.trawl.search.PlainField.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Random queries and sorts that fit an index.
final class PlainQueries {
    private final PlainIndex index;
    private final List<PlainField> fields;
    private final Random random;

    PlainQueries(PlainIndex index, Random random) {
        this.index = index;
        this.fields = List.copyOf(index.fields.values());
        this.random = random;
    }

    QueryAst query(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return leaf();
        }
        if (random.nextInt(12) == 0) {
            return new QueryAst.Boost(query(depth - 1), 2.5f);
        }
        List<QueryAst> must = clauses(depth, 2);
        List<QueryAst> should = clauses(depth, 3);
        Optional<MinimumShouldMatch> minimum = random.nextInt(4) > 0
                ? Optional.empty()
                : Optional.of(
                        random.nextBoolean()
                                ? new MinimumShouldMatch.Count(random.nextInt(5) - 1)
                                : new MinimumShouldMatch.Percentage(random.nextInt(140) - 40));
        return new QueryAst.Bool(must, clauses(depth, 1), should, clauses(depth, 1), minimum);
    }

    private List<QueryAst> clauses(int depth, int most) {
        List<QueryAst> clauses = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            clauses.add(query(depth - 1));
        }
        return clauses;
    }

    private QueryAst leaf() {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt(4) == 0 ? QueryAst.MATCH_NONE : QueryAst.MATCH_ALL;
            case 1, 2, 3 -> term();
            case 4, 5 -> termSet();
            case 6 -> new QueryAst.FieldPresence(random.nextInt(5) == 0 ? "d1" : field().name());
            case 7, 8, 9, 10 -> fullText();
            case 11, 12, 13, 14 -> range();
            case 15, 16, 17 -> pattern();
            default -> phrasePrefix();
        };
    }

    private PlainField field() {
        return fields.get(random.nextInt(fields.size()));
    }

    /// A value of some document, or any other.
    private String text(PlainField field) {
        List<Object> known = index.docs.get(random.nextInt(index.docs.size())).of(field.name());
        Object value = known.isEmpty() || random.nextInt(4) == 0
                ? field.value(random)
                : known.get(random.nextInt(known.size()));
        return field.queryText(value);
    }

    private String exact(PlainField field) {
        return switch (field.kind()) {
            case WORDS, POSITIONS ->
                PlainEngine.words(PlainField.sentence(random, 1)).getFirst();
            case IP -> random.nextInt(3) == 0 ? block(text(field)) : text(field);
            case RAW, LOWER, U64, I64, F64, BOOL, DATETIME, BYTES, DYNAMIC -> text(field);
        };
    }

    private String block(String address) {
        return address + "/" + random.nextInt((address.indexOf(':') < 0 ? 32 : 128) + 1);
    }

    private QueryAst term() {
        PlainField field = field();
        return new QueryAst.Term(field.name(), exact(field));
    }

    private QueryAst termSet() {
        TreeMap<String, SortedSet<String>> terms = new TreeMap<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            PlainField field = field();
            SortedSet<String> values = new TreeSet<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                values.add(exact(field));
            }
            terms.put(field.name(), values);
        }
        return new QueryAst.TermSet(terms);
    }

    private QueryAst fullText() {
        PlainField field = field();
        if (!field.kind().isWords()) {
            FullTextMode any = field.kind().isText() && field.indexed() && random.nextInt(4) == 0
                    ? new FullTextMode.BoolPrefix(operator(), 50)
                    : FullTextMode.PHRASE_FALLBACK;
            return fullText(field, exact(field), any);
        }
        return switch (random.nextInt(5)) {
            case 0 -> fullText(field, PlainField.sentence(random, 3), new FullTextMode.Bool(operator()));
            case 1 -> fullText(field, PlainField.sentence(random, 3), new FullTextMode.BoolPrefix(operator(), 50));
            case 2 -> {
                // Words of a phrase with slop are distinct here: with repeated ones it has no plain meaning.
                boolean sloppy = field.kind() == Kind.POSITIONS && !field.array();
                String words = String.join(
                        " ", new LinkedHashSet<>(PlainEngine.words(PlainField.sentence(random, sloppy ? 4 : 1))));
                yield fullText(field, words, new FullTextMode.Phrase(sloppy ? random.nextInt(5) : 0));
            }
            default -> fullText(field, PlainField.sentence(random, 3), FullTextMode.PHRASE_FALLBACK);
        };
    }

    private static QueryAst fullText(PlainField field, String text, FullTextMode mode) {
        return new QueryAst.FullText(field.name(), text, FullTextParams.of(mode), false);
    }

    private BooleanOperator operator() {
        return random.nextBoolean() ? BooleanOperator.AND : BooleanOperator.OR;
    }

    private QueryAst range() {
        PlainField field = field();
        while (!field.isOrdered()) {
            field = field();
        }
        return new QueryAst.Range(field.name(), bound(field), bound(field));
    }

    private Bound bound(PlainField field) {
        return switch (random.nextInt(5)) {
            case 0 -> Bound.UNBOUNDED;
            case 1, 2 -> Bound.excluded(text(field));
            default -> Bound.included(text(field));
        };
    }

    private QueryAst pattern() {
        PlainField field = field();
        while (!field.indexed() || !(field.kind().isText() || field.kind() == Kind.DYNAMIC)) {
            field = field();
        }
        if (random.nextInt(3) == 0) {
            String[] regexes = {"err.*", ".*r", "(web|err).[a-z1]+", "[0-9]+", "[a-eé]+", ".", "..", "x\\*y", "E.*"};
            return new QueryAst.Regex(field.name(), PlainField.pick(regexes, random));
        }
        String[] wildcards = {
            "e*", "*r", "err?r", "w*-?", "?", "??", "*", "web-1", "x\\*y", "*ж*", "日?", "E*", "4*2", "🍰*"
        };
        return new QueryAst.Wildcard(field.name(), PlainField.pick(wildcards, random), false, random.nextInt(4) == 0);
    }

    private QueryAst phrasePrefix() {
        List<PlainField> positions =
                fields.stream().filter(field -> field.kind() == Kind.POSITIONS).toList();
        if (positions.isEmpty()) {
            return range();
        }
        String[] endings = {"e", "err", "c", "co", "t", "4", "a", "ж", "zz"};
        return new QueryAst.PhrasePrefix(
                positions.get(random.nextInt(positions.size())).name(),
                (random.nextBoolean() ? PlainField.sentence(random, 2) + " " : "") + PlainField.pick(endings, random),
                50,
                FullTextParams.of(FullTextMode.PHRASE),
                false);
    }

    /// The query with some of its clauses as text of the query language, which means the same.
    QueryAst asked(QueryAst ast) {
        return switch (ast) {
            case QueryAst.Bool bool ->
                new QueryAst.Bool(
                        bool.must().stream().map(this::asked).toList(),
                        bool.mustNot().stream().map(this::asked).toList(),
                        bool.should().stream().map(this::asked).toList(),
                        bool.filter().stream().map(this::asked).toList(),
                        bool.minimumShouldMatch());
            case QueryAst.FullText text
            when random.nextBoolean()
                    && text.params().mode().equals(FullTextMode.PHRASE_FALLBACK)
                    && text.text().matches("[A-Za-z0-9]+") -> input(text.field() + ":" + text.text());
            case QueryAst.Range range
            when random.nextBoolean()
                    && range.lower() instanceof Bound.Included(var low)
                    && range.upper() instanceof Bound.Excluded(var high)
                    && (low.text() + high.text()).matches("[A-Za-z0-9.:-]+") ->
                input(range.field() + ":[" + low.text() + " TO " + high.text() + "}");
            default -> ast;
        };
    }

    private static QueryAst input(String text) {
        return new QueryAst.UserInput(text, Optional.empty(), BooleanOperator.AND, false);
    }

    /// No key or up to four.
    String sort() {
        List<PlainField> sortable =
                fields.stream().filter(PlainField::isSortable).toList();
        List<String> keys = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            keys.add((random.nextBoolean() ? "-" : "")
                    + sortable.get(random.nextInt(sortable.size())).name()
                    + (random.nextInt(4) == 0 ? ":missing_first" : ""));
        }
        return String.join(",", keys);
    }
}
