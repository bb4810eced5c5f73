package io.trawl.server.cli;

import static io.trawl.server.cli.ApiClient.segment;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `trawl index search`: hits, aggregations, or a column of all matches.
@Command(name = "search", description = "Searches an index; hits come as JSON lines, the summary on standard error.")
final class IndexSearchCommand extends IndexCommand.Sub {
    private static final Duration SEARCH_TIMEOUT = Duration.ofMinutes(1);

    @Option(names = "--index", required = true, paramLabel = "ID", description = "The index, or a pattern of ids.")
    String index = "";

    @Option(
            names = "--query",
            required = true,
            paramLabel = "TEXT",
            description = "The query, as in `severity:ERROR AND body:timeout`.")
    String query = "";

    @Option(names = "--aggregation", paramLabel = "JSON", description = "Aggregations, as in the REST API.")
    @Nullable
    String aggregation;

    @Option(
            names = "--max-hits",
            defaultValue = "20",
            paramLabel = "N",
            description = "Hits to show. Default: ${DEFAULT-VALUE}")
    long maxHits;

    @Option(
            names = "--start-offset",
            defaultValue = "0",
            paramLabel = "N",
            description = "Hits to skip. Default: ${DEFAULT-VALUE}")
    long startOffset;

    @Option(
            names = "--search-fields",
            split = ",",
            paramLabel = "FIELD",
            description = "Fields to search where the query names none.")
    List<String> searchFields = List.of();

    @Option(names = "--start-timestamp", paramLabel = "SECONDS", description = "Only documents from this second on.")
    @Nullable
    Long startTimestamp;

    @Option(names = "--end-timestamp", paramLabel = "SECONDS", description = "Only documents before this second.")
    @Nullable
    Long endTimestamp;

    @Option(
            names = {"--sort-by", "--sort-by-field"},
            paramLabel = "FIELD",
            description = "Columns to sort by, descending; `-FIELD` for ascending, `FIELD:missing_first` for documents"
                    + " without a value first.")
    @Nullable
    String sortBy;

    @Option(
            names = "--snippet-fields",
            split = ",",
            paramLabel = "FIELD",
            description = "Stored texts to show the query's words in.")
    List<String> snippetFields = List.of();

    @Option(names = "--snippet-size", paramLabel = "N", description = "Characters of a snippet. Default: 150")
    @Nullable
    Integer snippetSize;

    @Option(names = "--snippet-count", paramLabel = "N", description = "Snippets of a field. Default: 1")
    @Nullable
    Integer snippetCount;

    @Option(
            names = "--snippet-tags",
            split = ",",
            paramLabel = "TAG",
            description = "What stands before and after a marked word. Default: <b>,</b>")
    List<String> snippetTags = List.of();

    @Option(names = "--explain-zero-hits", description = "Says why, if nothing is found.")
    boolean explainZeroHits;

    @Option(
            names = "--stream",
            paramLabel = "FIELD",
            description = "Writes the column of every match to standard output instead of hits, in no order.")
    @Nullable
    String stream;

    @Option(
            names = "--stream-format",
            defaultValue = "csv",
            paramLabel = "csv|click_house_row_binary",
            description = "How values of --stream are written. Default: ${DEFAULT-VALUE}")
    String streamFormat = "csv";

    @Option(
            names = "--partition-by",
            paramLabel = "FIELD",
            description = "Puts values of --stream into frames, one a value of this column.")
    @Nullable
    String partitionBy;

    @Override
    public Integer call() {
        if (stream != null) {
            return stream(stream);
        }
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.put("query", query).put("max_hits", maxHits).put("start_offset", startOffset);
        if (aggregation != null) {
            body.set("aggs", ApiClient.JSON.readTree(aggregation));
        }
        if (!searchFields.isEmpty()) {
            body.put("search_field", String.join(",", searchFields));
        }
        if (startTimestamp != null) {
            body.put("start_timestamp", startTimestamp);
        }
        if (endTimestamp != null) {
            body.put("end_timestamp", endTimestamp);
        }
        if (sortBy != null) {
            body.put("sort_by", sortBy);
        }
        putSnippets(body);
        if (explainZeroHits) {
            body.put("explain_zero_hits", true);
        }
        byte[] request = ApiClient.JSON.writeValueAsBytes(body);
        ApiClient.Answer found = client.client(SEARCH_TIMEOUT)
                .post("api/v1/" + segment(index) + "/search", "application/json", request, request.length);
        JsonNode answer = found.json();
        if (format == IndexCommand.OutputFormat.json) {
            output().json(answer);
            return 0;
        }
        for (int i = 0; i < answer.path("hits").size(); i++) {
            output().compactJson(answer.path("hits").get(i));
            if (answer.path("snippets").has(i)) {
                output().compactJson(answer.path("snippets").get(i));
            }
        }
        if (answer.has("zero_hits")) {
            output().json(answer.path("zero_hits"));
        }
        if (answer.has("aggregations")) {
            output().json(answer.path("aggregations"));
        }
        summary(answer, found.headerJson("X-Trawl-Splits"));
        return 0;
    }

    private void putSnippets(ObjectNode body) {
        if (!snippetFields.isEmpty()) {
            body.put("snippet_fields", String.join(",", snippetFields));
        }
        if (snippetSize != null) {
            body.put("snippet_size", snippetSize);
        }
        if (snippetCount != null) {
            body.put("snippet_count", snippetCount);
        }
        if (!snippetTags.isEmpty()) {
            if (snippetTags.size() != 2) {
                throw new IllegalArgumentException("--snippet-tags takes two tags, as in `<em>,</em>`");
            }
            body.put("snippet_pre_tag", snippetTags.get(0)).put("snippet_post_tag", snippetTags.get(1));
        }
    }

    private int stream(String field) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("query", query);
        parameters.put("fast_field", field);
        parameters.put("output_format", streamFormat);
        if (partitionBy != null) {
            parameters.put("partition_by_field", partitionBy);
        }
        if (!searchFields.isEmpty()) {
            parameters.put("search_field", String.join(",", searchFields));
        }
        if (startTimestamp != null) {
            parameters.put("start_timestamp", startTimestamp.toString());
        }
        if (endTimestamp != null) {
            parameters.put("end_timestamp", endTimestamp.toString());
        }
        client.client(SEARCH_TIMEOUT)
                .copy("api/v1/" + segment(index) + "/search/stream" + ApiClient.query(parameters), System.out);
        System.out.flush();
        return 0;
    }

    private static void summary(JsonNode answer, JsonNode splits) {
        System.err.println(Output.count(answer.path("hits").size()) + " of " + Output.count(answer.path("num_hits"))
                + " hits in "
                + String.format(
                        java.util.Locale.ROOT,
                        "%.1f ms",
                        answer.path("elapsed_time_micros").asLong(0) / 1000.0)
                + (splits.isObject()
                        ? ", " + Output.count(splits.path("searched")) + " splits searched, "
                                + Output.count(splits.path("pruned_by_time")) + " pruned by time, "
                                + Output.count(splits.path("pruned_by_tags")) + " by tags"
                        : ""));
    }
}
