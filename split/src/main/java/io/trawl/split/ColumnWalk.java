package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.BytesRef;

/// Opens everything of every field once, and learns from the [AccessLog] what that reads and where each
/// column lies.
///
/// A column's bytes are those that its reader cuts out as slices when it is opened. That is what the column's
/// metadata says, jump tables included; a trace of a scan would miss the tables that only jumps use.
final class ColumnWalk {
    private final SplitLayout layout;
    private final AccessLog log;
    private final RangeSet touched = new RangeSet();
    private final Map<String, List<ByteRange>> columns = new TreeMap<>();
    private final Map<String, List<ByteRange>> norms = new TreeMap<>();

    ColumnWalk(SplitLayout layout, AccessLog log) {
        this.layout = layout;
        this.log = log;
    }

    /// Keeps what opening the index read.
    void keepReads() {
        layout.dataFiles().forEach((name, place) -> {
            for (ByteRange read : log.reads(name)) {
                touched.add(read.shift(place.start()));
            }
        });
        log.clear();
    }

    void walk(LeafReader leaf) throws IOException {
        for (FieldInfo field : leaf.getFieldInfos()) {
            openTerms(leaf, field);
            openNorms(leaf, field);
            openColumn(leaf, field);
        }
        keepDictionary(leaf);
    }

    /// The first blocks of documents are the dictionary of all others, so they must be at hand whichever of them is
    /// read.
    private void keepDictionary(LeafReader leaf) {
        if (leaf instanceof CodecReader codec && codec.getFieldsReader() instanceof StoredDocsReader documents) {
            ByteRange file = layout.dataFiles().get(documents.fileName());
            if (file != null) {
                touched.add(documents.dictionary().shift(file.start()));
            }
        }
    }

    private void openTerms(LeafReader leaf, FieldInfo field) throws IOException {
        Terms terms = field.getIndexOptions() == IndexOptions.NONE ? null : leaf.terms(field.name);
        if (terms != null) {
            terms.getMin();
            terms.getMax();
        }
        keepReads();
    }

    private void openNorms(LeafReader leaf, FieldInfo field) throws IOException {
        if (!field.hasNorms()) {
            return;
        }
        leaf.getNormValues(field.name);
        List<ByteRange> slices = slices();
        if (!slices.isEmpty()) {
            norms.put(field.name, slices);
        }
        keepReads();
    }

    private void openColumn(LeafReader leaf, FieldInfo field) throws IOException {
        if (field.getDocValuesType() == DocValuesType.NONE) {
            return;
        }
        if (field.docValuesSkipIndexType() != DocValuesSkipIndexType.NONE) {
            leaf.getDocValuesSkipper(field.name);
        }
        switch (field.getDocValuesType()) {
            case NUMERIC -> leaf.getNumericDocValues(field.name);
            case BINARY -> leaf.getBinaryDocValues(field.name);
            case SORTED_NUMERIC -> leaf.getSortedNumericDocValues(field.name);
            case SORTED -> openDictionary(leaf.getSortedDocValues(field.name));
            case SORTED_SET -> openDictionary(leaf.getSortedSetDocValues(field.name));
            case NONE -> throw new AssertionError(field.name);
        }
        List<ByteRange> slices = slices();
        if (!slices.isEmpty()) {
            columns.put(field.name, slices);
        }
        // The look-ups in the dictionary were to see its slices; what they read comes with the column.
        log.clear();
    }

    private static void openDictionary(SortedDocValues values) throws IOException {
        if (values.getValueCount() > 0) {
            values.lookupTerm(BytesRef.deepCopyOf(values.lookupOrd(0)));
        }
    }

    private static void openDictionary(SortedSetDocValues values) throws IOException {
        if (values.getValueCount() > 0) {
            values.lookupTerm(BytesRef.deepCopyOf(values.lookupOrd(0)));
        }
    }

    private List<ByteRange> slices() {
        RangeSet ranges = new RangeSet();
        layout.dataFiles().forEach((name, place) -> {
            for (ByteRange slice : log.slices(name)) {
                ranges.add(slice.shift(place.start()));
            }
        });
        return new ArrayList<>(ranges.ranges());
    }

    /// What must be at hand for the index and its fields to be opened, in file coordinates.
    List<ByteRange> touched() {
        return touched.ranges();
    }

    Map<String, List<ByteRange>> columns() {
        return columns;
    }

    Map<String, List<ByteRange>> norms() {
        return norms;
    }
}
