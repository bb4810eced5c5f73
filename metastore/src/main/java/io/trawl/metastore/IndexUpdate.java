package io.trawl.metastore;

import io.trawl.config.DocMapping;
import io.trawl.config.IndexConfig;
import io.trawl.config.TokenizerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What may change in the settings of an index, and what may not: its id, its URI, its timestamp field, and the
/// tokenizers that its splits were made with.
public final class IndexUpdate {
    private IndexUpdate() {}

    /// The settings after the update. An unchanged doc mapping keeps its uid, a changed one has that of `updated`.
    ///
    /// @throws io.trawl.common.TrawlException BAD_REQUEST if something changes that may not
    public static IndexConfig apply(IndexConfig current, IndexConfig updated) {
        if (!current.indexId().equals(updated.indexId())) {
            throw MetastoreErrors.invalidConfig("`index_id` in config file " + current.indexId()
                    + " does not match updated `index_id` " + updated.indexId());
        }
        if (!current.indexUri().equals(updated.indexUri())) {
            throw MetastoreErrors.invalidConfig("`index_uri` cannot be updated, current value " + current.indexUri()
                    + ", new expected value " + updated.indexUri());
        }
        DocMapping mapping = current.docMapping();
        if (mapping.sameAs(updated.docMapping())) {
            return updated.withDocMapping(mapping);
        }
        checkTimestampField(mapping, updated.docMapping());
        checkTokenizers(mapping.tokenizers(), updated.docMapping().tokenizers());
        return updated;
    }

    private static void checkTimestampField(DocMapping current, DocMapping updated) {
        if (!current.timestampField().equals(updated.timestampField())) {
            throw MetastoreErrors.invalidConfig("updating timestamp field is not allowed, current timestamp field `"
                    + name(current.timestampField()) + "`, new timestamp field `" + name(updated.timestampField())
                    + "`");
        }
    }

    private static String name(Optional<String> field) {
        return field.orElse("none");
    }

    private static void checkTokenizers(List<TokenizerConfig> current, List<TokenizerConfig> updated) {
        Optional<TokenizerConfig> lost =
                current.stream().filter(each -> !updated.contains(each)).findFirst();
        if (lost.isPresent()) {
            String name = lost.get().name();
            boolean changed = updated.stream().anyMatch(each -> each.name().equals(name));
            throw MetastoreErrors.invalidConfig(
                    "updating tokenizers is allowed only if adding new tokenizers, current tokenizers `"
                            + described(current) + "`, new tokenizers `" + described(updated) + "`: tokenizer `" + name
                            + (changed ? "` is changed, give the new one another name" : "` is missing, keep it"));
        }
    }

    /// As in `{words (simple, lower_caser), parts (ngram 2 to 3)}`.
    private static String described(List<TokenizerConfig> tokenizers) {
        return tokenizers.stream().map(IndexUpdate::described).collect(Collectors.joining(", ", "{", "}"));
    }

    private static String described(TokenizerConfig tokenizer) {
        List<String> parts = new ArrayList<>();
        parts.add(described(tokenizer.type()));
        tokenizer.filters().forEach(filter -> parts.add(filter.configName()));
        return tokenizer.name() + " (" + String.join(", ", parts) + ")";
    }

    private static String described(TokenizerConfig.Type type) {
        return switch (type) {
            case TokenizerConfig.Type.Ngram(int min, int max, boolean prefixOnly) ->
                "ngram " + min + " to " + max + (prefixOnly ? " of prefixes" : "");
            case TokenizerConfig.Type.Regex(String pattern) -> "regex " + pattern;
            case TokenizerConfig.Type.Simple() -> "simple";
            case TokenizerConfig.Type.SourceCode() -> "source_code";
        };
    }
}
