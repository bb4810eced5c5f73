package io.trawl.metastore;

/// Wants to know when the metastore changes. Called from one thread at a time, never with an older view than before.
@FunctionalInterface
public interface MetastoreListener {
    /// May block: other listeners wait for it, changes do not.
    void changed(MetastoreView view);
}
