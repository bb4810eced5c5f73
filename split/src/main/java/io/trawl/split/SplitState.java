package io.trawl.split;

import io.trawl.common.TrawlException;

/// Where a split stands in its life: staged before the upload, published, marked for deletion, gone.
public enum SplitState {
    /// The metastore knows the split, so that its file can be found again; its documents are not searchable.
    STAGED("Staged"),
    PUBLISHED("Published"),
    /// No longer searched; the file is deleted once no running search can need it.
    MARKED_FOR_DELETION("MarkedForDeletion");

    private final String jsonName;

    SplitState(String jsonName) {
        this.jsonName = jsonName;
    }

    /// As it is written in JSON and in URLs: `Staged`, `Published`, `MarkedForDeletion`.
    public String jsonName() {
        return jsonName;
    }

    /// @throws TrawlException BAD_REQUEST if no state has this name
    public static SplitState ofJsonName(String name) {
        for (SplitState state : values()) {
            if (state.jsonName.equals(name)) {
                return state;
            }
        }
        throw TrawlException.badRequest(
                "unknown split state `" + name + "`, expected one of `Staged`, `Published`, `MarkedForDeletion`");
    }
}
