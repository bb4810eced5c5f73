package io.trawl.query;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON form of a query tree. Nesting is bounded, so that a hostile tree cannot overflow the stack.
final class QueryAstReader {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private int depth;

    private QueryAstReader() {}

    static QueryAst read(String json) {
        try {
            return read(MAPPER.readTree(json));
        } catch (JacksonException e) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, "invalid query AST: " + e.getOriginalMessage(), e);
        }
    }

    static QueryAst read(JsonNode json) {
        return new QueryAstReader().ast(json);
    }

    private QueryAst ast(JsonNode node) {
        if (!node.isObject()) {
            throw invalid("expected an object, got " + node.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        if (++depth > QueryLimits.MAX_AST_DEPTH) {
            throw invalid("clauses nest deeper than " + QueryLimits.MAX_AST_DEPTH);
        }
        QueryAst ast = typed(node, text(node, "type"));
        depth--;
        return ast;
    }

    private QueryAst typed(JsonNode node, String type) {
        return switch (type) {
            case "match_all" -> QueryAst.MATCH_ALL;
            case "match_none" -> QueryAst.MATCH_NONE;
            case "term" ->
                new QueryAst.Term(
                        text(node, "field"),
                        literal(required(node, "value"), "value").text());
            case "term_set" -> termSet(required(node, "terms_per_field"));
            case "field_presence" -> new QueryAst.FieldPresence(text(node, "field"));
            case "full_text" ->
                new QueryAst.FullText(
                        text(node, "field"),
                        text(node, "text"),
                        params(required(node, "params")),
                        flag(node, "lenient"));
            case "phrase_prefix" ->
                new QueryAst.PhrasePrefix(
                        text(node, "field"),
                        text(node, "phrase"),
                        number(node, "max_expansions", QueryLimits.DEFAULT_MAX_EXPANSIONS),
                        params(required(node, "params")),
                        flag(node, "lenient"));
            case "range" ->
                new QueryAst.Range(text(node, "field"), bound(node, "lower_bound"), bound(node, "upper_bound"));
            case "user_input" -> userInput(node);
            case "wildcard" ->
                new QueryAst.Wildcard(
                        text(node, "field"),
                        text(node, "value"),
                        flag(node, "lenient"),
                        flag(node, "case_insensitive"));
            case "regex" -> new QueryAst.Regex(text(node, "field"), text(node, "regex"));
            case "bool" ->
                new QueryAst.Bool(
                        clauses(node, "must"),
                        clauses(node, "must_not"),
                        clauses(node, "should"),
                        clauses(node, "filter"),
                        minimum(node));
            case "boost" -> new QueryAst.Boost(ast(required(node, "underlying")), boost(node));
            case "cache" -> ast(required(node, "inner"));
            default -> throw invalid("unknown type `" + type + "`");
        };
    }

    private static QueryAst termSet(JsonNode fields) {
        TreeMap<String, SortedSet<String>> termsPerField = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : fields.properties()) {
            TreeSet<String> terms = new TreeSet<>();
            entry.getValue()
                    .forEach(term -> terms.add(literal(term, "terms_per_field").text()));
            termsPerField.put(entry.getKey(), terms);
        }
        return new QueryAst.TermSet(termsPerField);
    }

    private static QueryAst userInput(JsonNode node) {
        Optional<List<String>> defaultFields = Optional.empty();
        if (node.hasNonNull("default_fields")) {
            List<String> names = new ArrayList<>();
            node.get("default_fields").forEach(name -> names.add(name.asString()));
            defaultFields = Optional.of(names);
        }
        return new QueryAst.UserInput(
                text(node, "user_text"),
                defaultFields,
                node.hasNonNull("default_operator") ? operator(node, "default_operator") : BooleanOperator.OR,
                flag(node, "lenient"));
    }

    private static FullTextParams params(JsonNode node) {
        JsonNode mode = required(node, "mode");
        String type = text(mode, "type");
        FullTextMode parsed = switch (type) {
            case "phrase" -> new FullTextMode.Phrase(number(mode, "slop", 0));
            case "phrase_fallback_to_intersection" -> FullTextMode.PHRASE_FALLBACK;
            case "bool" -> new FullTextMode.Bool(operator(mode, "operator"));
            case "bool_prefix" ->
                new FullTextMode.BoolPrefix(
                        operator(mode, "operator"), number(mode, "max_expansions", QueryLimits.DEFAULT_MAX_EXPANSIONS));
            default -> throw invalid("unknown full text mode `" + type + "`");
        };
        Optional<String> tokenizer =
                node.hasNonNull("tokenizer") ? Optional.of(text(node, "tokenizer")) : Optional.empty();
        boolean all = node.hasNonNull("zero_terms_query")
                && text(node, "zero_terms_query").equalsIgnoreCase("all");
        return new FullTextParams(
                tokenizer, parsed, all ? FullTextParams.ZeroTerms.ALL : FullTextParams.ZeroTerms.NONE);
    }

    private static Bound bound(JsonNode node, String key) {
        JsonNode bound = required(node, key);
        if (bound.isString() && bound.asString().equals("Unbounded")) {
            return Bound.UNBOUNDED;
        }
        if (bound.has("Included")) {
            return new Bound.Included(literal(bound.get("Included"), key));
        }
        if (bound.has("Excluded")) {
            return new Bound.Excluded(literal(bound.get("Excluded"), key));
        }
        throw invalid("`" + key + "` must be `Unbounded` or an object with `Included` or `Excluded`");
    }

    private static Literal literal(JsonNode node, String key) {
        if (node.isString()) {
            return new Literal.Text(node.asString());
        }
        if (node.isNumber()) {
            return new Literal.Number(node.decimalValue());
        }
        if (node.isBoolean()) {
            return new Literal.Bool(node.booleanValue());
        }
        throw invalid("`" + key + "` must be a string, a number or a boolean");
    }

    private List<QueryAst> clauses(JsonNode node, String key) {
        List<QueryAst> clauses = new ArrayList<>();
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return clauses;
        }
        if (!value.isArray()) {
            throw invalid("`" + key + "` must be a list");
        }
        for (JsonNode clause : value) {
            clauses.add(ast(clause));
        }
        return clauses;
    }

    private static Optional<MinimumShouldMatch> minimum(JsonNode node) {
        JsonNode value = node.get("minimum_should_match");
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(
                value.isInt()
                        ? new MinimumShouldMatch.Count(value.intValue())
                        : MinimumShouldMatch.parse(value.asString()));
    }

    private static float boost(JsonNode node) {
        JsonNode value = required(node, "boost");
        if (!value.isNumber() || !(value.doubleValue() >= 0) || Float.isInfinite((float) value.doubleValue())) {
            throw invalid("`boost` must be a number of at least 0, got " + value);
        }
        return (float) value.doubleValue();
    }

    private static BooleanOperator operator(JsonNode node, String key) {
        String value = text(node, key);
        return switch (value) {
            case "And", "AND" -> BooleanOperator.AND;
            case "Or", "OR" -> BooleanOperator.OR;
            default -> throw invalid("`" + key + "` must be `And` or `Or`, got `" + value + "`");
        };
    }

    private static JsonNode required(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            throw invalid("missing field `" + key + "`");
        }
        return value;
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.isString()) {
            throw invalid("`" + key + "` must be a string");
        }
        return value.asString();
    }

    private static int number(JsonNode node, String key, int fallback) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return fallback;
        }
        if (!value.isInt() || value.intValue() < 0) {
            throw invalid("`" + key + "` must be an integer of at least 0, got " + value);
        }
        return value.intValue();
    }

    private static boolean flag(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    private static TrawlException invalid(String problem) {
        return TrawlException.badRequest("invalid query AST: " + problem);
    }
}
