package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsFormat.IntBlockTermState;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.BytesRef;

/// The writing half of the adapter to Lucene's postings: walks every term once and notes where its bytes lie.
///
/// Knows the term state of `Lucene104PostingsFormat`, and that its writer writes the fields in the order of
/// their names, so that a field's lists end where the next field's start. [Lucene104Ranges] is the reading
/// half.
final class TermWalk {
    /// The codecs whose postings this class and [Lucene104Ranges] know. Splits of others are read on demand.
    static final Set<String> CODECS = Set.of(TrawlCodec.NAME, "Lucene104");

    /// How many terms are walked between two looks at the context.
    private static final int TERMS_PER_CHECK = 1 << 14;

    /// What is known of a field before the copies of its blocks have a place. All ranges are in file
    /// coordinates.
    ///
    /// @param inner the blocks of the dictionary that are not leaves, and the floor blocks behind them
    record FieldWalk(
            String field, ByteRange dictionary, int longestBlock, List<ByteRange> inner, SparseTermIndex samples) {}

    /// A field whose last term still lacks its end.
    private record OpenField(
            String name,
            BlockRecorder blocks,
            SparseTermIndex.Builder samples,
            boolean hasPositions,
            long firstPostings,
            long lastPostings,
            long firstPositions,
            long lastPositions) {}

    private final ByteRange dictionaryFile;
    private final ByteRange postingsFile;
    private final ByteRange positionsFile;
    private final String dictionaryName;
    private final Directory index;
    private final AccessLog log;
    private final RequestContext context;

    private TermWalk(SplitLayout layout, Directory index, AccessLog log, RequestContext context) {
        this.dictionaryName = layout.onlyDataFile("tim").orElseThrow();
        this.dictionaryFile = layout.dataFile(dictionaryName);
        this.postingsFile = layout.dataFile(layout.onlyDataFile("doc").orElseThrow());
        this.positionsFile =
                layout.onlyDataFile("pos").map(layout::dataFile).orElse(new ByteRange(0, CodecUtil.footerLength()));
        this.index = index;
        this.log = log;
        this.context = context;
    }

    /// Walks all fields. Nothing is found where the dictionary lies in the tail, or in a codec that is not
    /// known.
    ///
    /// @param index without recording
    /// @param leaf opened on a [RecordingDirectory] over `index` that keeps `log`
    static List<FieldWalk> walk(
            SplitLayout layout, Directory index, LeafReader leaf, String codec, AccessLog log, RequestContext context)
            throws IOException {
        boolean isKnown = CODECS.contains(codec)
                && layout.onlyDataFile("tim").isPresent()
                && layout.onlyDataFile("doc").isPresent();
        return isKnown ? new TermWalk(layout, index, log, context).walkAll(leaf) : List.of();
    }

    private List<FieldWalk> walkAll(LeafReader leaf) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (FieldInfo field : leaf.getFieldInfos()) {
            if (field.getIndexOptions() != IndexOptions.NONE) {
                names.add(field.name);
            }
        }
        List<OpenField> fields = new ArrayList<>();
        try (IndexInput peek = index.openInput(dictionaryName, IOContext.DEFAULT)) {
            for (String name : names) {
                Terms terms = leaf.terms(name);
                if (terms != null) {
                    BlockRecorder blocks = new BlockRecorder(dictionaryName, dictionaryFile.start(), peek.clone());
                    log.setSeekListener(blocks);
                    fields.add(walkField(name, terms, blocks));
                }
            }
        } finally {
            log.setSeekListener(null);
        }
        return close(fields);
    }

    private OpenField walkField(String name, Terms terms, BlockRecorder blocks) throws IOException {
        boolean hasPositions = terms.hasPositions();
        SparseTermIndex.Builder samples = new SparseTermIndex.Builder(SplitFormat.SAMPLE_BYTES, hasPositions);
        TermsEnum all = terms.iterator();
        long firstPostings = -1;
        long firstPositions = 0;
        long postings = 0;
        long positions = 0;
        int count = 0;
        for (BytesRef term = all.next(); term != null; term = all.next()) {
            IntBlockTermState state = (IntBlockTermState) all.termState();
            postings = postingsFile.start() + state.docStartFP;
            positions = positionsFile.start() + state.posStartFP;
            if (firstPostings < 0) {
                firstPostings = postings;
                firstPositions = positions;
            }
            samples.add(term, postings, positions, blocks.currentLeaf());
            if (++count % TERMS_PER_CHECK == 0) {
                context.check();
            }
        }
        return new OpenField(name, blocks, samples, hasPositions, firstPostings, postings, firstPositions, positions);
    }

    /// A field's lists end where those of the next field start, or at the file's footer.
    private List<FieldWalk> close(List<OpenField> fields) {
        List<FieldWalk> walks = new ArrayList<>(fields.size());
        long postingsEnd = postingsFile.end() - CodecUtil.footerLength();
        long positionsEnd = positionsFile.end() - CodecUtil.footerLength();
        for (OpenField field : fields.reversed()) {
            boolean isInOrder =
                    field.lastPostings <= postingsEnd && (!field.hasPositions || field.lastPositions <= positionsEnd);
            if (!isInOrder) {
                throw new IllegalStateException(
                        "the postings of field `" + field.name + "` do not lie before those of the field after it");
            }
            SparseTermIndex samples = field.samples.build(postingsEnd, positionsEnd);
            walks.add(new FieldWalk(
                    field.name,
                    field.blocks.dictionary(),
                    field.blocks.longestBlock(),
                    List.copyOf(field.blocks.inner()),
                    samples));
            postingsEnd = field.firstPostings;
            if (field.hasPositions) {
                positionsEnd = field.firstPositions;
            }
        }
        return walks.reversed();
    }
}
