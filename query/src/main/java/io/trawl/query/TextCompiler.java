package io.trawl.query;

import io.trawl.docmapper.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/// Texts and patterns on tokenised terms.
final class TextCompiler {
    /// What a pattern that ignores case cannot find among terms in lower case: without it the terms that it may find
    /// have a beginning in common again, which bounds what is read.
    private static final Automaton NO_CAPITALS = Operations.repeat(Operations.union(
            List.of(Automata.makeCharRange(0, 'A' - 1), Automata.makeCharRange('Z' + 1, Character.MAX_CODE_POINT))));

    /// How many transitions cost as much as a state.
    private static final int TRANSITIONS_OF_A_STATE = 8;

    private final Compilation compilation;

    TextCompiler(Compilation compilation) {
        this.compilation = compilation;
    }

    Query fullText(TextSpace space, String text, FullTextParams params, boolean required) {
        List<Token> tokens = space.tokenize(text, params.tokenizer());
        compilation.noteNorms(space.entry());
        if (tokens.isEmpty()) {
            return params.zeroTerms() == FullTextParams.ZeroTerms.ALL ? Queries.ALL : Queries.NONE;
        }
        return switch (params.mode()) {
            case FullTextMode.Bool(BooleanOperator operator) -> words(space, tokens, operator, required);
            case FullTextMode.BoolPrefix(BooleanOperator operator, int _) ->
                wordsThenPrefix(space, tokens, operator, required);
            case FullTextMode.Phrase(int slop) -> phrase(space, tokens, slop, required);
            case FullTextMode.PhraseFallbackToIntersection() ->
                space.entry().hasPositions()
                        ? phrase(space, tokens, 0, required)
                        : words(space, tokens, BooleanOperator.AND, required);
        };
    }

    private Query words(TextSpace space, List<Token> tokens, BooleanOperator operator, boolean required) {
        Set<BytesRef> terms = new TreeSet<>();
        tokens.forEach(token -> terms.add(space.term(token.term())));
        boolean each = required && (operator == BooleanOperator.AND || terms.size() == 1);
        List<Query> queries = new ArrayList<>();
        terms.forEach(term -> queries.add(compilation.term(space.field(), term, each)));
        return operator == BooleanOperator.AND
                ? Queries.allOf(queries, compilation.requiredOccur())
                : Queries.anyOf(queries);
    }

    private Query wordsThenPrefix(TextSpace space, List<Token> tokens, BooleanOperator operator, boolean required) {
        Query last = prefix(space, tokens.getLast().term());
        if (tokens.size() == 1) {
            return last;
        }
        Query words = words(
                space, tokens.subList(0, tokens.size() - 1), operator, required && operator == BooleanOperator.AND);
        return operator == BooleanOperator.AND
                ? Queries.allOf(List.of(words, last), compilation.requiredOccur())
                : Queries.anyOf(List.of(words, last));
    }

    private Query phrase(TextSpace space, List<Token> tokens, int slop, boolean required) {
        if (tokens.size() == 1) {
            return compilation.term(space.field(), space.term(tokens.getFirst().term()), required);
        }
        if (!space.entry().hasPositions()) {
            return compilation.refuse(QueryErrors::phraseNeedsPositions);
        }
        long distinct = tokens.stream().map(Token::term).distinct().count();
        if (slop > 0 && tokens.size() - distinct > QueryLimits.MAX_REPEATS_WITH_SLOP) {
            throw QueryErrors.tooManyRepeats();
        }
        PhraseQuery.Builder phrase = new PhraseQuery.Builder().setSlop(slop);
        for (Token token : tokens) {
            BytesRef term = space.term(token.term());
            compilation.needs().term(space.field(), term, true, required);
            phrase.add(new Term(space.field(), term), token.position());
        }
        return phrase.build();
    }

