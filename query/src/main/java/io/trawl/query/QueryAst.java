package io.trawl.query;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A query, independent of any index: fields are names, values are text.
///
/// Values are immutable and compare by content. [QueryAstJson] reads and writes them; [QueryCompiler] gives them a
/// meaning.
public sealed interface QueryAst {
    QueryAst MATCH_ALL = new MatchAll();
    QueryAst MATCH_NONE = new MatchNone();

    /// Every document.
    record MatchAll() implements QueryAst {}

    /// No document.
    record MatchNone() implements QueryAst {}

    /// One exact term; the value is not tokenised.
    record Term(String field, String value) implements QueryAst {}

    /// Any of the exact terms, in any of the fields.
    record TermSet(SortedMap<String, SortedSet<String>> termsPerField) implements QueryAst {
        public TermSet {
            SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
            for (Map.Entry<String, SortedSet<String>> entry : termsPerField.entrySet()) {
                copy.put(entry.getKey(), Collections.unmodifiableSortedSet(new TreeSet<>(entry.getValue())));
            }
            termsPerField = Collections.unmodifiableSortedMap(copy);
        }

        public static TermSet of(String field, Collection<String> values) {
            return new TermSet(new TreeMap<>(Map.of(field, new TreeSet<>(values))));
        }
    }

    /// Documents with at least one value of the field, or of any field below it.
    record FieldPresence(String field) implements QueryAst {}

    /// A text, tokenised as the field is.
    record FullText(String field, String text, FullTextParams params, boolean lenient) implements QueryAst {}

    /// A phrase whose last token is a prefix of at most `maxExpansions` terms.
    record PhrasePrefix(String field, String phrase, int maxExpansions, FullTextParams params, boolean lenient)
            implements QueryAst {}

    record Range(String field, Bound lower, Bound upper) implements QueryAst {}

    /// A text of the query language that is not parsed yet. Empty `defaultFields` are resolved by the index.
    record UserInput(
            String userText, Optional<List<String>> defaultFields, BooleanOperator defaultOperator, boolean lenient)
            implements QueryAst {
        public UserInput {
            defaultFields = defaultFields.map(List::copyOf);
        }
    }

    /// `*` any run of characters, `?` one character, `\` takes the next one literally.
    record Wildcard(String field, String value, boolean lenient, boolean caseInsensitive) implements QueryAst {}

    /// A regular expression over whole terms.
    record Regex(String field, String regex) implements QueryAst {}

    /// Clauses: all of `must` and `filter`, none of `mustNot`, and of `should` as many as `minimumShouldMatch`
    /// says: at least one where there is no `must` and no `filter`. Without any clause it matches every document.
    record Bool(
            List<QueryAst> must,
            List<QueryAst> mustNot,
            List<QueryAst> should,
            List<QueryAst> filter,
            Optional<MinimumShouldMatch> minimumShouldMatch)
            implements QueryAst {
        public Bool {
            must = List.copyOf(must);
            mustNot = List.copyOf(mustNot);
            should = List.copyOf(should);
            filter = List.copyOf(filter);
        }

        public static Bool must(List<QueryAst> clauses) {
            return new Bool(clauses, List.of(), List.of(), List.of(), Optional.empty());
        }

        public static Bool should(List<QueryAst> clauses) {
            return new Bool(List.of(), List.of(), clauses, List.of(), Optional.empty());
        }

        public static Bool mustNot(List<QueryAst> clauses) {
            return new Bool(List.of(), clauses, List.of(), List.of(), Optional.empty());
        }
    }

    /// Multiplies the score of `underlying`; never changes what matches.
    record Boost(QueryAst underlying, float boost) implements QueryAst {}
}
