package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes a node's settings from its file and the environment: environment over file over defaults.
public final class NodeConfigLoader {
    private static final List<Path> DEFAULT_FILES =
            List.of(Path.of("config/trawl.yaml"), Path.of("config/quickwit.yaml"));
    private static final int MAX_BYTES = ConfigTree.MAX_CHARS;

    private NodeConfigLoader() {}

    /// The file to read: `argument` (what `--config` says), else TRAWL_CONFIG or QW_CONFIG, else `config/trawl.yaml` or
    /// `config/quickwit.yaml` where one exists below `workingDirectory`.
    ///
    /// @throws TrawlException BAD_REQUEST if the location is a URI that is not a local file
    public static Optional<Path> locate(
            Optional<String> argument, Map<String, String> environment, Path workingDirectory) {
        Optional<String> named =
                argument.or(() -> new EnvironmentVariables(environment).find(EnvironmentVariables.CONFIG));
        if (named.isPresent()) {
            return Optional.of(workingDirectory.resolve(localPath(named.get())));
        }
        return DEFAULT_FILES.stream()
                .map(workingDirectory::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String localPath(String location) {
        if (!location.contains("://")) {
            return location;
        }
        try {
            StorageUri uri = StorageUri.parse(location);
            if (uri.isFile()) {
                return uri.path();
            }
        } catch (IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "cannot read node config `" + location + "`: " + TrawlException.describe(refused),
                    refused);
        }
        throw TrawlException.badRequest(
                "cannot read node config `" + location + "`: only local files can be read, copy it to one");
    }

    /// @param file to read; empty for defaults and environment alone
    /// @throws TrawlException BAD_REQUEST, one line that names the file, the place in it and the remedy
    public static LoadedNodeConfig load(Optional<Path> file, Map<String, String> environment) {
        return load(file, environment, Machine.local(environment));
    }

    static LoadedNodeConfig load(Optional<Path> file, Map<String, String> environment, Machine machine) {
        try {
            ObjectNode tree =
                    file.map(path -> readFile(path, environment)).orElseGet(JsonNodeFactory.instance::objectNode);
            EnvironmentVariables variables = new EnvironmentVariables(environment);
            Map<String, String> origins = variables.applyTo(tree);
            List<String> warnings = new ArrayList<>();
            NodeConfig config = read(tree, file.isPresent(), origins, variables.knobs(), machine, warnings);
            warnings.addAll(KeyEffects.warnings(tree, origins));
            warnings.addAll(variables.warnings());
            return new LoadedNodeConfig(config, warnings, file);
        } catch (TrawlException | IllegalArgumentException refused) {
            String subject = file.map(path -> "node config `" + path + "`").orElse("the node's settings");
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "cannot use " + subject + ": "
                            + TrawlException.describe(refused).replace('\n', ' '),
                    refused);
        }
    }

    /// The settings without a file and without an environment.
    public static NodeConfig defaults() {
        return load(Optional.empty(), Map.of()).config();
    }

    private static NodeConfig read(
            ObjectNode tree,
            boolean versionRequired,
            Map<String, String> origins,
            EnvironmentKnobs knobs,
            Machine machine,
            List<String> warnings) {
        try {
            return new NodeConfigReader(Fields.withHints(tree, ""), machine, knobs, warnings::add)
                    .read(versionRequired);
        } catch (TrawlException | IllegalArgumentException refused) {
            String message = TrawlException.describe(refused);
            String variables = origins.entrySet().stream()
                    .filter(origin -> message.contains("`" + origin.getKey() + "`"))
                    .map(origin -> " (set by " + origin.getValue() + ")")
                    .findFirst()
                    .orElse("");
            throw new TrawlException(ErrorCode.BAD_REQUEST, message + variables, refused);
        }
    }

    private static ObjectNode readFile(Path file, Map<String, String> environment) {
        ConfigFormat format = ConfigFormat.ofFileName(String.valueOf(file.getFileName()))
                .orElseThrow(() -> TrawlException.badRequest(
                        "the file's name must end in .yaml, .yml, .json or .toml, which says what is in it"));
        String text = decode(readBytes(file));
        if (text.isBlank()) {
            throw TrawlException.badRequest("the file is empty: write at least the version, 0.8, or remove the file");
        }
        return ConfigTree.read(ConfigTemplate.fill(text, environment), format);
    }

    private static byte[] readBytes(Path file) {
        if (!Files.exists(file)) {
            throw TrawlException.badRequest("the file does not exist: check the path");
        }
        if (!Files.isRegularFile(file)) {
            throw TrawlException.badRequest("it is not a file: name one that ends in .yaml, .json or .toml");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw TrawlException.badRequest("the file is over the limit of " + MAX_BYTES / 1_000_000
                        + " MB for a config: is it the right file?");
            }
            return bytes;
        } catch (IOException unreadable) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "the file cannot be read (" + TrawlException.describe(unreadable) + "): check its rights",
                    unreadable);
        }
    }

    private static String decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            }
        } catch (CharacterCodingException notText) {
            // Refused below, like a text with NUL characters.
        }
        throw TrawlException.badRequest("the file is not UTF-8 text: is it the right file?");
    }
}
