package io.trawl.split;

import java.util.Set;

/// The numbers of the split file format, version 1; [the package's page][io.trawl.split] is its manual.
final class SplitFormat {
    /// What this program writes.
    static final int VERSION = 1;
    /// The oldest program that can read what this one writes.
    static final int MIN_READER_VERSION = 1;

    /// Features that a reader must know to give right answers, one bit each. None so far.
    static final int KNOWN_FEATURES = 0;

    /// Large enough to add little to a small read and little to the tail (4 bytes each), small enough not to
    /// waste a read.
    static final int MIN_PAGE_SIZE = 16 << 10;
    /// Past this many pages, which take 256 KiB of tail, pages double in size.
    static final int MAX_PAGES = 1 << 16;

    /// A split with less than this lies in its tail whole: reading 256 KiB takes 3 ms, a second wave at least
    /// 30.
    static final long WHOLE_IN_TAIL_LIMIT = 256 << 10;
    /// The most that the dictionary of one field may take in the tail.
    static final long HOT_DICTIONARY_LIMIT = 64 << 10;
    /// The part of the data that all dictionaries in the tail may take together: one in a thousand, the
    /// smallest first.
    static final long HOT_DICTIONARIES_SHARE = 1000;
    /// A file of an unknown kind goes to the tail if it is at most this long.
    static final long SMALL_FILE_LIMIT = 8 << 10;

    /// Bytes of postings, positions and dictionary that one sample of the sparse term index stands for.
    static final long SAMPLE_BYTES = 64 << 10;

    /// A tail's directory never comes near this; a larger one is damage, and must not exhaust the memory.
    static final int MAX_DIRECTORY_BYTES = 256 << 20;

    /// Lucene files that say where things are: read at open or by every search, and small beside what they
    /// describe.
    static final Set<String> INDEX_LIKE = Set.of(
            "si", "fnm", // the segment and its fields
            "tip", "tmd", "psm", // terms index and what belongs to it
            "fdx", "fdm", // where stored fields lie
            "dvm", "dvs", "nvm"); // columns: where they lie, their skip index; norms

    private SplitFormat() {}

    /// The page size for so many bytes before the tail.
    static int pageSize(long dataLength) {
        long size = MIN_PAGE_SIZE;
        while (size * MAX_PAGES < dataLength) {
            size <<= 1;
        }
        return Math.toIntExact(size);
    }

    /// The suffix of a Lucene file's name: `tim` for `_0_Lucene104_0.tim`, `segments` for `segments_1`.
    static String kind(String luceneFile) {
        int dot = luceneFile.lastIndexOf('.');
        return dot >= 0 ? luceneFile.substring(dot + 1) : luceneFile.replaceFirst("_.*", "");
    }

    /// Whether a Lucene file belongs in the tail for what it is, not for the size of the split.
    static boolean isIndexLike(String luceneFile, long length) {
        String kind = kind(luceneFile);
        return INDEX_LIKE.contains(kind) || kind.equals("segments") || length <= SMALL_FILE_LIMIT && !isBulk(kind);
    }

    private static boolean isBulk(String kind) {
        return switch (kind) {
            case "tim", "doc", "pos", "fdt" -> true;
            default -> false;
        };
    }
}
