package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;

/// Writes one split file, as [SplitLayout] and [HotTailPlan] decided: bulk files, appendix, tail, trailer.
final class SplitWriter {
    private final Directory index;
    private final SplitLayout layout;
    private final HotTailPlan plan;
    private final RequestContext context;

    SplitWriter(Directory index, SplitLayout layout, HotTailPlan plan, RequestContext context) {
        this.index = index;
        this.layout = layout;
        this.plan = plan;
        this.context = context;
    }

    /// @return the footer offsets
    ByteRange write(String codec, SplitIdentity identity, Path target) throws IOException {
        long tailStart = plan.dataLength(layout);
        try (SplitOutput out = new SplitOutput(target, tailStart);
                OpenInputs inputs = new OpenInputs(index)) {
            Map<String, ByteRange> files = new LinkedHashMap<>(layout.dataFiles());
            for (Map.Entry<String, ByteRange> file : layout.dataFiles().entrySet()) {
                copyFile(file.getKey(), file.getValue().length(), out);
            }
            for (HotPieces.Piece piece : plan.appendix()) {
                copyData(piece.data(), inputs, out);
            }
            out.startTail();
            for (Map.Entry<String, Long> file : layout.hotFiles().entrySet()) {
                files.put(file.getKey(), ByteRange.ofLength(out.position(), file.getValue()));
                copyFile(file.getKey(), file.getValue(), out);
            }
            List<HotPieces.Piece> pieces = new ArrayList<>();
            for (ByteRange run : plan.hot()) {
                pieces.add(new HotPieces.Piece(run, out.position()));
                copyData(run, inputs, out);
            }
            pieces.addAll(plan.appendix());
            writeDirectory(codec, identity, files, pieces, out);
            return new ByteRange(tailStart, out.position());
        }
    }

    private void copyFile(String name, long length, SplitOutput out) throws IOException {
        context.check();
        try (IndexInput in = index.openInput(name, IOContext.READONCE)) {
            out.copy(in, length);
        }
    }

    private void copyData(ByteRange range, OpenInputs inputs, SplitOutput out) throws IOException {
        for (Map.Entry<String, ByteRange> file : layout.dataFiles().entrySet()) {
            ByteRange place = file.getValue();
            if (place.overlaps(range)) {
                long from = Math.max(place.start(), range.start());
                long to = Math.min(place.end(), range.end());
                IndexInput in = inputs.open(file.getKey());
                in.seek(from - place.start());
                out.copy(in, to - from);
            }
        }
    }

    private void writeDirectory(
            String codec,
            SplitIdentity identity,
            Map<String, ByteRange> files,
            List<HotPieces.Piece> pieces,
            SplitOutput out)
            throws IOException {
        SplitIdentity unplaced = identity.withMetadata(identity.metadata().withFooterOffsets(new ByteRange(0, 0)));
        byte[] directory = TailDirectory.encode(new TailDirectory.Contents(
                codec,
                SplitIdentityJson.write(unplaced),
                files,
                out.pages(),
                pieces,
                plan.columns(),
                plan.norms(),
                plan.terms()));
        byte[] compressed = TailDirectory.compress(directory);
        long directoryStart = out.position();
        long tailStart = plan.dataLength(layout);
        out.write(compressed);
        Trailer trailer = new Trailer(
                new ByteRange(tailStart, out.position() + Trailer.LENGTH),
                new ByteRange(directoryStart, out.position()),
                directory.length,
                out.tailChecksum(),
                SplitFormat.VERSION,
                SplitFormat.MIN_READER_VERSION,
                0);
        out.write(trailer.encode());
    }

    /// Inputs that are read at many places, each opened once.
    private static final class OpenInputs implements AutoCloseable {
        private final Directory index;
        private final Map<String, IndexInput> inputs = new HashMap<>();

        OpenInputs(Directory index) {
            this.index = index;
        }

        IndexInput open(String name) throws IOException {
            IndexInput input = inputs.get(name);
            if (input == null) {
                input = index.openInput(name, IOContext.DEFAULT);
                inputs.put(name, input);
            }
            return input;
        }

        @Override
        public void close() throws IOException {
            IOUtils.close(inputs.values());
        }
    }
}
