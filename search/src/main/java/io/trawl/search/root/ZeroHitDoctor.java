package io.trawl.search.root;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ResolvedField;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.FullTextMode;
import io.trawl.query.FullTextParams;
import io.trawl.query.QueryAst;
import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import io.trawl.query.TimeRange;
import io.trawl.query.TimeRangeExtractor;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.ZeroHits;
import io.trawl.search.collect.SortValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Finds out why a search has no hits, by asking further searches: each clause alone, each token of a text alone,
/// whether any document has a field, and the query without its time range.
///
/// Cost: a count a clause and token, at most 64 of them, and up to six small searches beside; their bounds on time and
/// tags hold, so they read what the search itself did, and more only where fields or times are looked for.
final class ZeroHitDoctor {
    /// Clauses that are counted; those after it are left out.
    private static final int CLAUSES_MAX = 32;
    /// Tokens of all clauses that are counted.
    private static final int TOKENS_MAX = 32;
    /// Documents whose keys are taken for known fields.
    private static final int SAMPLE_DOCS = 50;
    /// Keys of one document that are looked at.
    private static final int SAMPLE_DEPTH_MAX = 8;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final SearchRequest request;
    private final QueryAst query;
    private final List<IndexMetadata> indexes;
    private final Function<SearchRequest, SearchResponse> search;
    private int tokensLeft = TOKENS_MAX;

    /// @param query of the request, with all texts parsed
    /// @param indexes that the request names, at least one
    /// @param search answers further requests
    ZeroHitDoctor(
            SearchRequest request,
            QueryAst query,
            List<IndexMetadata> indexes,
            Function<SearchRequest, SearchResponse> search) {
        this.request = request;
        this.query = query;
        this.indexes = indexes;
        this.search = search;
    }

    /// Refuses fields that no mapping has, naming what was probably meant.
    ///
    /// @throws TrawlException BAD_REQUEST
    static void checkFields(QueryAst query, List<IndexMetadata> indexes) {
        for (String field : QueryClauses.fields(query)) {
            for (IndexMetadata index : indexes) {
                IndexSchema schema = schema(index);
                if (schema.resolve(field).isEmpty()
                        && schema.entriesBelow(field).isEmpty()) {
                    Optional<String> nearest = FieldNames.nearest(field, declared(List.of(index)));
                    throw TrawlException.badRequest("invalid query: field does not exist: `" + field + "`"
                            + nearest.map(name -> "; the nearest known one is `" + name + "`")
                                    .orElse(""));
                }
            }
        }
    }

    private static IndexSchema schema(IndexMetadata index) {
        return IndexSchemas.of(index);
    }

    private static Set<String> declared(List<IndexMetadata> indexes) {
        Set<String> names = new TreeSet<>();
        for (IndexMetadata index : indexes) {
            schema(index).entries().stream()
                    .map(FieldEntry::path)
                    .filter(path -> !path.startsWith("_"))
                    .forEach(names::add);
        }
        return names;
    }

    ZeroHits explain() {
        List<ZeroHits.ClauseHits> clauses = QueryClauses.of(query).stream()
                .limit(CLAUSES_MAX)
                .map(clause -> new ZeroHits.ClauseHits(
                        clause.ast(), clause.occur(), count(clause.ast()), tokens(clause.ast())))
                .toList();
        return new ZeroHits(clauses, unknownFields(), nearestTime());
    }

    private long count(QueryAst ast) {
        return search.apply(within(ast, span()).maxHits(0).build()).numHits();
    }

    private SearchRequest.Builder within(QueryAst ast, TimeRange span) {
        SearchRequest.Builder builder =
                SearchRequest.builder(request.indexPatterns(), "").ast(ast).allowFailedSplits(true);
        if (span.startSeconds() != Long.MIN_VALUE) {
            builder.startTimestamp(span.startSeconds());
        }
        if (span.endSeconds() != Long.MAX_VALUE) {
            builder.endTimestamp(span.endSeconds());
        }
        return builder;
    }

    /// What the request's own parameters leave of time.
    private TimeRange span() {
        return new TimeRange(
                request.startTimestamp().orElse(Long.MIN_VALUE),
                request.endTimestamp().orElse(Long.MAX_VALUE));
    }

    private List<ZeroHits.TokenHits> tokens(QueryAst ast) {
        if (!(ast instanceof QueryAst.FullText text)) {
            return List.of();
        }
        Optional<FieldEntry> field = schema(indexes.getFirst())
                .resolve(text.field())
                .map(resolved -> switch (resolved) {
                    case ResolvedField.Plain(FieldEntry entry) -> entry;
                    case ResolvedField.JsonPath(FieldEntry root, String _) -> root;
                });
        if (field.flatMap(FieldEntry::tokenizer).isEmpty()) {
            return List.of();
        }
        Set<String> tokens = new LinkedHashSet<>();
        field.get().tokenizer().get().tokenize(text.text()).stream()
                .map(token -> token.term().utf8ToString())
                .limit(tokensLeft)
                .forEach(tokens::add);
        tokensLeft -= tokens.size();
        List<ZeroHits.TokenHits> hits = new ArrayList<>();
        for (String token : tokens) {
            FullTextParams any = FullTextParams.of(FullTextMode.PHRASE_FALLBACK);
            hits.add(new ZeroHits.TokenHits(
                    token, count(new QueryAst.FullText(text.field(), token, any, text.lenient()))));
        }
        return hits;
    }

