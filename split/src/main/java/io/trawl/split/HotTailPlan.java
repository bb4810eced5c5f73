package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which parts of the bulk data get a copy, and where: the decision between the walks and the writing.
///
/// @param appendix copies of the inner blocks of large dictionaries, field by field, right behind the bulk
///     files
/// @param appendixByField where the copies of one field lie
/// @param hot the runs of data that are copied into the tail
/// @param hotDictionaries the fields whose whole dictionary is among them
/// @param walks of all fields whose terms were walked
/// @param columns the bulk bytes of each column
/// @param norms the bulk bytes of each field's norms
record HotTailPlan(
        List<HotPieces.Piece> appendix,
        Map<String, ByteRange> appendixByField,
        List<ByteRange> hot,
        Set<String> hotDictionaries,
        List<TermWalk.FieldWalk> walks,
        Map<String, List<ByteRange>> columns,
        Map<String, List<ByteRange>> norms) {
    static HotTailPlan of(SplitLayout layout, ColumnWalk columns, List<TermWalk.FieldWalk> walks) {
        Set<String> hotDictionaries = chooseHotDictionaries(layout, walks);
        RangeSet hot = new RangeSet();
        columns.touched().forEach(hot::add);
        List<HotPieces.Piece> appendix = new ArrayList<>();
        Map<String, ByteRange> appendixByField = new LinkedHashMap<>();
        long start = layout.dataFilesLength();
        for (TermWalk.FieldWalk walk : walks) {
            if (hotDictionaries.contains(walk.field())) {
                hot.add(walk.dictionary());
                continue;
            }
            long end = start;
            for (ByteRange block : walk.inner()) {
                appendix.add(new HotPieces.Piece(block, end));
                end += block.length();
            }
            appendixByField.put(walk.field(), new ByteRange(start, end));
            start = end;
        }
        return new HotTailPlan(
                appendix, appendixByField, hot.ranges(), hotDictionaries, walks, columns.columns(), columns.norms());
    }

    /// The smallest first, as long as all together stay small beside the data.
    private static Set<String> chooseHotDictionaries(SplitLayout layout, List<TermWalk.FieldWalk> walks) {
        long budget = Math.max(
                SplitFormat.HOT_DICTIONARY_LIMIT, layout.dataFilesLength() / SplitFormat.HOT_DICTIONARIES_SHARE);
        Set<String> chosen = new HashSet<>();
        List<TermWalk.FieldWalk> bySize = walks.stream()
                .sorted(Comparator.comparingLong(walk -> walk.dictionary().length()))
                .toList();
        for (TermWalk.FieldWalk walk : bySize) {
            long length = walk.dictionary().length();
            if (length > SplitFormat.HOT_DICTIONARY_LIMIT || length > budget) {
                break;
            }
            budget -= length;
            chosen.add(walk.field());
        }
        return chosen;
    }

    /// Bytes of data, appendix included.
    long dataLength(SplitLayout layout) {
        return layout.dataFilesLength()
                + appendixByField.values().stream().mapToLong(ByteRange::length).sum();
    }

    Map<String, FieldTerms> terms() {
        Map<String, FieldTerms> terms = new LinkedHashMap<>();
        for (TermWalk.FieldWalk walk : walks) {
            terms.put(
                    walk.field(),
                    new FieldTerms(
                            walk.dictionary(),
                            walk.longestBlock(),
                            appendixByField.getOrDefault(walk.field(), new ByteRange(0, 0)),
                            hotDictionaries.contains(walk.field()),
                            walk.samples()));
        }
        return terms;
    }
}
