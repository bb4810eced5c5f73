package io.trawl.query;

import java.util.function.Supplier;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.automaton.ByteRunAutomaton;

/// Counts the leaves and words of a Lucene query, each of which takes a scorer, as Lucene itself does before it
/// runs one.
final class ClauseCounter extends QueryVisitor {
    private int clauses;

    private ClauseCounter() {}

    static int count(Query query) {
        ClauseCounter counter = new ClauseCounter();
        query.visit(counter);
        return counter.clauses;
    }

    @Override
    public QueryVisitor getSubVisitor(BooleanClause.Occur occur, Query parent) {
        return this;
    }

    @Override
    public void visitLeaf(Query query) {
        clauses++;
    }

    @Override
    public void consumeTerms(Query query, Term... terms) {
        clauses += terms.length;
    }

    @Override
    public void consumeTermsMatching(Query query, String field, Supplier<ByteRunAutomaton> automaton) {
        clauses++;
    }
}
