package io.trawl.server.http;

import io.trawl.common.TrawlException;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// How an answer's JSON is laid out: `?format=json|pretty_json`.
public enum JsonFormat {
    COMPACT,
    PRETTY;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// @throws TrawlException BAD_REQUEST if `format` names no format
    public static JsonFormat of(QueryParameters query) {
        return named(query.text("format").orElse("pretty_json"));
    }

    public static JsonFormat named(String name) {
        return switch (name) {
            case "json" -> COMPACT;
            case "pretty_json", "prettyjson" -> PRETTY;
            default ->
                throw TrawlException.badRequest(
                        "Invalid query string: unknown format `" + name + "`, expected `json` or `pretty_json`");
        };
    }

    /// Writes trees, maps, lists, texts and numbers.
    public byte[] write(Object value) {
        return writer().writeValueAsBytes(value);
    }

    public ObjectWriter writer() {
        return this == COMPACT ? MAPPER.writer() : MAPPER.writer().with(prettyPrinter());
    }

    private static PrettyPrinter prettyPrinter() {
        DefaultIndenter twoSpaces = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(twoSpaces);
        printer.indentObjectsWith(twoSpaces);
        return printer;
    }
}
