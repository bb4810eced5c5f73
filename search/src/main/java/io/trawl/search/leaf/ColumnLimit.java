package io.trawl.search.leaf;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.ColumnNames.JsonColumn;
import io.trawl.docmapper.DocParser;
import io.trawl.docmapper.TermCodec;
import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/// Tells a path without values from one whose values have no column, because the split had
/// [DocParser#JSON_COLUMNS_MAX] paths before it. An answer that passes over the latter would be wrong and not say so.
final class ColumnLimit {
    private ColumnLimit() {}

    /// Reads the dictionary of terms, but only in a split that has reached the limit.
    ///
    /// @param field as the request names it
    /// @param column one of those that the field could have, none of which the split has
    /// @throws TrawlException BAD_REQUEST if the split has values of the field all the same
    static void check(String field, FieldColumn column, LeafReader reader) {
        Optional<JsonColumn> path = column.json() ? ColumnNames.parseJson(column.column()) : Optional.empty();
        if (path.isEmpty() || !isReached(reader.getFieldInfos()) || !hasValues(path.get(), reader)) {
            return;
        }
        throw TrawlException.badRequest(
                "field `" + field + "` can be searched, but not sorted by or aggregated: a split"
                        + " has columns for " + DocParser.JSON_COLUMNS_MAX
                        + " undeclared fields, and it came after them. Declare the field in the doc mapping, as fast");
    }

    /// Whether there may be paths without columns.
    static boolean isReached(FieldInfos fields) {
        if (fields.size() < DocParser.JSON_COLUMNS_MAX) {
            return false;
        }
        Set<String> paths = new HashSet<>();
        for (FieldInfo field : fields) {
            if (ColumnNames.parseJson(field.name).isPresent()) {
                paths.add(ColumnNames.withoutType(field.name));
            }
        }
        return paths.size() >= DocParser.JSON_COLUMNS_MAX;
    }

    private static boolean hasValues(JsonColumn path, LeafReader reader) {
        try {
            Terms terms = reader.terms(path.rootField());
            if (terms == null) {
                // Not indexed: nothing tells that there are none.
                return true;
            }
            BytesRef prefix = TermCodec.jsonPrefix(path.path());
            TermsEnum walk = terms.iterator();
            return walk.seekCeil(prefix) != TermsEnum.SeekStatus.END && StringHelper.startsWith(walk.term(), prefix);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
