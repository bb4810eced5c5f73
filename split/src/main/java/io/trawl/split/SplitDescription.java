package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.List;

/// What is inside a split file, for people and tools; made by [SplitInspector].
///
/// @param name of the file in its storage
/// @param identity who the split is
/// @param codec the Lucene codec that wrote it
/// @param files the Lucene files, in the order of their places
/// @param tailParts what the hot tail is made of; the sum is its length
/// @param directoryParts what the tail's directory is made of, before compression
/// @param appendix bytes before the tail that repeat dictionary blocks for walks over prefixes
/// @param fields what is known of each field, in the order of their names
/// @param pageSize bytes that share a checksum
/// @param damages what does not match its checksum; empty if all is well, or nobody looked
public record SplitDescription(
        String name,
        SplitIdentity identity,
        String codec,
        List<FileEntry> files,
        List<Part> tailParts,
        List<Part> directoryParts,
        long appendix,
        List<FieldEntry> fields,
        int pageSize,
        List<String> damages) {
    /// One Lucene file. Those in the tail are read when the split is opened, the others as needed.
    public record FileEntry(String name, ByteRange place, boolean isInTail) {}

    /// Some bytes and what they are for.
    public record Part(String name, long bytes) {}

    /// @param dictionaryBytes of the field's terms; 0 if they lie in the tail as a file
    /// @param isDictionaryInTail whether a copy of them lies in the tail
    /// @param samples how many samples the sparse term index has
    /// @param columnBytes of the field's column, outside of the tail
    public record FieldEntry(
            String name, long dictionaryBytes, boolean isDictionaryInTail, int samples, long columnBytes) {}

    public long fileSize() {
        return identity.metadata().fileSize();
    }

    public ByteRange tail() {
        return identity.metadata().footerOffsets();
    }
}
