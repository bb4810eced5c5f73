package io.trawl.split;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;

/// The directory of the hot tail: numbered sections, compressed together.
///
/// A reader passes over sections that it does not know; one that it must know is announced by a feature bit
/// in the [Trailer].
final class TailDirectory {
    private static final int IDENTITY = 1;
    private static final int FILES = 2;
    private static final int PAGES = 3;
    private static final int PIECES = 4;
    private static final int COLUMNS = 5;
    private static final int NORMS = 6;
    private static final int TERMS = 7;

    /// Written once and read often, so worth the effort; the directory is small.
    private static final int ZSTD_LEVEL = 9;

    private TailDirectory() {}

    /// What one section's writer does.
    private interface SectionWriter {
        void write(DataOutput out) throws IOException;
    }

    /// What goes into a directory; [SplitTail] is what comes out of it.
    record Contents(
            String codec,
            String identity,
            Map<String, ByteRange> files,
            PageChecksums pages,
            List<HotPieces.Piece> pieces,
            Map<String, List<ByteRange>> columns,
            Map<String, List<ByteRange>> norms,
            Map<String, FieldTerms> terms) {}

    /// @return the sections, not compressed
    static byte[] encode(Contents tail) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        section(out, IDENTITY, section -> {
            section.writeString(tail.codec());
            section.writeString(tail.identity());
        });
        section(out, FILES, section -> encodeFiles(tail.files(), section));
        section(out, PAGES, section -> encodePages(tail.pages(), section));
        section(out, PIECES, section -> encodePieces(tail.pieces(), section));
        section(out, COLUMNS, section -> encodeRanges(tail.columns(), section));
        section(out, NORMS, section -> encodeRanges(tail.norms(), section));
        section(out, TERMS, section -> encodeTerms(tail.terms(), section));
        return out.toArrayCopy();
    }

    static byte[] compress(byte[] directory) {
        return Zstd.compress(directory, ZSTD_LEVEL);
    }

    private static void section(DataOutput out, int id, SectionWriter writer) throws IOException {
        ByteBuffersDataOutput section = new ByteBuffersDataOutput();
        writer.write(section);
        out.writeVInt(id);
        out.writeVInt(Math.toIntExact(section.size()));
        section.copyTo(out);
    }

    private static void encodeFiles(Map<String, ByteRange> files, DataOutput out) throws IOException {
        out.writeVInt(files.size());
        for (Map.Entry<String, ByteRange> file : files.entrySet()) {
            out.writeString(file.getKey());
            encodeRange(file.getValue(), out);
        }
    }

    private static void encodePages(PageChecksums pages, DataOutput out) throws IOException {
        out.writeVInt(pages.pageSize());
        out.writeVLong(pages.dataLength());
        for (int page = 0; page < pages.pageCount(); page++) {
            out.writeInt(pages.checksum(page));
        }
    }

    private static void encodePieces(List<HotPieces.Piece> pieces, DataOutput out) throws IOException {
        out.writeVInt(pieces.size());
        long data = 0;
        long copy = 0;
        for (HotPieces.Piece piece : pieces) {
            out.writeZLong(piece.data().start() - data);
            out.writeVLong(piece.data().length());
            out.writeZLong(piece.copy() - copy);
            data = piece.data().end();
            copy = piece.copy() + piece.data().length();
        }
    }

    private static void encodeRanges(Map<String, List<ByteRange>> rangesByField, DataOutput out) throws IOException {
        out.writeVInt(rangesByField.size());
        for (Map.Entry<String, List<ByteRange>> field : rangesByField.entrySet()) {
            out.writeString(field.getKey());
            out.writeVInt(field.getValue().size());
            for (ByteRange range : field.getValue()) {
                encodeRange(range, out);
            }
        }
    }

    private static void encodeTerms(Map<String, FieldTerms> terms, DataOutput out) throws IOException {
        out.writeVInt(terms.size());
        for (Map.Entry<String, FieldTerms> field : terms.entrySet()) {
            ByteBuffersDataOutput encoded = new ByteBuffersDataOutput();
            field.getValue().encode(encoded);
            out.writeString(field.getKey());
            out.writeVInt(Math.toIntExact(encoded.size()));
            encoded.copyTo(out);
        }
    }

    private static void encodeRange(ByteRange range, DataOutput out) throws IOException {
        out.writeVLong(range.start());
        out.writeVLong(range.length());
    }

    /// @param name of the split, for messages
    /// @throws TrawlException CORRUPTED if the directory does not make sense
    static SplitTail decode(String name, byte[] compressed, int rawLength) {
        try {
            byte[] directory = Zstd.decompress(compressed, rawLength);
            if (directory.length != rawLength) {
                throw new IOException("it has " + directory.length + " bytes, expected " + rawLength);
            }
            return decode(directory);
        } catch (IOException | ZstdException | IllegalArgumentException | IndexOutOfBoundsException broken) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED,
                    "split " + name + " is damaged: the directory of its tail cannot be read: "
                            + TrawlException.describe(broken),
                    broken);
        }
    }

    private static SplitTail decode(byte[] directory) throws IOException {
        Map<Integer, ByteArrayDataInput> sections = new HashMap<>();
        ByteArrayDataInput in = new ByteArrayDataInput(directory);
        while (!in.eof()) {
            int id = in.readVInt();
            int length = in.readVInt();
            sections.put(id, new ByteArrayDataInput(directory, in.getPosition(), length));
            in.skipBytes(length);
        }
        DataInput identity = section(sections, IDENTITY);
        String codec = identity.readString();
        return new SplitTail(
                codec,
                identity.readString(),
                decodeFiles(section(sections, FILES)),
                decodePages(section(sections, PAGES)),
                new HotPieces(decodePieces(section(sections, PIECES))),
                decodeRanges(section(sections, COLUMNS)),
                decodeRanges(section(sections, NORMS)),
                new FieldTermsTable(decodeTerms(section(sections, TERMS))),
                directory.length);
    }

    private static DataInput section(Map<Integer, ByteArrayDataInput> sections, int id) throws IOException {
        ByteArrayDataInput section = sections.get(id);
        if (section == null) {
            throw new IOException("section " + id + " is missing");
        }
        return section;
    }

    private static Map<String, ByteRange> decodeFiles(DataInput in) throws IOException {
        int count = in.readVInt();
        Map<String, ByteRange> files = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            files.put(in.readString(), decodeRange(in));
        }
        return files;
    }

    private static PageChecksums decodePages(DataInput in) throws IOException {
        int pageSize = in.readVInt();
        long dataLength = in.readVLong();
        int[] checksums = new int[PageChecksums.pageCount(pageSize, dataLength)];
        for (int page = 0; page < checksums.length; page++) {
            checksums[page] = in.readInt();
        }
        return new PageChecksums(pageSize, dataLength, checksums);
    }

    private static List<HotPieces.Piece> decodePieces(DataInput in) throws IOException {
        int count = in.readVInt();
        List<HotPieces.Piece> pieces = new ArrayList<>(count);
        long data = 0;
        long copy = 0;
        for (int i = 0; i < count; i++) {
            data += in.readZLong();
            ByteRange range = ByteRange.ofLength(data, in.readVLong());
            copy += in.readZLong();
            pieces.add(new HotPieces.Piece(range, copy));
            data = range.end();
            copy += range.length();
        }
        return pieces;
    }

    private static Map<String, List<ByteRange>> decodeRanges(DataInput in) throws IOException {
        int count = in.readVInt();
        Map<String, List<ByteRange>> rangesByField = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String field = in.readString();
            int size = in.readVInt();
            List<ByteRange> ranges = new ArrayList<>(size);
            for (int j = 0; j < size; j++) {
                ranges.add(decodeRange(in));
            }
            rangesByField.put(field, List.copyOf(ranges));
        }
        return rangesByField;
    }

    private static Map<String, byte[]> decodeTerms(DataInput in) throws IOException {
        int count = in.readVInt();
        Map<String, byte[]> terms = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String field = in.readString();
            byte[] encoded = new byte[in.readVInt()];
            in.readBytes(encoded, 0, encoded.length);
            terms.put(field, encoded);
        }
        return terms;
    }

    private static ByteRange decodeRange(DataInput in) throws IOException {
        return ByteRange.ofLength(in.readVLong(), in.readVLong());
    }
}
