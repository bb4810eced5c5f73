package io.trawl.server.cli;

import static io.trawl.server.cli.ApiClient.query;
import static io.trawl.server.cli.IndexCommand.indexPath;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `trawl split …`.
@Command(
        name = "split",
        description = "Shows the splits of an index.",
        subcommands = {SplitCommand.ListSplits.class, SplitCommand.Describe.class})
final class SplitCommand implements Runnable {
    @ParentCommand
    @Nullable
    TrawlCommand root;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "which split command? Choose one of those below");
    }

    Output output() {
        return Output.standard(java.util.Objects.requireNonNull(root).noColour);
    }

    static String timeRange(JsonNode split) {
        JsonNode range = split.path("time_range");
        return range.isObject()
                ? Output.instant(range.path("start")) + " .. " + Output.instant(range.path("end"))
                : "-";
    }

    static long fileSize(JsonNode split) {
        return split.path("footer_offsets").path("end").asLong(0);
    }

    @Command(name = "list", aliases = "ls", description = "Lists the splits of an index.")
    static final class ListSplits implements Callable<Integer> {
        @ParentCommand
        @Nullable
        SplitCommand parent;

        @Mixin
        ClientOptions client = new ClientOptions();

        @Option(names = "--index", required = true, paramLabel = "ID", description = "The index.")
        String index = "";

        @Option(names = "--offset", paramLabel = "N", description = "Splits to skip.")
        @Nullable
        Long offset;

        @Option(names = "--limit", paramLabel = "N", description = "Splits to show.")
        @Nullable
        Long limit;

        @Option(
                names = "--states",
                paramLabel = "staged,published,marked",
                description = "Only splits in one of these states.")
        @Nullable
        String states;

        @Option(
                names = "--start-date",
                paramLabel = "SECONDS",
                description = "Only splits with documents from this second on.")
        @Nullable
        Long start;

        @Option(
                names = "--end-date",
                paramLabel = "SECONDS",
                description = "Only splits with documents before this second.")
        @Nullable
        Long end;

        @Option(
                names = {"-o", "--output", "--output-format"},
                paramLabel = "table|json|pretty-json",
                defaultValue = "table",
                description = "Default: ${DEFAULT-VALUE}")
        String format = "table";

        @Override
        public Integer call() {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("format", "json");
            put(parameters, "offset", offset);
            put(parameters, "limit", limit);
            put(parameters, "start_timestamp", start);
            put(parameters, "end_timestamp", end);
            if (states != null) {
                parameters.put("split_states", stateNames(states));
            }
            Output output = java.util.Objects.requireNonNull(parent).output();
            JsonNode splits = client.client(IndexCommand.DEFAULT_TIMEOUT)
                    .get(indexPath(index) + "/splits" + query(parameters))
                    .path("splits");
            switch (format) {
                case "json" -> output.compactJson(splits);
                case "pretty-json" -> output.json(splits);
                case "table" -> table(output, splits);
                default ->
                    throw new IllegalArgumentException(
                            "unknown output format `" + format + "`: write table, json or pretty-json");
            }
            return 0;
        }

        private static void put(Map<String, String> parameters, String name, @Nullable Long value) {
            if (value != null) {
                parameters.put(name, value.toString());
            }
        }

        private static String stateNames(String states) {
            List<String> names = new ArrayList<>();
            for (String state : states.split(",", -1)) {
                names.add(
                        switch (state.strip()) {
                            case "staged", "Staged" -> "Staged";
                            case "published", "Published" -> "Published";
                            case "marked", "MarkedForDeletion" -> "MarkedForDeletion";
                            default ->
                                throw new IllegalArgumentException(
                                        "unknown split state `" + state + "`: write staged, published or marked");
                        });
            }
            return String.join(",", names);
        }

        private static void table(Output output, JsonNode splits) {
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode split : splits) {
                rows.add(List.of(
                        split.path("split_id").asString(""),
                        split.path("split_state").asString(""),
                        Output.count(split.path("num_docs")),
                        Output.bytes(fileSize(split)),
                        timeRange(split),
                        Output.instant(split.path("create_timestamp"))));
            }
            rows.sort(Comparator.comparing(List::getFirst));
            output.table(List.of("SPLIT", "STATE", "DOCUMENTS", "SIZE", "TIME RANGE", "CREATED"), rows);
        }
    }

    @Command(
            name = "describe",
            aliases = "desc",
            description = "Shows one split: what the metastore knows and what its file holds.")
    static final class Describe implements Callable<Integer> {
        @ParentCommand
        @Nullable
        SplitCommand parent;

        @Mixin
        ClientOptions client = new ClientOptions();

        @Option(names = "--index", required = true, paramLabel = "ID", description = "The index.")
        String index = "";

        @Option(names = "--split", required = true, paramLabel = "ID", description = "The split.")
        String split = "";

        @Option(
                names = "--verbose",
                description = "Also lists the files inside the split and the parts of its hot tail.")
        boolean verbose;

        @Option(names = "--verify", description = "Also reads the whole file and checks every checksum in it.")
        boolean verify;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "text|json",
                defaultValue = "text",
                description = "Default: ${DEFAULT-VALUE}")
        IndexCommand.OutputFormat format = IndexCommand.OutputFormat.text;

        @Override
        public Integer call() {
            Output output = java.util.Objects.requireNonNull(parent).output();
            JsonNode answer = client.client(IndexCommand.DEFAULT_TIMEOUT)
                    .get(indexPath(index) + "/splits/" + ApiClient.segment(split) + "?format=json&verify=" + verify);
            if (format == IndexCommand.OutputFormat.json) {
                output.json(answer);
                return 0;
            }
            JsonNode metadata = answer.path("metadata");
            List<List<String>> rows = new ArrayList<>(List.of(
                    List.of("split", metadata.path("split_id").asString("")),
                    List.of("state", metadata.path("split_state").asString("")),
                    List.of("documents", Output.count(metadata.path("num_docs"))),
                    List.of(
                            "size of documents",
                            Output.bytes(metadata.path("uncompressed_docs_size_in_bytes")
                                    .asLong(0))),
                    List.of("size of file", Output.bytes(fileSize(metadata))),
                    List.of("time range", timeRange(metadata)),
                    List.of("created", Output.instant(metadata.path("create_timestamp"))),
                    List.of("published", Output.instant(metadata.path("publish_timestamp"))),
                    List.of("tags", metadata.path("tags").toString())));
            output.properties(rows);
            for (JsonNode damage : answer.path("file").path("damages")) {
                System.err.println("damaged: " + damage.asString(""));
            }
            if (verify && answer.path("file").path("damages").isEmpty()) {
                output.line("every checksum matches");
            }
            if (verbose) {
                output.line("");
                List<List<String>> parts = new ArrayList<>();
                for (JsonNode part : answer.path("file").path("files")) {
                    parts.add(List.of(
                            part.path("name").asString(""),
                            part.path("place").asString(""),
                            Output.count(part.path("offset")),
                            Output.count(part.path("length"))));
                }
                output.table(List.of("FILE", "PLACE", "OFFSET", "BYTES"), parts);
                output.line("");
                List<List<String>> tail = new ArrayList<>();
                for (JsonNode part : answer.path("file").path("tail")) {
                    tail.add(List.of(part.path("name").asString(""), Output.count(part.path("length"))));
                }
                output.table(List.of("PART OF THE TAIL", "BYTES"), tail);
            }
            return answer.path("file").path("damages").isEmpty() ? 0 : 1;
        }
    }
}
