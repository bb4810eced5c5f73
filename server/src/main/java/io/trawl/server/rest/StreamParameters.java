package io.trawl.server.rest;

import io.trawl.common.TrawlException;
import io.trawl.search.SearchRequest;
import io.trawl.search.StreamFormat;
import io.trawl.search.StreamOutput;
import io.trawl.search.StreamRequest;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.QueryParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a client asks of the search stream: in the query string of a GET or in the body of a POST. The first
/// versions of Quickwit wrote names with capitals, which are taken too.
final class StreamParameters {
    private static final Map<String, String> OLDER_NAMES = Map.of(
            "search_field", "searchField",
            "snippet_fields", "snippetFields",
            "start_timestamp", "startTimestamp",
            "end_timestamp", "endTimestamp",
            "fast_field", "fastField",
            "output_format", "outputFormat",
            "partition_by_field", "partitionByField");

    private static final Set<String> PARAMETERS = Set.of(
            "query",
            "search_field",
            "searchField",
            "snippet_fields",
            "snippetFields",
            "start_timestamp",
            "startTimestamp",
            "end_timestamp",
            "endTimestamp",
            "fast_field",
            "fastField",
            "output_format",
            "outputFormat",
            "partition_by_field",
            "partitionByField");

    private final ApiRequest request;
    private final Function<String, Optional<String>> find;

    /// @param find the parameter of exactly this name, as text
    private StreamParameters(ApiRequest request, Function<String, Optional<String>> find) {
        this.request = request;
        this.find = find;
    }

    static StreamRequest of(ApiRequest request) {
        if (request.method().equals("POST")) {
            JsonBody body = JsonBody.of(request, PARAMETERS);
            return new StreamParameters(request, name -> find(body, name)).read();
        }
        QueryParameters query = request.query().allowOnly(PARAMETERS);
        return new StreamParameters(request, query::text).read();
    }

    private static Optional<String> find(JsonBody body, String name) {
        boolean number = name.endsWith("_timestamp") || name.endsWith("Timestamp");
        return number ? body.integer(name).stream().mapToObj(Long::toString).findFirst() : body.text(name);
    }

    private StreamRequest read() {
        SearchRequest.Builder matching =
                SearchRequest.builder(List.of(request.pathParameter("index").split(",", -1)), require("query"));
        text("search_field").ifPresent(fields -> matching.searchFields(SearchParameters.commaList(fields)));
        integer("start_timestamp").ifPresent(matching::startTimestamp);
        integer("end_timestamp").ifPresent(matching::endTimestamp);
        matching.maxHits(0);
        StreamOutput output =
                new StreamOutput(require("fast_field"), format(require("output_format")), text("partition_by_field"));
        return new StreamRequest(matching.build(), output);
    }

    private StreamFormat format(String name) {
        return switch (name) {
            case "csv" -> StreamFormat.CSV;
            case "click_house_row_binary", "clickHouseRowBinary" -> StreamFormat.CLICK_HOUSE_ROW_BINARY;
            default ->
                throw invalid("unknown output format `" + name + "`, expected `csv` or `click_house_row_binary`");
        };
    }

    private TrawlException invalid(String detail) {
        boolean body = request.method().equals("POST");
        return TrawlException.badRequest(
                (body ? "Request body deserialize error: " : "Invalid query string: ") + detail);
    }

    private Optional<String> text(String name) {
        Optional<String> value = find.apply(name);
        Optional<String> older = Optional.ofNullable(OLDER_NAMES.get(name)).flatMap(find);
        if (value.isPresent() && older.isPresent()) {
            throw invalid("`" + name + "` and `" + OLDER_NAMES.get(name) + "` are the same parameter, give one");
        }
        return value.or(() -> older);
    }

    private String require(String name) {
        return text(name).orElseThrow(() -> invalid("parameter `" + name + "` is missing"));
    }

    private Optional<Long> integer(String name) {
        return text(name).map(value -> {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException notNumber) {
                throw invalid("parameter `" + name + "` must be an integer, got `" + value + "`");
            }
        });
    }
}
