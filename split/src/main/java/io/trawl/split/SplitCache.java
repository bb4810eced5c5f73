package io.trawl.split;

import io.trawl.common.DataSize;
import java.nio.file.Path;

/// Keeps open splits and what was read of them on this machine, within two limits.
public final class SplitCache implements AutoCloseable {
    /// @param directory for the cache files; created if absent, emptied if not
    /// @param diskLimit bytes of cache files, counted as what was fetched into them
    /// @param openReaderLimit memory held by open readers that no request uses
    public static SplitCache create(Path directory, DataSize diskLimit, DataSize openReaderLimit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
