package io.trawl.query;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON form of a [QueryAst], in which nodes exchange queries and `parse-query` answers: `type` first, then the
/// keys of the kind; empty clause lists and defaults are left out.
public final class QueryAstJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private QueryAstJson() {}

    public static ObjectNode toJson(QueryAst ast) {
        return switch (ast) {
            case QueryAst.MatchAll() -> typed("match_all");
            case QueryAst.MatchNone() -> typed("match_none");
            case QueryAst.Term(String field, String value) ->
                typed("term").put("field", field).put("value", value);
            case QueryAst.TermSet(Map<String, SortedSet<String>> termsPerField) -> termSet(termsPerField);
            case QueryAst.FieldPresence(String field) -> typed("field_presence").put("field", field);
            case QueryAst.FullText text -> fullText(text);
            case QueryAst.PhrasePrefix phrase -> phrasePrefix(phrase);
            case QueryAst.Range(String field, Bound lower, Bound upper) -> {
                ObjectNode node = typed("range").put("field", field);
                node.set("lower_bound", bound(lower));
                node.set("upper_bound", bound(upper));
                yield node;
            }
            case QueryAst.UserInput input -> userInput(input);
            case QueryAst.Wildcard wildcard ->
                typed("wildcard")
                        .put("field", wildcard.field())
                        .put("value", wildcard.value())
                        .put("lenient", wildcard.lenient())
                        .put("case_insensitive", wildcard.caseInsensitive());
            case QueryAst.Regex(String field, String regex) ->
                typed("regex").put("field", field).put("regex", regex);
            case QueryAst.Bool bool -> bool(bool);
            case QueryAst.Boost(QueryAst underlying, float boost) -> {
                ObjectNode node = typed("boost");
                node.set("underlying", toJson(underlying));
                // Through the shortest text, so that 0.1f is written as 0.1.
                yield node.put("boost", Double.parseDouble(Float.toString(boost)));
            }
        };
    }

    /// @throws io.trawl.common.TrawlException BAD_REQUEST that names the kind or key that is wrong
    public static QueryAst fromJson(JsonNode json) {
        return QueryAstReader.read(json);
    }

    /// As [#fromJson(JsonNode)], from text that may nest as deep as a query tree may.
    public static QueryAst parse(String json) {
        return QueryAstReader.read(json);
    }

    private static ObjectNode typed(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static ObjectNode termSet(Map<String, SortedSet<String>> termsPerField) {
        ObjectNode node = typed("term_set");
        ObjectNode fields = node.putObject("terms_per_field");
        termsPerField.forEach((field, terms) -> {
            ArrayNode values = fields.putArray(field);
            terms.forEach(values::add);
        });
        return node;
    }

    private static ObjectNode fullText(QueryAst.FullText text) {
        ObjectNode node = typed("full_text").put("field", text.field()).put("text", text.text());
        node.set("params", params(text.params()));
        return node.put("lenient", text.lenient());
    }

    private static ObjectNode phrasePrefix(QueryAst.PhrasePrefix phrase) {
        ObjectNode node = typed("phrase_prefix")
                .put("field", phrase.field())
                .put("phrase", phrase.phrase())
                .put("max_expansions", phrase.maxExpansions());
        node.set("params", params(phrase.params()));
        return node.put("lenient", phrase.lenient());
    }

    private static ObjectNode params(FullTextParams params) {
        ObjectNode node = NODES.objectNode();
        params.tokenizer().ifPresent(tokenizer -> node.put("tokenizer", tokenizer));
        ObjectNode mode = node.putObject("mode");
        switch (params.mode()) {
            case FullTextMode.Phrase(int slop) -> {
                mode.put("type", "phrase");
                if (slop != 0) {
                    mode.put("slop", slop);
                }
            }
            case FullTextMode.PhraseFallbackToIntersection() -> mode.put("type", "phrase_fallback_to_intersection");
            case FullTextMode.Bool(BooleanOperator operator) ->
                mode.put("type", "bool").put("operator", operator.jsonName());
            case FullTextMode.BoolPrefix(BooleanOperator operator, int maxExpansions) ->
                mode.put("type", "bool_prefix")
                        .put("operator", operator.jsonName())
                        .put("max_expansions", maxExpansions);
        }
        if (params.zeroTerms() == FullTextParams.ZeroTerms.ALL) {
            node.put("zero_terms_query", "all");
        }
        return node;
    }

    private static JsonNode bound(Bound bound) {
        return switch (bound) {
            case Bound.Unbounded() -> NODES.stringNode("Unbounded");
            case Bound.Included(Literal value) -> NODES.objectNode().set("Included", literal(value));
            case Bound.Excluded(Literal value) -> NODES.objectNode().set("Excluded", literal(value));
        };
    }

    private static JsonNode literal(Literal literal) {
        return switch (literal) {
            case Literal.Text(String value) -> NODES.stringNode(value);
            case Literal.Number number ->
                number.value().scale() == 0
                        ? NODES.numberNode(number.value().toBigIntegerExact())
                        : NODES.numberNode(number.value());
            case Literal.Bool(boolean value) -> NODES.booleanNode(value);
        };
    }

    private static ObjectNode userInput(QueryAst.UserInput input) {
        ObjectNode node = typed("user_input").put("user_text", input.userText());
        input.defaultFields().ifPresent(fields -> {
            ArrayNode names = node.putArray("default_fields");
            fields.forEach(names::add);
        });
        return node.put("default_operator", input.defaultOperator().jsonName()).put("lenient", input.lenient());
    }

    private static ObjectNode bool(QueryAst.Bool bool) {
        ObjectNode node = typed("bool");
        clauses(node, "must", bool.must());
        clauses(node, "must_not", bool.mustNot());
        clauses(node, "should", bool.should());
        clauses(node, "filter", bool.filter());
        bool.minimumShouldMatch().ifPresent(minimum -> {
            switch (minimum) {
                case MinimumShouldMatch.Count(int value) -> node.put("minimum_should_match", value);
                case MinimumShouldMatch.Percentage(int value) -> node.put("minimum_should_match", value + "%");
            }
        });
        return node;
    }

    private static void clauses(ObjectNode node, String key, List<QueryAst> clauses) {
        if (!clauses.isEmpty()) {
            ArrayNode array = node.putArray(key);
            clauses.forEach(clause -> array.add(toJson(clause)));
        }
    }
}
