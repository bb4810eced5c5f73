package io.trawl.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file of a [Disk]. Positions are explicit, so it is safe for concurrent use; an interrupt of a thread that
/// uses it does no harm to the others.
public interface DiskFile extends Closeable {
    long size() throws IOException;

    /// Fills `target` from `position` on, or up to the end of the file.
    ///
    /// @return the number of bytes read; fewer than asked for only at the end of the file, 0 behind it
    int read(ByteBuffer target, long position) throws IOException;

    /// Writes all of `source` at `position`; the file grows as needed. Not durable before [#force].
    void write(ByteBuffer source, long position) throws IOException;

    /// Cuts the file to `size` bytes if it is longer.
    void truncate(long size) throws IOException;

    /// Makes all that was written, and the length, survive a crash. The file's name needs [Disk#forceDirectory].
    ///
    /// After a failure it is unknown what is on the disk, and forcing again may wrongly succeed: give the file up.
    void force() throws IOException;
}
