package io.trawl.search.root;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.SearcherConfig;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ValueType;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.IndexPatterns;
import io.trawl.query.FieldColumns;
import io.trawl.search.SearchRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a request must be to make sense on its indexes. Texts are those of the native search API.
final class SearchChecks {
    private SearchChecks() {}

    /// @throws TrawlException NOT_FOUND naming the ids that are asked for by name and are not there
    static void indexesExist(List<String> patterns, List<IndexMetadata> found) {
        List<String> missing = IndexPatterns.parse(patterns).exactIds().stream()
                .filter(id -> found.stream().noneMatch(index -> index.indexId().equals(id)))
                .toList();
        if (!missing.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND, "could not find indexes matching the IDs `" + quoted(missing) + "`");
        }
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ", "[", "]"));
    }

    static void splitCount(int splits, SearcherConfig config) {
        int max = config.maxSplitsPerSearch().orElse(Integer.MAX_VALUE);
        if (splits > max) {
            throw TrawlException.badRequest("number of targeted splits " + splits
                    + " exceeds the limit of `searcher.max_splits_per_search` (" + max
                    + "): narrow the time range or raise the limit");
        }
    }

    /// The timestamp fields of the indexes must be one, and there must be one everywhere if the request uses
    /// it.
    static void timestamps(SearchRequest request, List<IndexMetadata> indexes) {
        List<Optional<String>> fields = indexes.stream()
                .map(index -> index.config().docMapping().timestampField())
                .toList();
        if (fields.stream().flatMap(Optional::stream).distinct().count() > 1) {
            throw TrawlException.badRequest("the timestamp field (if present) must be the same for all indexes");
        }
        boolean timed =
                request.startTimestamp().isPresent() || request.endTimestamp().isPresent();
        if (timed && fields.stream().anyMatch(Optional::isEmpty)) {
            throw TrawlException.badRequest("the timestamp field is not set in index: "
                    + quoted(request.indexPatterns())
                    + " definition but start-timestamp or end-timestamp are set in the query");
        }
    }

    /// Every sort key must be a column that has an order, every aggregated field one at all.
    static void columns(SearchRequest request, IndexSchema schema) {
        request.sortBy().forEach(key -> FieldColumns.forSort(schema, key));
        request.aggregations().ifPresent(aggregations -> FieldColumns.needs(schema, aggregations));
    }

    /// Snippets are cut from texts that documents show.
    static void snippets(SearchRequest request, IndexSchema schema) {
        for (String path : request.snippetFields()) {
            FieldEntry entry = schema.entry(path)
                    .orElseThrow(() -> TrawlException.badRequest("The field does not exist: '" + path + "'"));
            String type = engineName(entry.type());
            if (!type.equals("Str")) {
                throw TrawlException.badRequest(
                        "the snippet field `" + path + "` must be of type `Str`, got `" + type + "`");
            }
            if (!entry.stored()) {
                throw TrawlException.badRequest("the snippet field `" + path + "` must be stored");
            }
        }
    }

    /// Quickwit names the types of its engine here.
    private static String engineName(ValueType type) {
        return switch (type) {
            case TEXT, CONCATENATE -> "Str";
            case U64 -> "U64";
            case I64 -> "I64";
            case F64 -> "F64";
            case BOOL -> "Bool";
            case IP -> "IpAddr";
            case DATETIME -> "Date";
            case BYTES -> "Bytes";
            case JSON -> "JsonObject";
        };
    }
}
