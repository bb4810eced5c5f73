package io.trawl.search.collect;

import io.trawl.query.FieldColumn;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/// Encodes a column of all matching documents of one segment, in pieces: the caller sends a piece, which may take as
/// long as its reader pleases, and only then asks for the next one. No permit need be held in between.
///
/// Not for several threads at once, but each call may come from another thread.
public final class ValueScan {
    /// A piece is sent when it has so many bytes.
    private static final int PIECE_BYTES = 256 << 10;
    /// Held for frames before they are sent: 250,000 values.
    private static final int FRAMES_BYTES = 2 << 20;
    /// Documents looked at before the size of the piece is, where each has one value: 1.3 MB as text at most.
    private static final int WINDOW_DOCS = 64 << 10;
    /// The same for documents with several values, of which nobody knows how many.
    private static final int WINDOW_DOCS_MULTI = 4 << 10;

    private final BatchReader reader;
    private final ValueEncoder encoder;
    private final int pieceBytes;
    private final int windowDocs;
    private final int maxDoc;
    private final @Nullable BulkScorer scorer;
    private int next;

    /// What a scan may hold in memory, for budgets: what is held for frames, and that again as they are sent.
    public static final int MEMORY_BYTES = 3 * FRAMES_BYTES;

    /// What to read.
    ///
    /// @param value of integers or times
    /// @param partition of integers
    public record Columns(FieldColumn value, Optional<FieldColumn> partition) {}

    private ValueScan(LeafReader reader, Columns columns, ValueEncoder encoder, @Nullable BulkScorer scorer)
            throws IOException {
        this.reader = new BatchReader(reader, columns, encoder);
        this.encoder = encoder;
        this.pieceBytes = columns.partition.isPresent() ? FRAMES_BYTES : PIECE_BYTES;
        this.windowDocs = columns.value.multiValued() ? WINDOW_DOCS_MULTI : WINDOW_DOCS;
        this.maxDoc = reader.maxDoc();
        this.scorer = scorer;
    }

    /// Looks the query's terms up, so it may read the dictionary.
    ///
    /// @param asText decimal lines rather than eight bytes a value; not with partitions
    public static ValueScan of(LeafReader reader, Query query, Columns columns, boolean asText) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1f);
        LeafReaderContext context = searcher.getLeafContexts().getFirst();
        ScorerSupplier supplier = weight.scorerSupplier(context);
        return new ValueScan(
                reader, columns, encoder(columns, asText), supplier == null ? null : supplier.bulkScorer());
    }

    private static ValueEncoder encoder(Columns columns, boolean asText) {
        if (columns.partition.isPresent()) {
            return new PartitionEncoder();
        }
        return asText ? new CsvEncoder(columns.value.kind() == FieldColumn.Kind.U64) : new RowBinaryEncoder();
    }

    /// Makes the next piece, in place of the one before.
    ///
    /// @return false if there is none: all matching documents have been encoded
    public boolean advance(Pace pace) throws IOException {
        encoder.clear();
        BulkScorer matches = scorer;
        if (matches == null) {
            return false;
        }
        DocBatcher batcher = new DocBatcher();
        batcher.sendTo(reader);
        while (next < maxDoc && encoder.held() < pieceBytes) {
            int start = next;
            int end = (int) Math.min((long) start + Math.min(windowDocs, pace.windowDocs()), maxDoc);
            next = Math.max(end, matches.score(batcher, null, start, end));
            batcher.flush();
            pace.windowDone(end - start);
        }
        encoder.finish();
        return encoder.size > 0;
    }

    /// The piece, of which the first [#size] bytes are meant.
    public byte[] bytes() {
        return encoder.buffer;
    }

    public int size() {
        return encoder.size;
    }

    /// Reads the columns of batches of documents.
    private static final class BatchReader implements DocSink {
        private final Columns columns;
        private final ValueEncoder encoder;
        private final NumberColumn values;
        private final @Nullable NumberColumn partitions;
        private final ValueBatch valueBatch = new ValueBatch();
        private final ValueBatch partitionBatch = new ValueBatch();
        private long[] sentValues = new long[ValueBatch.DOCS];
        private long[] sentPartitions = new long[ValueBatch.DOCS];

        BatchReader(LeafReader reader, Columns columns, ValueEncoder encoder) throws IOException {
            this.columns = columns;
            this.encoder = encoder;
            this.values = NumberColumn.open(reader, columns.value.column());
            this.partitions = columns.partition.isPresent()
                    ? NumberColumn.open(reader, columns.partition.get().column())
                    : null;
        }

        @Override
        public void accept(int[] docs, int count) throws IOException {
            values.read(docs, count, valueBatch);
            if (sentValues.length < valueBatch.size) {
                sentValues = new long[valueBatch.values.length];
                sentPartitions = new long[valueBatch.values.length];
            }
            NumberColumn partitionColumn = partitions;
            if (partitionColumn == null) {
                for (int i = 0; i < valueBatch.size; i++) {
                    sentValues[i] = ValueEncoder.sent(columns.value.kind(), valueBatch.values[i]);
                }
                encoder.add(sentValues, sentPartitions, valueBatch.size);
                return;
            }
            partitionColumn.readFirst(docs, count, partitionBatch);
            encoder.add(sentValues, sentPartitions, joinPartitions());
        }

        /// Both batches ascend by row.
        private int joinPartitions() {
            FieldColumn.Kind kind = columns.partition.orElseThrow().kind();
            int joined = 0;
            int p = 0;
            for (int v = 0; v < valueBatch.size; v++) {
                int row = valueBatch.rows[v];
                while (p < partitionBatch.size && partitionBatch.rows[p] < row) {
                    p++;
                }
                if (p < partitionBatch.size && partitionBatch.rows[p] == row) {
                    sentValues[joined] = ValueEncoder.sent(columns.value.kind(), valueBatch.values[v]);
                    sentPartitions[joined++] = ValueEncoder.sent(kind, partitionBatch.values[p]);
                }
            }
            return joined;
        }
    }
}
