package io.trawl.search;

import io.trawl.query.QueryAst;
import java.util.List;

/// Asks for the pieces of documents' texts in which the words of a query stand.
///
/// @param query with all texts parsed
/// @param fields paths of stored texts
public record SnippetRequest(QueryAst query, List<String> fields, SnippetOptions options) {
    public SnippetRequest {
        fields = List.copyOf(fields);
    }
}
