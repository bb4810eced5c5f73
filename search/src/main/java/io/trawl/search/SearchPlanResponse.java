package io.trawl.search;

import io.trawl.query.QueryAst;
import java.util.List;

/// What a search would do.
///
/// @param query with all texts parsed
/// @param engineQuery what splits are asked, for people to read
/// @param splits that would be searched, as `index id/split id`
public record SearchPlanResponse(
        QueryAst query, String engineQuery, List<String> splits, StorageRequests storageRequests) {
    /// No index, nothing to do.
    public static final SearchPlanResponse NOTHING =
            new SearchPlanResponse(new QueryAst.MatchAll(), "", List.of(), new StorageRequests(0, 0, 0, 0, 0, 0));

    public SearchPlanResponse {
        splits = List.copyOf(splits);
    }

    /// Parts of a split that the query reads, each counted once.
    ///
    /// @param footer the hot tail
    /// @param fastfield columns
    /// @param fieldnorm lengths of fields
    /// @param sstable look-ups in term dictionaries
    /// @param posting lists of documents
    /// @param position lists of positions
    public record StorageRequests(int footer, int fastfield, int fieldnorm, int sstable, int posting, int position) {}
}