    /// A phrase with the last token as a prefix; without tokens it matches nothing.
    Query phrasePrefix(TextSpace space, QueryAst.PhrasePrefix ast, boolean required) {
        List<Token> tokens = space.tokenize(ast.phrase(), ast.params().tokenizer());
        if (tokens.isEmpty()) {
            return ast.params().zeroTerms() == FullTextParams.ZeroTerms.ALL ? Queries.ALL : Queries.NONE;
        }
        if (tokens.size() == 1) {
            return prefix(space, tokens.getFirst().term());
        }
        if (!space.entry().hasPositions()) {
            return compilation.refuse(QueryErrors::phrasePrefixNeedsPositions);
        }
        List<BytesRef> terms = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (Token token : tokens) {
            terms.add(space.term(token.term()));
            positions.add(token.position());
        }
        terms.subList(0, terms.size() - 1)
                .forEach(term -> compilation.needs().term(space.field(), term, true, required));
        PhrasePrefixQuery query = new PhrasePrefixQuery(space.field(), terms, positions, ast.maxExpansions());
        compilation.needs().expansion(space.field(), terms.getLast(), true, query.endings(), ast.maxExpansions());
        return query;
    }

    private Query prefix(TextSpace space, BytesRef token) {
        BytesRef prefix = space.term(token);
        compilation.needs().prefix(space.field(), prefix, false);
        return new PrefixQuery(new Term(space.field(), prefix));
    }

    Query wildcard(TextSpace space, String pattern, boolean caseInsensitive, boolean required) {
        WildcardPattern wildcard = WildcardPattern.parse(pattern, space.tokenizer()::normalize);
        boolean foldCase = caseInsensitive && !space.tokenizer().lowercases();
        if (!foldCase) {
            Optional<String> literal = wildcard.literalText();
            if (literal.isPresent()) {
                return compilation.term(space.field(), space.term(new BytesRef(literal.get())), required);
            }
            Optional<String> prefix = wildcard.prefixText();
            if (prefix.isPresent()) {
                return prefix(space, new BytesRef(prefix.get()));
            }
        }
        compilation.countPattern(pattern);
        return automaton(space, pattern, wildcard.toAutomaton(foldCase), required);
    }

    /// Matches whole terms. Where terms are in lower case, case is ignored.
    Query regex(TextSpace space, String pattern, boolean required) {
        compilation.countPattern(pattern);
        boolean lowercase = space.tokenizer().lowercases();
        Automaton tokens = RegexParser.parse(pattern, lowercase);
        return automaton(space, pattern, lowercase ? Operations.intersection(tokens, NO_CAPITALS) : tokens, required);
    }

    /// The terms of the space whose token an automaton over characters accepts.
    private Query automaton(TextSpace space, String pattern, Automaton tokens, boolean required) {
        Automaton terms;
        try {
            Automaton whole =
                    Operations.concatenate(Automata.makeString(space.prefix().utf8ToString()), tokens);
            terms = Operations.removeDeadStates(Operations.determinize(whole, QueryLimits.MAX_AUTOMATON_STATES));
        } catch (TooComplexToDeterminizeException e) {
            throw QueryErrors.patternTooComplex(pattern);
        }
        // Classes of many letters may make a few states of hundreds of thousands of transitions, which then take bytes
        // apart for seconds.
        if (terms.getNumStates() + terms.getNumTransitions() / TRANSITIONS_OF_A_STATE
                > QueryLimits.MAX_AUTOMATON_STATES) {
            throw QueryErrors.patternTooComplex(pattern);
        }
        if (Operations.isEmpty(terms)) {
            return Queries.NONE;
        }
        AutomatonQuery query = new PatternQuery(new Term(space.field(), space.term(new BytesRef(pattern))), terms);
        CompiledAutomaton compiled = query.getCompiled();
        if (compiled.type == CompiledAutomaton.AUTOMATON_TYPE.SINGLE) {
            return compilation.term(space.field(), compiled.term, required);
        }
        BytesRef start = new BytesRef(Operations.getCommonPrefix(terms));
        compilation.needs().expansion(space.field(), start, false, compiled, Integer.MAX_VALUE);
        return query;
    }

    /// Shows itself as a pattern: an automaton has no text but its address in memory.
    private static final class PatternQuery extends AutomatonQuery {
        PatternQuery(Term pattern, Automaton terms) {
            super(pattern, terms);
        }

        @Override
        public String toString(String field) {
            return (getField().equals(field) ? "" : getField() + ":") + "/" + term.text() + "/";
        }
    }
}
