package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ResolvedField;
import io.trawl.docmapper.TermCodec;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// One compilation: the schema, the options, the needs gathered so far, and the leaves that note theirs. Every
/// Lucene query that reads something is made here or notes its needs beside.
final class Compilation {
    /// From so many terms on, the reads of a set are planned together, which takes less time a term.
    static final int MANY_TERMS = 32;

    private final IndexSchema schema;
    private final CompileOptions options;
    private NeedsCollector needs = new NeedsCollector();
    private int patterns;

    Compilation(IndexSchema schema, CompileOptions options) {
        this.schema = schema;
        this.options = options;
    }

    IndexSchema schema() {
        return schema;
    }

    boolean scoring() {
        return options.scoring();
    }

    boolean olderMapping() {
        return options.olderMapping();
    }

    /// Whether a path may have values without a column that it should have.
    boolean hasFewColumns() {
        return options.fewColumns();
    }

    NeedsCollector needs() {
        return needs;
    }

    /// How clauses that must match are added: only scores tell the two apart.
    BooleanClause.Occur requiredOccur() {
        return scoring() ? BooleanClause.Occur.MUST : BooleanClause.Occur.FILTER;
    }

    /// Called before the automaton of a pattern is made.
    void countPattern(String pattern) {
        if (pattern.length() > QueryLimits.MAX_PATTERN_LENGTH) {
            throw QueryErrors.patternTooLong(pattern);
        }
        if (++patterns > QueryLimits.MAX_PATTERNS) {
            throw QueryErrors.tooManyPatterns();
        }
    }

    /// Runs `compile` for its errors; what it would read is not needed.
    void checkOnly(Runnable compile) {
        NeedsCollector kept = needs;
        needs = new NeedsCollector();
        compile.run();
        needs = kept;
    }

    Optional<ResolvedField> resolve(String path, boolean lenient) {
        Optional<ResolvedField> field = schema.resolve(path);
        if (field.isEmpty() && !lenient && !olderMapping()) {
            throw QueryErrors.fieldDoesNotExist(path);
        }
        return field;
    }

    /// Nothing on an older mapping, where no value may be wrong; else the error.
    Query refuse(Supplier<TrawlException> error) {
        if (olderMapping()) {
            return Queries.NONE;
        }
        throw error.get();
    }

    Query term(String field, BytesRef term, boolean required) {
        needs.term(field, term, false, required);
        return new TermQuery(new Term(field, term));
    }

    /// Documents of which the mapping noted that they have a value for a declared field.
    Query fieldPresence(FieldEntry entry) {
        return term(ColumnNames.FIELD_PRESENCE, TermCodec.fieldPresence(entry), false);
    }

    Query termSet(String field, Collection<BytesRef> terms, boolean required) {
        TreeSet<BytesRef> distinct = new TreeSet<>(terms);
        if (distinct.isEmpty()) {
            return Queries.NONE;
        }
        if (distinct.size() == 1) {
            return term(field, distinct.first(), required);
        }
        if (distinct.size() < MANY_TERMS) {
            distinct.forEach(term -> needs.term(field, term, false, false));
        } else {
            needs.terms(field, distinct);
        }
        return new TermSetQuery(field, distinct);
    }

    /// Terms between two bounds; null is open.
    Query termRange(
            String field, @Nullable BytesRef low, boolean lowIncluded, @Nullable BytesRef high, boolean highIncluded) {
        BytesRef from = low == null || lowIncluded ? low : TermBytes.next(low);
        BytesRef to = high == null || !highIncluded ? high : TermBytes.next(high);
        if (from != null && to != null && from.compareTo(to) >= 0) {
            return Queries.NONE;
        }
        needs.termRange(field, from, to, false);
        return new TermRangeQuery(field, from, to, true, false);
    }

    Query columnEquals(String column, long value) {
        needs.column(column);
        return SortedNumericDocValuesField.newSlowExactQuery(column, value);
    }

    Query columnIn(String column, long[] values) {
        needs.column(column);
        return SortedNumericDocValuesField.newSlowSetQuery(column, values);
    }

    /// @param low inclusive
    /// @param high inclusive
    Query columnRange(String column, long low, long high) {
        if (low > high) {
            return Queries.NONE;
        }
        if (low == Long.MIN_VALUE && high == Long.MAX_VALUE) {
            // Lucene would make its own query for existence of it, which does not fit our columns.
            return columnExists(column);
        }
        needs.column(column);
        return SortedNumericDocValuesField.newSlowRangeQuery(column, low, high);
    }

    Query columnIn(String column, Collection<BytesRef> values) {
        needs.column(column);
        return values.size() == 1
                ? SortedSetDocValuesField.newSlowExactQuery(
                        column, values.iterator().next())
                : SortedSetDocValuesField.newSlowSetQuery(column, values);
    }

    Query columnRange(
            String column, @Nullable BytesRef low, boolean lowIncluded, @Nullable BytesRef high, boolean highIncluded) {
        needs.column(column);
        return SortedSetDocValuesField.newSlowRangeQuery(column, low, high, lowIncluded, highIncluded);
    }

    Query columnExists(String column) {
        needs.column(column);
        return new ColumnExistsQuery(column);
    }

    void noteNorms(FieldEntry entry) {
        if (scoring() && entry.fieldnorms()) {
            needs.norms(entry.luceneField());
        }
    }
}
