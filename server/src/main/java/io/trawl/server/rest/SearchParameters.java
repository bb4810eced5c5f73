package io.trawl.server.rest;

import io.trawl.common.TrawlException;
import io.trawl.query.AggregationParser;
import io.trawl.search.ExplainDepth;
import io.trawl.search.SearchRequest;
import io.trawl.search.SnippetOptions;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.JsonFormat;
import io.trawl.server.http.QueryParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a client asks of the search API: in the query string of a GET or in the body of a POST. The first versions of
/// Quickwit wrote the timestamps' names with capitals, which are taken too.
///
/// @param format of the answer
/// @param explain if present, what would be read is told, and nothing is searched
/// @param profile whether the answer also tells what was read
/// @param statistics whether the body says what became of the splits and what was spent
/// @param explainZeroHits whether an answer without hits says why
record SearchParameters(
        SearchRequest request,
        JsonFormat format,
        Optional<ExplainDepth> explain,
        boolean profile,
        boolean statistics,
        boolean explainZeroHits) {
    private static final Set<String> PARAMETERS = Set.of(
            "query",
            "aggs",
            "search_field",
            "snippet_fields",
            "start_timestamp",
            "end_timestamp",
            "max_hits",
            "start_offset",
            "format",
            "sort_by",
            "sort_by_field",
            "count_all",
            "allow_failed_splits",
            "startTimestamp",
            "endTimestamp",
            "snippet_size",
            "snippet_count",
            "snippet_pre_tag",
            "snippet_post_tag",
            "statistics",
            "explain_zero_hits");
    /// What is asked about the search stands in the query string, whatever the method.
    private static final Set<String> QUERY_PARAMETERS =
            Stream.concat(PARAMETERS.stream(), Stream.of("explain", "profile")).collect(Collectors.toUnmodifiableSet());

    static SearchParameters of(ApiRequest request) {
        return request.method().equals("POST") ? ofBody(request) : ofQueryString(request);
    }

    private static SearchParameters ofQueryString(ApiRequest request) {
        QueryParameters query = request.query().allowOnly(QUERY_PARAMETERS);
        if (query.text("aggs").isPresent()) {
            throw TrawlException.badRequest(
                    "invalid aggregation request: `aggs` is only read from the body of a POST request");
        }
        SearchRequest.Builder search = SearchRequest.builder(patterns(request), query.require("query"));
        query.text("search_field").ifPresent(fields -> search.searchFields(commaList(fields)));
        query.text("snippet_fields").ifPresent(fields -> search.snippetFields(commaList(fields)));
        seconds(query::integer, "start_timestamp", "startTimestamp").ifPresent(search::startTimestamp);
        seconds(query::integer, "end_timestamp", "endTimestamp").ifPresent(search::endTimestamp);
        search.snippetOptions(SnippetOptions.of(
                query.unsigned("snippet_size", SnippetOptions.DEFAULT.size()),
                query.unsigned("snippet_count", SnippetOptions.DEFAULT.count()),
                query.text("snippet_pre_tag").orElse(SnippetOptions.DEFAULT.preTag()),
                query.text("snippet_post_tag").orElse(SnippetOptions.DEFAULT.postTag())));
        search.maxHits(query.unsigned("max_hits", SearchRequest.DEFAULT_MAX_HITS));
        search.startOffset(query.unsigned("start_offset", 0));
        query.text("sort_by", "sort_by_field").ifPresent(search::sortBy);
        search.countAll(query.flag("count_all", true));
        search.allowFailedSplits(query.flag("allow_failed_splits", false));
        return new SearchParameters(
                search.build(),
                JsonFormat.of(query),
                depth(request),
                profile(request),
                query.flag("statistics", false),
                query.flag("explain_zero_hits", false));
    }

    private static SearchParameters ofBody(ApiRequest request) {
        JsonBody body = JsonBody.of(request, PARAMETERS);
        SearchRequest.Builder search = SearchRequest.builder(patterns(request), body.require("query"));
        body.node("aggs").ifPresent(aggregations -> search.aggregations(AggregationParser.parse(aggregations)));
        body.text("search_field").ifPresent(fields -> search.searchFields(commaList(fields)));
        body.text("snippet_fields").ifPresent(fields -> search.snippetFields(commaList(fields)));
        seconds(body::integer, "start_timestamp", "startTimestamp").ifPresent(search::startTimestamp);
        seconds(body::integer, "end_timestamp", "endTimestamp").ifPresent(search::endTimestamp);
        search.snippetOptions(SnippetOptions.of(
                body.unsigned("snippet_size", SnippetOptions.DEFAULT.size()),
                body.unsigned("snippet_count", SnippetOptions.DEFAULT.count()),
                body.text("snippet_pre_tag").orElse(SnippetOptions.DEFAULT.preTag()),
                body.text("snippet_post_tag").orElse(SnippetOptions.DEFAULT.postTag())));
        search.maxHits(body.unsigned("max_hits", SearchRequest.DEFAULT_MAX_HITS));
        search.startOffset(body.unsigned("start_offset", 0));
        body.text("sort_by", "sort_by_field").ifPresent(search::sortBy);
        search.countAll(body.flag("count_all", true));
        search.allowFailedSplits(body.flag("allow_failed_splits", false));
        JsonFormat format = body.text("format").map(JsonFormat::named).orElseGet(() -> JsonFormat.of(request.query()));
        return new SearchParameters(
                search.build(),
                format,
                depth(request),
                profile(request),
                body.flag("statistics", false),
                body.flag("explain_zero_hits", false));
    }

    private static boolean profile(ApiRequest request) {
        return request.query().flag("profile", false);
    }

    /// @return empty if nothing is to be explained
    private static Optional<ExplainDepth> depth(ApiRequest request) {
        String explain = request.query().text("explain").orElse("false");
        return switch (explain) {
            case "false" -> Optional.empty();
            case "true", "footers" -> Optional.of(ExplainDepth.FOOTERS);
            case "dictionary" -> Optional.of(ExplainDepth.DICTIONARY);
            default ->
                throw TrawlException.badRequest(
                        "`explain` is `" + explain + "`: it must be `true`, `dictionary` or `false`");
        };
    }

    private static OptionalLong seconds(Function<String, OptionalLong> integer, String name, String older) {
        OptionalLong value = integer.apply(name);
        OptionalLong olderValue = integer.apply(older);
        if (value.isPresent() && olderValue.isPresent()) {
            throw TrawlException.badRequest(
                    "Invalid query string: `" + name + "` and `" + older + "` are the same parameter, give one");
        }
        return value.isPresent() ? value : olderValue;
    }

    private static List<String> patterns(ApiRequest request) {
        return List.of(request.pathParameter("index").split(",", -1));
    }

    /// Commas around the list are cut; a blank belongs to the name beside it.
    static List<String> commaList(String text) {
        List<String> names = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }
}
