package io.trawl.query;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.jspecify.annotations.Nullable;

/// Documents with any of a set of terms.
///
/// Lucene's own query for this seeks the first term at or behind each one: where the term is absent it may load the
/// dictionary block behind, which nobody declared. This one looks each term up exactly, in the one block that a
/// [ReadNeed.Term] names.
final class TermSetQuery extends MultiTermQuery {
    private final List<BytesRef> terms;

    TermSetQuery(String field, Collection<BytesRef> terms) {
        super(field, CONSTANT_SCORE_BLENDED_REWRITE);
        this.terms = List.copyOf(new TreeSet<>(terms));
    }

    @Override
    public long getTermsCount() {
        return terms.size();
    }

    @Override
    protected TermsEnum getTermsEnum(Terms dictionary, AttributeSource attributes) throws IOException {
        return new ExactTerms(dictionary.iterator(), terms);
    }

    /// The terms of the set that the dictionary has. Only to be walked over, from the first.
    private static final class ExactTerms extends FilterLeafReader.FilterTermsEnum {
        private final List<BytesRef> wanted;
        private int next;

        ExactTerms(TermsEnum dictionary, List<BytesRef> wanted) {
            super(dictionary);
            this.wanted = wanted;
        }

        @Override
        public @Nullable BytesRef next() throws IOException {
            while (next < wanted.size()) {
                if (in.seekExact(wanted.get(next++))) {
                    return in.term();
                }
            }
            return null;
        }
    }

    @Override
    public void visit(QueryVisitor visitor) {
        if (visitor.acceptField(field)) {
            visitor.consumeTermsMatching(
                    this, field, () -> new ByteRunAutomaton(Automata.makeBinaryStringUnion(terms)));
        }
    }

    @Override
    public String toString(String defaultField) {
        StringBuilder text = new StringBuilder(field).append(":(");
        for (BytesRef term : terms) {
            text.append(text.charAt(text.length() - 1) == '(' ? "" : " ").append(term);
        }
        return text.append(')').toString();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof TermSetQuery that && terms.equals(that.terms);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + terms.hashCode();
    }
}