    private List<ZeroHits.UnknownField> unknownFields() {
        List<String> absent = QueryClauses.fields(query).stream()
                .filter(this::isDynamic)
                .filter(field -> search.apply(within(new QueryAst.FieldPresence(field), TimeRange.ALL)
                                        .maxHits(0)
                                        .build())
                                .numHits()
                        == 0)
                .toList();
        if (absent.isEmpty()) {
            return List.of();
        }
        Set<String> known = new TreeSet<>(declared(indexes));
        search.apply(within(QueryAst.MATCH_ALL, TimeRange.ALL)
                        .maxHits(SAMPLE_DOCS)
                        .build())
                .hits()
                .forEach(hit -> addPaths(hit.document(), "", 0, known));
        return absent.stream()
                .map(field -> new ZeroHits.UnknownField(field, FieldNames.nearest(field, known)))
                .toList();
    }

    /// Whether only documents know if there is such a field.
    private boolean isDynamic(String field) {
        return indexes.stream()
                .anyMatch(index -> schema(index)
                        .resolve(field)
                        .filter(resolved -> resolved instanceof ResolvedField.JsonPath path
                                && !path.path().isEmpty())
                        .isPresent());
    }

    private static void addPaths(JsonNode node, String path, int depth, Set<String> paths) {
        if (depth > SAMPLE_DEPTH_MAX) {
            return;
        }
        if (node.isArray()) {
            node.forEach(element -> addPaths(element, path, depth + 1, paths));
        } else if (node.isObject()) {
            node.properties()
                    .forEach(field -> addPaths(
                            field.getValue(),
                            (path.isEmpty() ? "" : path + ".")
                                    + field.getKey().replace("\\", "\\\\").replace(".", "\\."),
                            depth + 1,
                            paths));
        } else {
            paths.add(path);
        }
    }

    /// The hits nearest to the time range asked for, by the parameters or by clauses on the timestamp field.
    private Optional<ZeroHits.NearestTime> nearestTime() {
        IndexSchema schema = schema(indexes.getFirst());
        Optional<String> timestamp = schema.timestampField().map(FieldEntry::path);
        if (timestamp.isEmpty()) {
            return Optional.empty();
        }
        TimeRange asked = span().intersect(TimeRangeExtractor.extract(query, schema));
        boolean isSpan = !asked.isAll() && !asked.isEmpty();
        if (!isSpan) {
            return Optional.empty();
        }
        QueryAst anytime = QueryClauses.withoutTime(query, timestamp.get());
        Optional<Long> before = asked.startSeconds() == Long.MIN_VALUE
                ? Optional.empty()
                : firstHit(
                        anytime,
                        new TimeRange(Long.MIN_VALUE, asked.startSeconds()),
                        new SortBy(timestamp.get(), SortOrder.DESC));
        Optional<Long> after = asked.endSeconds() == Long.MAX_VALUE
                ? Optional.empty()
                : firstHit(
                        anytime,
                        new TimeRange(asked.endSeconds(), Long.MAX_VALUE),
                        new SortBy(timestamp.get(), SortOrder.ASC));
        if (before.isEmpty() && after.isEmpty()) {
            return Optional.empty();
        }
        boolean earlier = after.isEmpty()
                || (before.isPresent() && asked.startSeconds() - before.get() <= after.get() - asked.endSeconds());
        long width = width(asked);
        TimeRange nearest = earlier
                ? new TimeRange(before.orElseThrow() + 1 - width, before.get() + 1)
                : new TimeRange(after.orElseThrow(), after.get() + width);
        long hits = search.apply(within(anytime, nearest).maxHits(0).build()).numHits();
        return Optional.of(new ZeroHits.NearestTime(nearest.startSeconds(), nearest.endSeconds(), hits));
    }

    /// Of the span asked for; where it is open at one end, an hour.
    private static long width(TimeRange asked) {
        boolean open = asked.startSeconds() == Long.MIN_VALUE || asked.endSeconds() == Long.MAX_VALUE;
        return open ? 3600 : Math.max(1, asked.endSeconds() - asked.startSeconds());
    }

    /// The second of the first hit in the order.
    private Optional<Long> firstHit(QueryAst ast, TimeRange span, SortBy order) {
        return search.apply(within(ast, span).maxHits(1).sortBy(List.of(order)).build()).hits().stream()
                .findFirst()
                .flatMap(hit -> hit.address().sortValues().getFirst())
                .map(SortValue::bits)
                .map(nanos -> Math.floorDiv(nanos, NANOS_PER_SECOND));
    }
}
