package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.store.Directory;

/// Decides, from names and lengths alone, which Lucene files are bulk data and which lie in the hot tail.
///
/// @param dataFiles the bulk files and their place in the split, in the order in which they are written
/// @param hotFiles the files of the tail with their lengths; their place is known once the data is written
record SplitLayout(Map<String, ByteRange> dataFiles, Map<String, Long> hotFiles) {
    /// What is read together lies together: documents, then terms with their postings, then columns.
    private static final List<String> ORDER = List.of("fdt", "tim", "doc", "pos", "nvd", "dvp", "dvd");

    static SplitLayout of(Directory index, Collection<String> names) throws IOException {
        Map<String, Long> lengths = new LinkedHashMap<>();
        long total = 0;
        for (String name : names.stream().sorted(byKind()).toList()) {
            long length = index.fileLength(name);
            lengths.put(name, length);
            total += length;
        }
        boolean isAllHot = total <= SplitFormat.WHOLE_IN_TAIL_LIMIT;
        Map<String, ByteRange> dataFiles = new LinkedHashMap<>();
        Map<String, Long> hotFiles = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, Long> file : lengths.entrySet()) {
            if (isAllHot || SplitFormat.isIndexLike(file.getKey(), file.getValue())) {
                hotFiles.put(file.getKey(), file.getValue());
            } else {
                dataFiles.put(file.getKey(), ByteRange.ofLength(offset, file.getValue()));
                offset += file.getValue();
            }
        }
        return new SplitLayout(dataFiles, hotFiles);
    }

    private static Comparator<String> byKind() {
        Comparator<String> byKind = Comparator.comparingInt(name -> {
            int index = ORDER.indexOf(SplitFormat.kind(name));
            return index < 0 ? ORDER.size() : index;
        });
        return byKind.thenComparing(Comparator.naturalOrder());
    }

    /// Bytes of all bulk files.
    long dataFilesLength() {
        return dataFiles.values().stream().mapToLong(ByteRange::end).max().orElse(0);
    }

    /// The only bulk file of this kind; empty if there is none, or more than one.
    Optional<String> onlyDataFile(String kind) {
        List<String> found = new ArrayList<>();
        for (String name : dataFiles.keySet()) {
            if (SplitFormat.kind(name).equals(kind)) {
                found.add(name);
            }
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    ByteRange dataFile(String name) {
        ByteRange place = dataFiles.get(name);
        if (place == null) {
            throw new IllegalArgumentException("`" + name + "` is not among the data files");
        }
        return place;
    }
}
