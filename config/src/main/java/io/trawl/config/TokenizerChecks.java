package io.trawl.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What must hold between a mapping's tokenizers and its fields.
final class TokenizerChecks {
    private TokenizerChecks() {}

    static void check(DocMapping mapping) {
        Set<String> names = new HashSet<>();
        for (TokenizerConfig tokenizer : mapping.tokenizers()) {
            if (!names.add(tokenizer.name())) {
                throw new IllegalArgumentException("duplicated custom tokenizer: `" + tokenizer.name() + "`");
            }
            if (BuiltinTokenizers.NAMES.contains(tokenizer.name())) {
                throw new IllegalArgumentException("custom tokenizer name `" + tokenizer.name()
                        + "` should be different from built-in tokenizer's names");
            }
            checkType(tokenizer);
        }
        names.addAll(BuiltinTokenizers.NAMES);
        checkUses(mapping.fieldMappings(), names);
        mapping.dynamicMapping()
                .map(DynamicMapping::options)
                .filter(options -> options.indexed() && !names.contains(options.tokenizer()))
                .ifPresent(options -> {
                    throw unknown(options.tokenizer(), "_dynamic");
                });
    }

    private static void checkUses(List<FieldMapping> fields, Set<String> names) {
        FieldPaths.visit(fields, (path, field) -> {
            String tokenizer = switch (field) {
                case FieldMapping.Text text -> text.tokenizer();
                case FieldMapping.Json json -> json.options().tokenizer();
                case FieldMapping.Concatenate concatenate -> concatenate.tokenizer();
                case FieldMapping.Number _,
                        FieldMapping.Bool _,
                        FieldMapping.Ip _,
                        FieldMapping.Datetime _,
                        FieldMapping.Bytes _,
                        FieldMapping.ObjectField _ -> "default";
            };
            if (!names.contains(tokenizer)) {
                throw unknown(tokenizer, path);
            }
        });
    }

    private static IllegalArgumentException unknown(String tokenizer, String field) {
        return new IllegalArgumentException("unknown tokenizer `" + tokenizer + "` for field `" + field + "`");
    }

    private static void checkType(TokenizerConfig tokenizer) {
        switch (tokenizer.type()) {
            case TokenizerConfig.Type.Ngram(int minGram, int maxGram, boolean _) -> {
                if (minGram < 1) {
                    throw invalid(tokenizer, "ngram", "min_gram must be greater than 0");
                }
                if (minGram > maxGram) {
                    throw invalid(tokenizer, "ngram", "min_gram must not be greater than max_gram");
                }
            }
            // A pattern's dialect is the doc mapper's: it refuses what it cannot run.
            case TokenizerConfig.Type.Regex _, TokenizerConfig.Type.Simple(), TokenizerConfig.Type.SourceCode() -> {}
        }
    }

    private static IllegalArgumentException invalid(TokenizerConfig tokenizer, String type, String argument) {
        return new IllegalArgumentException("failed to build tokenizer `" + tokenizer.name() + "`: invalid " + type
                + " tokenizer\n\nCaused by:\n    An invalid argument was passed: '" + argument + "'");
    }
}
