package io.trawl.metastore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The commit ids of the last entries. Tells a writer that lost sight of the log whether its own entry is part of it.
///
/// @param lastNumber the number of the last entry, 0 before the first
/// @param commitIds of the entries up to it, oldest first, at most [#MAX]
record RecentCommits(long lastNumber, List<String> commitIds) {
    /// A writer that finds itself further behind than this cannot know the fate of its entry, and says so.
    static final int MAX = 1_000;

    static final RecentCommits NONE = new RecentCommits(0, List.of());

    RecentCommits {
        commitIds = List.copyOf(commitIds);
        if (commitIds.size() > lastNumber) {
            throw new IllegalArgumentException(commitIds.size() + " commits up to entry " + lastNumber);
        }
    }

    RecentCommits then(String commitId) {
        List<String> ids = new ArrayList<>(Math.min(MAX, commitIds.size() + 1));
        ids.addAll(commitIds.subList(commitIds.size() < MAX ? 0 : 1, commitIds.size()));
        ids.add(commitId);
        return new RecentCommits(lastNumber + 1, ids);
    }

    /// The commit id of an entry; empty before the first, before those kept, and after the last.
    Optional<String> commitOf(long number) {
        long first = lastNumber - commitIds.size() + 1;
        return number < first || number > lastNumber
                ? Optional.empty()
                : Optional.of(commitIds.get((int) (number - first)));
    }

    /// Of the last entry; empty text before the first.
    String lastCommitId() {
        return commitIds.isEmpty() ? "" : commitIds.getLast();
    }
}
