package io.trawl.split;

import io.trawl.common.ByteRange;
import java.nio.file.Path;

/// A split file that was written and is ready to be uploaded.
///
/// @param file the whole split
/// @param metadata with its footer offsets filled in
public record PackagedSplit(Path file, SplitMetadata metadata) {
    /// Bytes of the file.
    public long length() {
        return metadata.fileSize();
    }

    /// The hot tail, from its first byte to the file's end.
    public ByteRange tail() {
        return metadata.footerOffsets();
    }
}
