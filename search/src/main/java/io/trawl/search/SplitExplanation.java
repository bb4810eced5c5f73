package io.trawl.search;

import io.trawl.split.FetchCost;
import java.util.List;
import java.util.Optional;

/// What a search would read of one split.
///
/// @param outcome what becomes of the split
/// @param waves in their order; none if nothing is read
/// @param atMost what opening and the waves take at most, whatever is on the node by then
/// @param hitBlocks what each of the documents takes at most that the split may add to the page, the most costly
/// first; empty if no hits are asked for
public record SplitExplanation(
        String splitId, Outcome outcome, List<Wave> waves, FetchCost atMost, List<FetchCost> hitBlocks) {
    public SplitExplanation {
        waves = List.copyOf(waves);
        hitBlocks = List.copyOf(hitBlocks);
    }

    /// What becomes of a split.
    public enum Outcome {
        SEARCH("is searched"),
        KNOWN("its answer is known without reading it"),
        NO_MATCH("nothing of it can add to the answer"),
        TERM_ABSENT("a required term is absent"),
        FAILED("could not be opened");

        private final String reason;

        Outcome(String reason) {
            this.reason = reason;
        }

        /// For people to read.
        public String reason() {
            return reason;
        }
    }

    /// @param phase as a profile names it
    /// @param rule why there is a second wave, in that wave
    /// @param cost what the wave takes if the search runs now
    /// @param micros how long it should take, by what this node measured of its storage so far
    public record Wave(String phase, Optional<String> rule, FetchCost cost, long micros) {}
}
