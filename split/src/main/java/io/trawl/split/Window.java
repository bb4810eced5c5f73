package io.trawl.split;

/// A run of bytes that can be read without asking further.
///
/// @param start in the mapped file, inclusive
/// @param end in the mapped file, exclusive
/// @param shift what to add to a position in the split to get the one in the mapped file: zero, except in a
///     copy
record Window(long start, long end, long shift) {
    static final Window NONE = new Window(0, 0, 0);

    /// Whether the bytes from `position`, in the mapped file, up to `end` lie within.
    boolean holds(long position, long length) {
        return position >= start && position + length <= end;
    }
}
