package io.trawl.indexing;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;

/// The Lucene index of one open split: one writer, one buffer, one flush, one segment. One thread's at a
/// time.
///
/// The buffer has no limit here: its size is charged and watched by the pipeline, which seals the split
/// in time.
final class SplitWriter implements AutoCloseable {
    /// Lucene's own ceiling for what one thread buffers, in MiB; a split is sealed before.
    private static final int HARD_LIMIT_MEBIBYTES = 2047;
    /// Larger than any buffer, so that Lucene never flushes on its own.
    private static final double NO_LIMIT_MEBIBYTES = 1 << 20;

    private final ScratchDirectory directory;
    private final Codec codec;
    private final IndexWriter writer;
    private int documents;
    private boolean hasDeletions;
    private boolean isSealed;

    SplitWriter(ScratchDirectory directory, Codec codec) {
        this.directory = directory;
        this.codec = codec;
        try {
            this.writer = new IndexWriter(directory, config().setMergePolicy(NoMergePolicy.INSTANCE));
        } catch (IOException failure) {
            throw failed("open a split", failure);
        }
    }

    private IndexWriterConfig config() {
        return new IndexWriterConfig()
                .setCodec(codec)
                .setUseCompoundFile(false)
                .setMergeScheduler(new SerialMergeScheduler())
                .setMaxBufferedDocs(IndexWriterConfig.DISABLE_AUTO_FLUSH)
                .setRAMBufferSizeMB(NO_LIMIT_MEBIBYTES)
                .setRAMPerThreadHardLimitMB(HARD_LIMIT_MEBIBYTES)
                .setCommitOnClose(false);
    }

    /// Adds a document.
    ///
    /// @return why Lucene refused it, or an empty text
    String add(Iterable<? extends IndexableField> fields) {
        try {
            writer.addDocument(fields);
            documents++;
            return "";
        } catch (IllegalArgumentException refused) {
            // Lucene marks the half-added document as deleted.
            hasDeletions = true;
            return TrawlException.describe(refused);
        } catch (IOException failure) {
            throw failed("write a split", failure);
        }
    }

    int documents() {
        return documents;
    }

    long heapBytes() {
        return isSealed ? 0 : writer.ramBytesUsed();
    }

    /// Writes the segment and ends the writer; repeating it is harmless.
    ///
    /// @return the index, until this is closed: one segment without deletions
    ScratchDirectory seal() {
        if (isSealed) {
            return directory;
        }
        isSealed = true;
        try {
            writer.commit();
            writer.close();
            if (hasDeletions || SegmentInfos.readLatestCommit(directory).size() != 1) {
                rewrite();
            }
            return directory;
        } catch (IOException failure) {
            throw failed("flush a split", failure);
        }
    }

    /// Brings the index to one whole segment where it is not. Rare: a document that passed the parser and
    /// was refused by Lucene.
    private void rewrite() throws IOException {
        LogDocMergePolicy policy = new LogDocMergePolicy();
        policy.setNoCFSRatio(0);
        try (IndexWriter merger = new IndexWriter(directory, config().setMergePolicy(policy))) {
            merger.forceMergeDeletes();
            merger.forceMerge(1);
            merger.commit();
        }
    }

    private static TrawlException failed(String what, IOException failure) {
        return new TrawlException(
                ErrorCode.UNAVAILABLE, "cannot " + what + ": " + TrawlException.describe(failure), failure);
    }

    /// Deletes everything.
    @Override
    public void close() {
        try (ScratchDirectory ignored = directory) {
            writer.rollback();
        } catch (IOException failure) {
            throw failed("drop a split", failure);
        }
    }
}
