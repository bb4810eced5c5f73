package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.Closeable;
import java.io.IOException;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/// One split that is open on this node, shared by all requests; [SplitCache] counts who holds it and closes
/// it.
final class OpenSplit implements Closeable {
    /// Heap beside what the tail's directory becomes: Lucene's own structures, measured on log splits.
    private static final long READER_BYTES = 64 << 10;
    /// What a byte of the directory becomes once decoded.
    private static final long DECODED_FACTOR = 3;

    private final String name;
    private final ByteRange footer;
    private final SplitTail tail;
    private final SplitBytes bytes;
    private final DirectoryReader reader;
    private final SplitRanges ranges;
    /// Read when it is first asked for.
    private volatile @Nullable SplitIdentity identity;

    private OpenSplit(
            String name,
            ByteRange footer,
            SplitTail tail,
            SplitBytes bytes,
            DirectoryReader reader,
            SplitRanges ranges) {
        this.name = name;
        this.footer = footer;
        this.tail = tail;
        this.bytes = bytes;
        this.reader = reader;
        this.ranges = ranges;
    }

    /// Takes over `bytes`: closes them if the split cannot be opened.
    ///
    /// @throws TrawlException CORRUPTED or UNKNOWN_VERSION
    static OpenSplit open(String name, ByteRange footer, SplitTail tail, SplitBytes bytes) {
        try {
            DirectoryReader reader = openReader(name, tail, bytes);
            LeafReader leaf = reader.leaves().getFirst().reader();
            SplitRanges ranges = TermWalk.CODECS.contains(tail.codec())
                    ? new Lucene104Ranges(name, leaf, tail, bytes)
                    : new OnDemandRanges();
            return new OpenSplit(name, footer, tail, bytes, reader, ranges);
        } catch (RuntimeException failure) {
            IOUtils.closeWhileSuppressingExceptions(failure, bytes);
            throw failure;
        }
    }

    private static DirectoryReader openReader(String name, SplitTail tail, SplitBytes bytes) {
        try {
            return DirectoryReader.open(
                    new SplitDirectory(tail.files(), (file, place) -> SplitInput.open(file, bytes, place)));
        } catch (IndexFormatTooNewException tooNew) {
            throw unknownCodec(name, tail, tooNew);
        } catch (IOException broken) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED,
                    "the index in split " + name + " cannot be opened: " + TrawlException.describe(broken),
                    broken);
        } catch (IllegalArgumentException unknown) {
            // What Lucene throws when no codec has the name that the segment was written with.
            throw unknownCodec(name, tail, unknown);
        }
    }

    private static TrawlException unknownCodec(String name, SplitTail tail, Exception cause) {
        return new TrawlException(
                ErrorCode.UNKNOWN_VERSION,
                "split " + name + " was written with codec `" + tail.codec()
                        + "`, which this program cannot read: upgrade it (" + TrawlException.describe(cause) + ")",
                cause);
    }

    SplitTail tail() {
        return tail;
    }

    SplitBytes bytes() {
        return bytes;
    }

    LeafReader leaf() {
        return reader.leaves().getFirst().reader();
    }

    SplitRanges ranges() {
        return ranges;
    }

    /// Memory that it takes now, estimated: documents that were read leave their dictionary.
    long memoryBytes() {
        long documents = leaf() instanceof CodecReader codec && codec.getFieldsReader() instanceof StoredDocsReader docs
                ? docs.nativeBytes()
                : 0;
        return READER_BYTES + DECODED_FACTOR * tail.directoryBytes() + documents;
    }

    SplitIdentity identity() {
        SplitIdentity known = identity;
        if (known == null) {
            SplitIdentity unplaced = SplitIdentityJson.read(name, tail.identity());
            known = unplaced.withMetadata(unplaced.metadata().withFooterOffsets(footer));
            identity = known;
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(reader, bytes);
    }
}
