package io.trawl.query;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;

/// A phrase whose last term is a prefix. It becomes a phrase with alternatives once the dictionary is there: the
/// first `maxExpansions` terms with the prefix, in the order of the dictionary.
final class PhrasePrefixQuery extends Query {
    private final String field;
    private final List<BytesRef> terms;
    private final List<Integer> positions;
    private final int maxExpansions;

    /// @param terms at least two; the last is the prefix
    PhrasePrefixQuery(String field, List<BytesRef> terms, List<Integer> positions, int maxExpansions) {
        this.field = field;
        this.terms = List.copyOf(terms);
        this.positions = List.copyOf(positions);
        this.maxExpansions = maxExpansions;
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
        TreeSet<BytesRef> expansions = new TreeSet<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            expand(Terms.getTerms(leaf.reader(), field), expansions);
        }
        if (expansions.isEmpty()) {
            return Queries.NONE;
        }
        MultiPhraseQuery.Builder phrase = new MultiPhraseQuery.Builder();
        int last = terms.size() - 1;
        for (int i = 0; i < last; i++) {
            phrase.add(new Term[] {new Term(field, terms.get(i))}, positions.get(i));
        }
        Term[] endings = expansions.stream()
                .limit(maxExpansions)
                .map(term -> new Term(field, term))
                .toArray(Term[]::new);
        return phrase.add(endings, positions.get(last)).build();
    }

    /// Accepts what the last term may be.
    ///
    /// Walking the dictionary by it stops in the block of the last ending, or the floor block behind, which is what
    /// the plan of a prefix brings; a plain walk from term to term would look at the next term, wherever that is.
    CompiledAutomaton endings() {
        return new CompiledAutomaton(PrefixQuery.toAutomaton(terms.getLast()), false, true, true);
    }

    private void expand(Terms leafTerms, TreeSet<BytesRef> expansions) throws IOException {
        TermsEnum endings = endings().getTermsEnum(leafTerms);
        for (int i = 0; i < maxExpansions; i++) {
            BytesRef ending = endings.next();
            if (ending == null) {
                return;
            }
            expansions.add(BytesRef.deepCopyOf(ending));
        }
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String defaultField) {
        return "PhrasePrefixQuery(" + field + ": " + terms + " at " + positions + ")";
    }

    @Override
    public boolean equals(Object other) {
        return sameClassAs(other)
                && other instanceof PhrasePrefixQuery that
                && field.equals(that.field)
                && terms.equals(that.terms)
                && positions.equals(that.positions)
                && maxExpansions == that.maxExpansions;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * classHash() + field.hashCode()) + terms.hashCode() + maxExpansions;
    }
}
