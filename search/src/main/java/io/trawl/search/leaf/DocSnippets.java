package io.trawl.search.leaf;

import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ValueType;
import io.trawl.query.CompileOptions;
import io.trawl.query.QueryAst;
import io.trawl.query.QueryCompiler;
import io.trawl.query.ReadNeed;
import io.trawl.search.SnippetRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.util.BytesRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The snippets of the documents of one split, made from what clients see of them.
final class DocSnippets {
    private final Map<String, Optional<SnippetCutter>> fields = new LinkedHashMap<>();

    /// @param schema of the split's own mapping
    DocSnippets(SnippetRequest request, IndexSchema schema) {
        Map<String, Set<BytesRef>> terms = terms(request.query(), schema);
        for (String path : request.fields()) {
            Optional<FieldEntry> entry = schema.entry(path).filter(found -> found.type() == ValueType.TEXT);
            fields.put(
                    path,
                    entry.flatMap(found -> found.tokenizer()
                            .map(tokenizer -> new SnippetCutter(
                                    tokenizer, terms.getOrDefault(found.luceneField(), Set.of()), request.options()))));
        }
    }

    /// What the query looks for, by Lucene field. A split of an older mapping may lack some of it.
    private static Map<String, Set<BytesRef>> terms(QueryAst query, IndexSchema schema) {
        Map<String, Set<BytesRef>> terms = new HashMap<>();
        CompileOptions options = CompileOptions.DEFAULT.withScoring().forOlderMapping();
        for (ReadNeed need :
                QueryCompiler.compile(positive(query), schema, options).needs()) {
            if (need instanceof ReadNeed.Term term) {
                terms.computeIfAbsent(term.field(), _ -> new HashSet<>()).add(term.term());
            } else if (need instanceof ReadNeed.Terms many) {
                terms.computeIfAbsent(many.field(), _ -> new HashSet<>()).addAll(many.terms());
            }
        }
        return terms;
    }

    /// The query without what hits must not have.
    private static QueryAst positive(QueryAst query) {
        return switch (query) {
            case QueryAst.Bool bool ->
                new QueryAst.Bool(
                        positive(bool.must()),
                        List.of(),
                        positive(bool.should()),
                        positive(bool.filter()),
                        Optional.empty());
            case QueryAst.Boost(QueryAst underlying, float boost) -> new QueryAst.Boost(positive(underlying), boost);
            case QueryAst.MatchAll _,
                    QueryAst.MatchNone _,
                    QueryAst.Term _,
                    QueryAst.TermSet _,
                    QueryAst.FieldPresence _,
                    QueryAst.FullText _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.Range _,
                    QueryAst.UserInput _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ -> query;
        };
    }

    private static List<QueryAst> positive(List<QueryAst> clauses) {
        return clauses.stream().map(DocSnippets::positive).toList();
    }

    /// For each field that the document has its snippets, or an empty list if there is nothing to mark in it.
    Map<String, List<String>> of(ObjectNode document) {
        Map<String, List<String>> snippets = new LinkedHashMap<>();
        fields.forEach((path, cutter) -> find(document, path).ifPresent(value -> {
            List<String> texts = texts(value);
            snippets.put(path, cutter.map(found -> found.cut(texts)).orElse(List.of()));
        }));
        return snippets;
    }

    private static Optional<JsonNode> find(ObjectNode document, String path) {
        JsonNode whole = document.get(path);
        if (whole != null) {
            return Optional.of(whole);
        }
        int dot = path.indexOf('.');
        while (dot >= 0) {
            JsonNode inner = document.get(path.substring(0, dot));
            if (inner instanceof ObjectNode object) {
                return find(object, path.substring(dot + 1));
            }
            dot = path.indexOf('.', dot + 1);
        }
        return Optional.empty();
    }

    private static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isString()) {
            texts.add(value.stringValue());
        } else if (value.isArray()) {
            value.forEach(element -> {
                if (element.isString()) {
                    texts.add(element.stringValue());
                }
            });
        }
        return texts;
    }
}
