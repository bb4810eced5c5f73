package io.trawl.split;

import io.trawl.common.RequestContext;

/// Told when a computation needs bytes that the warm-up plan did not bring; see [SplitReader#MISS_LISTENER].
///
/// The reader calls [#beforeMiss], reads from storage while it blocks, and calls [#afterMiss], all on the
/// thread that missed. A listener gives back its CPU permit in between, so that no I/O happens under one.
public interface MissListener {
    /// Whose counters pay for the read, and whose cancellation ends it.
    RequestContext context();

    void beforeMiss();

    /// Called even if the read failed.
    void afterMiss();
}
