package io.trawl.ingest;

import java.util.List;
import java.util.Optional;

/// What became of the documents of a request.
///
/// @param numDocsForProcessing lines that are not blank
/// @param parseFailures the rejected ones in the order they came, if details were asked for
public record IngestResponse(
        long numDocsForProcessing,
        long numIngestedDocs,
        long numRejectedDocs,
        Optional<List<ParseFailure>> parseFailures) {
    public IngestResponse {
        parseFailures = parseFailures.map(List::copyOf);
    }

    /// True if there was no document at all; such an answer names only how many were to be processed.
    public boolean isForEmptyBody() {
        return numDocsForProcessing == 0;
    }
}
