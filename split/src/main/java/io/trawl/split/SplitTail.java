package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.List;
import java.util.Map;

/// What the hot tail says, beside the Lucene files that lie in it. All ranges are in file coordinates.
///
/// @param codec the name of the Lucene codec that wrote the index
/// @param identity the split's [SplitIdentity] as JSON
/// @param files every Lucene file and its place
/// @param pages checksums of everything before the tail
/// @param pieces which parts of the data have copies, and where
/// @param columns the bulk bytes of each column; a column that lies in the tail is absent
/// @param norms as `columns`, for the lengths of text fields
/// @param terms where the terms of each field lie; empty if the dictionary is in the tail, or the codec is
///     not known
/// @param directoryBytes what the tail's directory takes, decompressed
record SplitTail(
        String codec,
        String identity,
        Map<String, ByteRange> files,
        PageChecksums pages,
        HotPieces pieces,
        Map<String, List<ByteRange>> columns,
        Map<String, List<ByteRange>> norms,
        FieldTermsTable terms,
        int directoryBytes) {}
