/// The split file: one immutable, self-contained piece of an index, and the way to search it where it lies.
///
/// Entry points: [SplitPackager] makes one from a Lucene index, [SplitOpener] opens one, [SplitInspector]
/// looks into one. [SplitMetadata] is what the metastore keeps of it.
///
/// This page is the manual of the format, version 1.
///
/// # Layout
///
/// ```text
/// 0            bulk files     .tim .doc .pos .nvd .dvp .dvd, stored documents and whatever else is large, end to end
///              appendix       copies of the dictionary's inner blocks, those of one field together
/// tail start   hot files      Lucene's small and index-like files, end to end
///              hot pieces     copies of parts of the bulk files
///              directory      numbered sections, one zstd frame
/// length - 48  trailer
/// ```
///
/// What is before the tail is the *data*; the *tail*, from its start to the end of the file, is what opening
/// reads. The metastore keeps the two ends of the tail (`footer_offsets`), so that an open is one read.
/// Without a metastore the trailer, which is the last 48 bytes of every version, says where the tail starts.
///
/// A split of less than 256 KiB is all tail: bulk files and appendix are empty.
///
/// # Trailer
///
/// Little-endian, like all fixed-width integers here.
///
/// | at | bytes | |
/// |---|---|---|
/// | 0 | 8 | tail start |
/// | 8 | 8 | directory start |
/// | 16 | 4 | directory length, compressed |
/// | 20 | 4 | directory length, decompressed; at most 256 MiB |
/// | 24 | 4 | CRC32C of the tail up to the trailer |
/// | 28 | 2 | format version |
/// | 30 | 2 | minimum reader version: the oldest program that reads the file right |
/// | 32 | 4 | features, one bit each, that a reader must know; none is given out so far |
/// | 36 | 4 | CRC32C of the 36 bytes before |
/// | 40 | 8 | `TRAWLSPL` |
///
/// A file whose minimum reader version or features are not known is refused with `UNKNOWN_VERSION`; a newer
/// format version alone is not a reason. The trailer's own layout never changes.
///
/// # Directory
///
/// Sections, each a VInt id, a VInt length, and its bytes; in any order; unknown ids are passed over. VInt,
/// VLong, ZLong (zigzag) and strings (VInt length, UTF-8) are Lucene's encodings. A *range* is a VLong start
/// and a VLong length. All positions count from the start of the split file.
///
/// | id | section | contents |
/// |---|---|---|
/// | 1 | identity | codec name, string; the [SplitIdentity] as JSON, string |
/// | 2 | files | VInt count; of each Lucene file its name, string, and place, range |
/// | 3 | pages | VInt page size; VLong length of the data; one int CRC32C a page |
/// | 4 | pieces | VInt count; of each ZLong start, VLong length, ZLong start of its copy |
/// | 5 | columns | VInt count; of each column its field, string, VInt count of ranges, and the ranges |
/// | 6 | norms | as columns |
/// | 7 | terms | VInt count; of each field its name, string, VInt length, and its [FieldTerms] |
///
/// The starts of pieces and copies are written as differences from the end of the piece, or copy, before.
///
/// # Pages
///
/// The data is cut into pages of 16 KiB, or of a larger power of two where there would be more than 65,536 of
/// them. Each has a CRC32C in the directory. All reads of data are rounded to pages and checked, so nothing
/// that is wrong on storage can be taken for an answer; the tail is checked as a whole. A mismatch is
/// `CORRUPTED`, naming the file and the bytes.
///
/// # Pieces
///
/// A piece is a run of data that has a copy elsewhere. A read whose page is absent is answered from a copy if
/// one is at hand. Copies in the tail: the headers and footers of the bulk files and whatever else Lucene
/// reads when it opens an index and its fields, which is found by *recording* one such opening
/// ([RecordingDirectory]); the blocks of documents that are the dictionary of all others ([StoredDocsFormat]);
/// and whole dictionaries of small fields (at most 64 KiB each, and together no more than that or a thousandth
/// of the data, the smallest first). Copies in the appendix: of all other
/// dictionaries the *inner* blocks, which a walk over a prefix or range goes down through: those that are not
/// leaves, and the floor blocks right behind them, which the walk looks at on its way back up.
///
/// # Terms
///
/// For each field ([FieldTerms]): the dictionary, range; the length of its longest block, VInt; the copies of
/// its inner blocks in the appendix, range; a byte that is 1 if the whole dictionary is in the tail; and a
/// [SparseTermIndex].
///
/// The sparse term index has a sample whenever the bytes of postings, positions and dictionary since the last
/// one would pass 64 KiB: VInt count; a byte that is 1 if there are positions; of each sample the separator
/// (VInt bytes shared with the one before, VInt rest, the rest) and the leaf blocks of its terms, with the
/// floor block behind the last term's (ZLong start, from the start of those before, VLong length); then the
/// start of each sample's postings and the end of the last ones, as VLong differences; then the same for the
/// positions. Lucene's decoders read up to 4 bytes past a list, so 16 are added to each end.
///
/// The pointers are taken from Lucene's own term states. [TermWalk] writes and [Lucene104Ranges] reads them,
/// and nobody else knows of Lucene's insides; which codecs they know is said by name, and a split of another
/// one is read on demand.
///
/// # Invariants
///
/// - A split is never changed after [SplitPackager]; a merge writes a new one.
/// - Opening one is one storage read. After one fetch of the ranges that [SplitRanges] gives, Lucene misses
///   nothing.
/// - Nothing is given to Lucene that was not checked, and nothing is fetched by two requests at the same
///   time.
/// - A resident part of a split is read through Lucene's own memory-mapped input.
/// - The file on this machine, be it the sparse one of the cache or the split itself on a local storage, has
///   the split's own offsets.
@NullMarked
package io.trawl.split;

import org.jspecify.annotations.NullMarked;
