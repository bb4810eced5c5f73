package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;

/// Turns a Lucene index of one segment into a split file, written in one sequential pass.
///
/// The index is first opened once through a [RecordingDirectory], which shows what opening reads and where
/// the columns lie, and every term is walked once. Memory: the samples of the terms, which is a thousandth of
/// the index.
public final class SplitPackager {
    /// Packs `index` into `target`.
    ///
    /// @param index exactly one segment, without deletions or compound files, committed
    /// @param identity its metadata's footer offsets are passed over
    /// @param target the file to write; replaced if it exists, and gone if this fails. Not forced to disk
    /// @throws TrawlException UNAVAILABLE if the file cannot be written
    public PackagedSplit pack(Directory index, SplitIdentity identity, Path target, RequestContext context) {
        context.check();
        try {
            SegmentInfos segments = SegmentInfos.readLatestCommit(index);
            String codec = checkedCodec(segments, identity.metadata());
            SplitLayout layout = SplitLayout.of(index, segments.files(true));
            HotTailPlan plan = plan(index, layout, codec, context);
            ByteRange tail = new SplitWriter(index, layout, plan, context).write(codec, identity, target);
            return new PackagedSplit(target, identity.metadata().withFooterOffsets(tail));
        } catch (RuntimeException failure) {
            discard(target, failure);
            throw failure;
        } catch (IOException failure) {
            discard(target, failure);
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot package split " + identity.metadata().splitId() + " into `" + target + "`: "
                            + TrawlException.describe(failure),
                    failure);
        }
    }

    /// A part of a split is of no use, and the disk may be full.
    private static void discard(Path target, Exception failure) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    private static HotTailPlan plan(Directory index, SplitLayout layout, String codec, RequestContext context)
            throws IOException {
        AccessLog log = new AccessLog();
        ColumnWalk columns = new ColumnWalk(layout, log);
        try (DirectoryReader reader = DirectoryReader.open(new RecordingDirectory(index, log))) {
            LeafReader leaf = reader.leaves().getFirst().reader();
            columns.keepReads();
            columns.walk(leaf);
            return HotTailPlan.of(layout, columns, TermWalk.walk(layout, index, leaf, codec, log, context));
        }
    }

    private static String checkedCodec(SegmentInfos segments, SplitMetadata metadata) {
        if (segments.size() != 1) {
            throw new IllegalArgumentException("a split holds exactly 1 segment, got " + segments.size());
        }
        SegmentCommitInfo segment = segments.info(0);
        if (segment.hasDeletions() || segment.info.getUseCompoundFile()) {
            throw new IllegalArgumentException(
                    "the segment of split " + metadata.splitId() + " must have no deletions and no compound file");
        }
        if (segment.info.maxDoc() != metadata.numDocs()) {
            throw new IllegalArgumentException("split " + metadata.splitId() + " should have " + metadata.numDocs()
                    + " documents, its segment has " + segment.info.maxDoc());
        }
        return segment.info.getCodec().getName();
    }
}
