package io.trawl.server.cli;

import static io.trawl.server.cli.ApiClient.query;
import static io.trawl.server.cli.ApiClient.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/// `trawl index …`.
@Command(
        name = "index",
        description = "Creates, fills, searches and deletes indexes.",
        subcommands = {
            IndexCommand.Create.class,
            IndexCommand.ListIndexes.class,
            IndexCommand.Describe.class,
            IndexIngestCommand.class,
            IndexSearchCommand.class,
            IndexCommand.Clear.class,
            IndexCommand.Delete.class
        })
final class IndexCommand implements Runnable {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    @ParentCommand
    @Nullable
    TrawlCommand root;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), "which index command? Choose one of those below");
    }

    TrawlCommand root() {
        return java.util.Objects.requireNonNull(root);
    }

    Output output() {
        return Output.standard(root().noColour);
    }

    static String indexPath(String index) {
        return "api/v1/indexes/" + segment(index);
    }

    /// The parser a config file needs, by its name.
    static String configType(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return "application/yaml";
        }
        return name.endsWith(".toml") ? "application/toml" : "application/json";
    }

    static byte[] readFile(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            throw new IllegalArgumentException("there is no file `" + file + "`", absent);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read `" + file + "`: " + unreadable.getMessage(), unreadable);
        }
    }

    /// What every subcommand has.
    abstract static class Sub implements Callable<Integer> {
        @ParentCommand
        @Nullable
        IndexCommand parent;

        @Mixin
        ClientOptions client = new ClientOptions();

        @Option(
                names = {"-o", "--output"},
                paramLabel = "text|json",
                defaultValue = "text",
                description = "For people or for programs. Default: ${DEFAULT-VALUE}")
        OutputFormat format = OutputFormat.text;

        IndexCommand parent() {
            return java.util.Objects.requireNonNull(parent);
        }

        Output output() {
            return parent().output();
        }
    }

    /// Names as they are typed.
    @SuppressWarnings("checkstyle:ConstantName")
    enum OutputFormat {
        text,
        json
    }

    @Command(name = "create", description = "Makes an index from a config file (YAML, JSON or TOML).")
    static final class Create extends Sub {
        @Option(names = "--index-config", required = true, paramLabel = "FILE", description = "The index's config.")
        Path config = Path.of("");

        @Option(names = "--overwrite", description = "Deletes an index of the same id, with all its documents, first.")
        boolean overwrite;

        @Override
        public Integer call() {
            if (overwrite
                    && !Confirmation.ask(
                            parent().root().yes,
                            "An index of this id will be deleted with all its documents. Go on?")) {
                return 1;
            }
            JsonNode answer = client.client(DEFAULT_TIMEOUT)
                    .post(
                            "api/v1/indexes" + (overwrite ? "?overwrite=true" : ""),
                            configType(config),
                            readFile(config));
            if (format == OutputFormat.json) {
                output().json(answer);
            } else {
                output().line("index `"
                        + answer.path("index_config").path("index_id").asString("") + "` is created");
            }
            return 0;
        }
    }

    @Command(name = "list", aliases = "ls", description = "Lists the indexes.")
    static final class ListIndexes extends Sub {
        @Override
        public Integer call() {
            JsonNode indexes = client.client(DEFAULT_TIMEOUT).get("api/v1/indexes?format=json");
            if (format == OutputFormat.json) {
                output().json(indexes);
                return 0;
            }
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode index : indexes) {
                JsonNode config = index.path("index_config");
                rows.add(List.of(
                        config.path("index_id").asString(""),
                        config.path("index_uri").asString(""),
                        Output.instant(index.path("create_timestamp"))));
            }
            rows.sort(java.util.Comparator.comparing(List::getFirst));
            if (rows.isEmpty()) {
                output().line("there is no index yet: make one with `trawl index create --index-config FILE`");
            } else {
                output().table(List.of("INDEX", "URI", "CREATED"), rows);
            }
            return 0;
        }
    }

    @Command(name = "describe", aliases = "desc", description = "Shows what an index holds.")
    static final class Describe extends Sub {
        @Option(names = "--index", required = true, paramLabel = "ID", description = "The index.")
        String index = "";

        @Override
        public Integer call() {
            JsonNode d = client.client(DEFAULT_TIMEOUT).get(indexPath(index) + "/describe?format=json");
            if (format == OutputFormat.json) {
                output().json(d);
                return 0;
            }
            long stored = d.path("size_published_splits").asLong(0);
            long raw = d.path("size_published_docs_uncompressed").asLong(0);
            output().properties(List.of(
                    List.of("index", d.path("index_id").asString("")),
                    List.of("uri", d.path("index_uri").asString("")),
                    List.of("published splits", Output.count(d.path("num_published_splits"))),
                    List.of("published documents", Output.count(d.path("num_published_docs"))),
                    List.of("size of splits", Output.bytes(stored)),
                    List.of(
                            "size of documents",
                            Output.bytes(raw)
                                    + (stored == 0
                                            ? ""
                                            : String.format(
                                                    java.util.Locale.ROOT,
                                                    " (%.1f times the splits)",
                                                    raw / (double) stored))),
                    List.of("timestamp field", d.path("timestamp_field_name").asString("-")),
                    List.of("first timestamp", Output.instant(d.path("min_timestamp"))),
                    List.of("last timestamp", Output.instant(d.path("max_timestamp")))));
            return 0;
        }
    }

    @Command(
            name = "clear",
            aliases = "clr",
            description = "Removes all documents of an index and forgets its checkpoints.")
    static final class Clear extends Sub {
        @Option(names = "--index", required = true, paramLabel = "ID", description = "The index.")
        String index = "";

        @Override
        public Integer call() {
            if (!Confirmation.ask(parent().root().yes, "All documents of `" + index + "` will be removed. Go on?")) {
                return 1;
            }
            client.client(DEFAULT_TIMEOUT).put(indexPath(index) + "/clear");
            output().line(format == OutputFormat.json ? "null" : "index `" + index + "` is empty");
            return 0;
        }
    }

    @Command(name = "delete", aliases = "del", description = "Deletes an index with all its documents.")
    static final class Delete extends Sub {
        @Option(names = "--index", required = true, paramLabel = "ID", description = "The index.")
        String index = "";

        @Option(names = "--dry-run", description = "Only lists the files that would go.")
        boolean dryRun;

        @Override
        public Integer call() {
            if (!dryRun
                    && !Confirmation.ask(
                            parent().root().yes,
                            "Index `" + index + "` will be deleted with all its documents. Go on?")) {
                return 1;
            }
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("dry_run", Boolean.toString(dryRun));
            JsonNode files = client.client(DEFAULT_TIMEOUT).delete(indexPath(index) + query(parameters));
            if (format == OutputFormat.json) {
                output().json(files);
                return 0;
            }
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode file : files) {
                rows.add(List.of(
                        file.path("file_name").asString(""),
                        Output.count(file.path("num_docs")),
                        file.path("file_size_bytes").asString("")));
            }
            if (!rows.isEmpty()) {
                output().table(List.of(dryRun ? "WOULD BE DELETED" : "DELETED", "DOCUMENTS", "SIZE"), rows);
            }
            output().line(dryRun ? "nothing was deleted" : "index `" + index + "` is deleted");
            return 0;
        }
    }
}
