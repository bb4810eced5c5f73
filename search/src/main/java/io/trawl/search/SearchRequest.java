package io.trawl.search;

import io.trawl.common.TrawlException;
import io.trawl.query.Aggregations;
import io.trawl.query.BooleanOperator;
import io.trawl.query.QueryAst;
import io.trawl.query.SortBy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A search over one or more indexes. Made by [#builder]; limits are checked by [#validate], which the root
/// calls.
///
/// @param indexPatterns ids, or patterns with `*`; at least one
/// @param query a tree, which may be or hold [QueryAst.UserInput]; that is parsed with each index's default
/// fields
/// @param startTimestamp only documents from this second on
/// @param endTimestamp only documents before this second
/// @param maxHits hits in the answer, at most 10,000
/// @param startOffset hits passed over, at most 10,000
/// @param sortBy keys, the most important first; empty: newest split first, last document first
/// @param aggregations absent if none were asked for, which is not the same as none
/// @param countAll whether the number of matches must be exact
/// @param allowFailedSplits whether an answer without some of the splits is better than an error
/// @param snippetFields stored texts to show the query's words in
/// @param snippetOptions of no meaning without snippet fields
public record SearchRequest(
        List<String> indexPatterns,
        QueryAst query,
        OptionalLong startTimestamp,
        OptionalLong endTimestamp,
        long maxHits,
        long startOffset,
        List<SortBy> sortBy,
        Optional<Aggregations> aggregations,
        boolean countAll,
        boolean allowFailedSplits,
        List<String> snippetFields,
        SnippetOptions snippetOptions) {
    /// Largest page, and largest distance of a page from the first hit: every leaf keeps the sum of both.
    public static final long HITS_MAX = 10_000;

    public static final long DEFAULT_MAX_HITS = 20;

    public SearchRequest {
        indexPatterns = List.copyOf(indexPatterns);
        sortBy = List.copyOf(sortBy);
        snippetFields = List.copyOf(snippetFields);
    }

    /// Checks what does not depend on any index.
    ///
    /// @throws TrawlException BAD_REQUEST
    public void validate() {
        checkHits("max_hits", maxHits);
        checkHits("start_offset", startOffset);
        if (sortBy.size() > SortBy.MAX_KEYS) {
            throw invalid("sort by field must be up to " + SortBy.MAX_KEYS + " fields, got " + sortBy.size());
        }
    }

    private static void checkHits(String name, long value) {
        if (value > HITS_MAX || value < 0) {
            throw invalid("max value for " + name + " is 10_000, but got " + value);
        }
    }

    /// The native API's way to say that an argument is wrong.
    static TrawlException invalid(String reason) {
        return TrawlException.badRequest("Invalid argument: " + reason);
    }

    /// How many of the best hits must be known to show the page.
    public int hitsNeeded() {
        return maxHits == 0 ? 0 : Math.toIntExact(maxHits + startOffset);
    }

    public static Builder builder(List<String> indexPatterns, String queryText) {
        return new Builder(indexPatterns, queryText);
    }

    /// Collects the request. Defaults are those of the native search API.
    public static final class Builder {
        private final List<String> indexPatterns;
        private final String queryText;
        private Optional<QueryAst> ast = Optional.empty();
        private List<String> searchFields = List.of();
        private OptionalLong startTimestamp = OptionalLong.empty();
        private OptionalLong endTimestamp = OptionalLong.empty();
        private long maxHits = DEFAULT_MAX_HITS;
        private long startOffset;
        private List<SortBy> sortBy = List.of();
        private Optional<Aggregations> aggregations = Optional.empty();
        private boolean countAll = true;
        private boolean allowFailedSplits;
        private List<String> snippetFields = List.of();
        private SnippetOptions snippetOptions = SnippetOptions.DEFAULT;

        private Builder(List<String> indexPatterns, String queryText) {
            this.indexPatterns = indexPatterns;
            this.queryText = queryText;
        }

        /// A tree instead of the query text.
        public Builder ast(QueryAst value) {
            ast = Optional.of(value);
            return this;
        }

        /// Fields of words that name none; empty: those of each index.
        public Builder searchFields(List<String> value) {
            searchFields = value;
            return this;
        }

        public Builder startTimestamp(long seconds) {
            startTimestamp = OptionalLong.of(seconds);
            return this;
        }

        public Builder endTimestamp(long seconds) {
            endTimestamp = OptionalLong.of(seconds);
            return this;
        }

        public Builder maxHits(long value) {
            maxHits = value;
            return this;
        }

        public Builder startOffset(long value) {
            startOffset = value;
            return this;
        }

        public Builder sortBy(List<SortBy> value) {
            sortBy = value;
            return this;
        }

        /// As the native API writes it, see [SortKeys#parse].
        public Builder sortBy(String value) {
            sortBy = SortKeys.parse(value);
            return this;
        }

        public Builder aggregations(Aggregations value) {
            aggregations = Optional.of(value);
            return this;
        }

        public Builder countAll(boolean value) {
            countAll = value;
            return this;
        }

        public Builder allowFailedSplits(boolean value) {
            allowFailedSplits = value;
            return this;
        }

        public Builder snippetFields(List<String> value) {
            snippetFields = value;
            return this;
        }

        public Builder snippetOptions(SnippetOptions value) {
            snippetOptions = value;
            return this;
        }

        public SearchRequest build() {
            Optional<List<String>> fields = searchFields.isEmpty() ? Optional.empty() : Optional.of(searchFields);
            QueryAst query = ast.orElseGet(() -> new QueryAst.UserInput(queryText, fields, BooleanOperator.AND, false));
            return new SearchRequest(
                    indexPatterns,
                    query,
                    startTimestamp,
                    endTimestamp,
                    maxHits,
                    startOffset,
                    sortBy,
                    aggregations,
                    countAll,
                    allowFailedSplits,
                    snippetFields,
                    snippetOptions);
        }
    }
}
