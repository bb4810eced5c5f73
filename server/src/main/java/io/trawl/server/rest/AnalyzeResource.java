package io.trawl.server.rest;

import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.TokenFilter;
import io.trawl.config.TokenizerConfig;
import io.trawl.docmapper.Token;
import io.trawl.docmapper.Tokenizers;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.JsonFormat;
import io.trawl.server.http.Router;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `POST /api/v1/analyze`: the tokens that a custom tokenizer makes of a text.
public final class AnalyzeResource {
    private static final Set<String> FIELDS =
            Set.of("name", "type", "min_gram", "max_gram", "prefix_only", "pattern", "filters", "text");

    public void addTo(Router router) {
        router.add("POST", "/api/v1/analyze", AnalyzeResource::analyze);
    }

    private static ApiResponse analyze(ApiRequest request, RequestContext context) {
        JsonFormat format = JsonFormat.of(request.query());
        JsonBody body = JsonBody.of(request, FIELDS);
        TokenizerConfig config = new TokenizerConfig(body.text("name").orElse("analyze"), type(body), filters(body));
        String text = body.require("text");
        ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
        for (Token token : Tokenizers.build(config).tokenize(text)) {
            tokens.addObject()
                    .put("offset_from", token.startOffset())
                    .put("offset_to", token.endOffset())
                    .put("position", token.position())
                    .put("text", token.term().utf8ToString())
                    .put("position_length", 1);
        }
        return ApiResponse.json(200, format.write(tokens));
    }

    private static TokenizerConfig.Type type(JsonBody body) {
        String type = body.require("type");
        return switch (type) {
            case "ngram" ->
                new TokenizerConfig.Type.Ngram(
                        gramSize(body, "min_gram"), gramSize(body, "max_gram"), body.flag("prefix_only", false));
            case "regex" -> new TokenizerConfig.Type.Regex(body.require("pattern"));
            case "simple" -> new TokenizerConfig.Type.Simple();
            case "source_code" -> new TokenizerConfig.Type.SourceCode();
            default -> throw unknownVariant(type, List.of("ngram", "regex", "simple", "source_code"));
        };
    }

    /// A number beyond what a text can have means the same as the largest one that it can.
    private static int gramSize(JsonBody body, String name) {
        if (body.node(name).isEmpty()) {
            throw wrong("missing field `" + name + "`");
        }
        return (int) Math.min(body.unsigned(name, 0), Integer.MAX_VALUE);
    }

    private static List<TokenFilter> filters(JsonBody body) {
        if (body.node("filters").isEmpty()) {
            return List.of();
        }
        return body.texts("filters").stream().map(AnalyzeResource::filter).toList();
    }

    private static TokenFilter filter(String name) {
        return Arrays.stream(TokenFilter.values())
                .filter(filter -> filter.configName().equals(name))
                .findFirst()
                .orElseThrow(() -> unknownVariant(
                        name,
                        Arrays.stream(TokenFilter.values())
                                .map(TokenFilter::configName)
                                .toList()));
    }

    private static TrawlException unknownVariant(String found, List<String> known) {
        return wrong("unknown variant `" + found + "`, expected one of "
                + known.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")));
    }

    private static TrawlException wrong(String detail) {
        return TrawlException.badRequest("Request body deserialize error: " + detail);
    }
}
