package io.trawl.search.root;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ResolvedField;
import io.trawl.docmapper.ValueType;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.IndexPatterns;
import io.trawl.query.AggregationRequest;
import io.trawl.query.Aggregations;
import io.trawl.query.SortBy;
import io.trawl.search.SearchRequest;
import java.util.List;
import java.util.Locale;
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

    /// Every sort key must be a column that has an order, in every index.
    static void sortKeys(List<SortBy> keys, IndexSchema schema) {
        for (SortBy key : keys) {
            if (!key.isScore() && !key.isDocAddress()) {
                sortKey(key.field(), schema);
            }
        }
    }

    private static void sortKey(String field, IndexSchema schema) {
        ResolvedField resolved =
                schema.resolve(field).orElseThrow(() -> invalid("unknown field used in `sort by`: " + field));
        FieldEntry entry = entry(resolved);
        boolean plain = resolved instanceof ResolvedField.Plain;
        ValueType type = entry.type();
        boolean ordered = type.isNumeric() || type == ValueType.BOOL || type == ValueType.DATETIME;
        if (plain && !ordered) {
            throw invalid("sort by field on type " + type.name().toLowerCase(Locale.ROOT)
                    + " is currently not supported `" + field + "`");
        }
        if (!entry.fast()) {
            throw invalid(
                    "sort by field must be a fast field, please add the fast property to your field `" + field + "`");
        }
    }

    /// Every field that is aggregated must be a column, at any depth.
    static void aggregations(Aggregations aggregations, IndexSchema schema) {
        for (AggregationRequest request : aggregations.byName().values()) {
            String field = request.field();
            ResolvedField resolved =
                    schema.resolve(field).orElseThrow(() -> invalid("Field \"" + field + "\" does not exist"));
            if (!entry(resolved).fast()) {
                throw invalid("Field \"" + field + "\" is not configured as a fast field");
            }
            aggregations(request.children(), schema);
        }
    }

    private static FieldEntry entry(ResolvedField resolved) {
        return switch (resolved) {
            case ResolvedField.Plain(FieldEntry entry) -> entry;
            case ResolvedField.JsonPath(FieldEntry root, String _) -> root;
        };
    }

    private static TrawlException invalid(String reason) {
        return TrawlException.badRequest("Invalid argument: " + reason);
    }
}
