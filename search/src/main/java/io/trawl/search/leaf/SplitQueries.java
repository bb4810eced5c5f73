package io.trawl.search.leaf;

import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.query.CompileOptions;
import io.trawl.query.CompiledQuery;
import io.trawl.query.QueryCompiler;
import io.trawl.query.TimeRange;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SplitTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.MatchNoDocsQuery;

/// The query of one request, compiled once for each mapping among its splits.
final class SplitQueries {
    private final LeafSearchRequest request;
    private final Map<Key, CompiledQuery> compiled = new ConcurrentHashMap<>();

    private record Key(IndexSchema schema, boolean olderMapping, boolean fewColumns, boolean timed) {}

    SplitQueries(LeafSearchRequest request) {
        this.request = request;
    }

    /// @param schema of the split's own mapping
    CompiledQuery compile(SplitTarget split, IndexSchema schema, LeafReader reader) {
        String current = request.currentMappings().get(split.indexUid().indexId());
        boolean older = !split.docMappingUid().equals(current);
        boolean timed = !request.within().isAll() && !allWithin(split, schema, reader);
        boolean fewColumns = ColumnLimit.isReached(reader.getFieldInfos());
        return compiled.computeIfAbsent(new Key(schema, older, fewColumns, timed), this::compile);
    }

    private CompiledQuery compile(Key key) {
        if (key.timed && key.schema.timestampField().isEmpty()) {
            // Made before the index had a timestamp field: no document of the split has a time to lie in the range.
            return new CompiledQuery(MatchNoDocsQuery.INSTANCE, List.of(), false, true);
        }
        TimeRange within = key.timed ? request.within() : TimeRange.ALL;
        CompileOptions options = CompileOptions.DEFAULT.withTimeRange(within);
        if (key.olderMapping) {
            options = options.forOlderMapping();
        }
        if (key.fewColumns) {
            options = options.forFewColumns();
        }
        return QueryCompiler.compile(
                request.query(), key.schema, request.needsScores() ? options.withScoring() : options);
    }

    /// Whether every document of the split lies in the request's time range, so that none need be looked at.
    /// The metadata's range says nothing about documents without a timestamp; the column's skip index knows if
    /// there are.
    private boolean allWithin(SplitTarget split, IndexSchema schema, LeafReader reader) {
        boolean inside = split.timeRange().isPresent()
                && request.within()
                        .contains(
                                split.timeRange().get().start(),
                                split.timeRange().get().end());
        if (!inside || schema.timestampField().isEmpty()) {
            return false;
        }
        try {
            FieldEntry timestamp = schema.timestampField().get();
            DocValuesSkipper skipper = reader.getDocValuesSkipper(timestamp.luceneField());
            return skipper != null && skipper.docCount() == reader.maxDoc();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
