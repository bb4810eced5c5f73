package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Looks into split files without a metastore: what they hold, and whether all their checksums match.
public final class SplitInspector {
    /// How much is read at once; rounded down to whole pages.
    private static final int CHUNK_BYTES = 8 << 20;

    private final Storage storage;
    private final StorageKey key;
    private final RequestContext context;
    private final ByteRange range;
    private final byte[] tailBytes;
    private final SplitTail tail;

    private SplitInspector(
            Storage storage,
            StorageKey key,
            RequestContext context,
            ByteRange range,
            byte[] tailBytes,
            SplitTail tail) {
        this.storage = storage;
        this.key = key;
        this.context = context;
        this.range = range;
        this.tailBytes = tailBytes;
        this.tail = tail;
    }

    /// @throws TrawlException NOT_FOUND, CORRUPTED if the tail is damaged, UNKNOWN_VERSION
    public static SplitInspector open(Storage storage, StorageKey key, RequestContext context) {
        ByteRange range = SplitOpener.locateTail(storage, key, context);
        byte[] bytes = storage.read(key, range, context);
        return new SplitInspector(storage, key, context, range, bytes, TailReader.read(key.value(), bytes, range));
    }

    /// @param verify reads the whole file and checks every checksum in it; otherwise nothing more is read
    public SplitDescription describe(boolean verify) {
        SplitIdentity identity = SplitIdentityJson.read(key.value(), tail.identity());
        List<SplitDescription.FileEntry> files = new ArrayList<>();
        tail.files()
                .forEach((name, place) ->
                        files.add(new SplitDescription.FileEntry(name, place, place.start() >= range.start())));
        files.sort(Comparator.comparing(SplitDescription.FileEntry::place));
        return new SplitDescription(
                key.value(),
                identity.withMetadata(identity.metadata().withFooterOffsets(range)),
                tail.codec(),
                files,
                tailParts(files),
                directoryParts(),
                appendix(files),
                fields(),
                tail.pages().pageSize(),
                verify ? damages() : List.of());
    }

    private List<SplitDescription.Part> tailParts(List<SplitDescription.FileEntry> files) {
        byte[] trailerBytes = Arrays.copyOfRange(tailBytes, tailBytes.length - Trailer.LENGTH, tailBytes.length);
        ByteRange directory =
                Trailer.decode(key.value(), trailerBytes, range.end()).directory();
        long hotFiles = files.stream()
                .filter(SplitDescription.FileEntry::isInTail)
                .mapToLong(file -> file.place().length())
                .sum();
        return List.of(
                new SplitDescription.Part("Lucene files", hotFiles),
                new SplitDescription.Part("copies of data", directory.start() - range.start() - hotFiles),
                new SplitDescription.Part("directory", directory.length()),
                new SplitDescription.Part("trailer", Trailer.LENGTH));
    }

    private List<SplitDescription.Part> directoryParts() {
        long checksums = (long) Integer.BYTES * tail.pages().pageCount();
        long samples = tail.terms().fields().stream()
                .mapToLong(tail.terms()::encodedBytes)
                .sum();
        long identity = tail.identity().getBytes(StandardCharsets.UTF_8).length;
        return List.of(
                new SplitDescription.Part("page checksums", checksums),
                new SplitDescription.Part("term samples", samples),
                new SplitDescription.Part("identity", identity),
                new SplitDescription.Part("places and names", tail.directoryBytes() - checksums - samples - identity));
    }

    private long appendix(List<SplitDescription.FileEntry> files) {
        return range.start()
                - files.stream()
                        .filter(file -> !file.isInTail())
                        .mapToLong(file -> file.place().length())
                        .sum();
    }

    private List<SplitDescription.FieldEntry> fields() {
        TreeSet<String> names = new TreeSet<>(tail.terms().fields());
        names.addAll(tail.columns().keySet());
        List<SplitDescription.FieldEntry> fields = new ArrayList<>();
        for (String name : names) {
            FieldTerms terms = tail.terms().find(name).orElse(null);
            long columnBytes = tail.columns().getOrDefault(name, List.of()).stream()
                    .mapToLong(ByteRange::length)
                    .sum();
            fields.add(new SplitDescription.FieldEntry(
                    name,
                    terms == null ? 0 : terms.dictionary().length(),
                    terms != null && terms.isHot(),
                    terms == null ? 0 : terms.samples().size(),
                    columnBytes));
        }
        return fields;
    }

    private List<String> damages() {
        List<String> damages = new ArrayList<>();
        PageChecksums pages = tail.pages();
        int pagesInChunk = Math.max(1, CHUNK_BYTES / pages.pageSize());
        for (int first = 0; first < pages.pageCount(); first += pagesInChunk) {
            int end = Math.min(pages.pageCount(), first + pagesInChunk);
            byte[] chunk = storage.read(key, pages.range(first, end), context);
            for (int page = first; page < end; page++) {
                int at = (page - first) * pages.pageSize();
                int length = Math.min(pages.pageSize(), chunk.length - at);
                try {
                    pages.verify(key.value(), page, ByteBuffer.wrap(chunk, at, length));
                } catch (TrawlException damage) {
                    damages.add(TrawlException.describe(damage));
                }
            }
        }
        return damages;
    }

    /// Writes the inner Lucene files into `folder`, which Lucene's own tools can then open.
    ///
    /// @param folder created if absent
    /// @throws TrawlException CORRUPTED at the first page that is damaged, UNAVAILABLE if the folder cannot
    ///     be written
    public void extract(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, ByteRange> file : tail.files().entrySet()) {
                try (OutputStream out = Files.newOutputStream(folder.resolve(fileName(file.getKey())))) {
                    extract(file.getValue(), out);
                }
            }
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot extract split " + key + " into `" + folder + "`: " + TrawlException.describe(failure),
                    failure);
        }
    }

    /// A name must not lead out of the folder, whatever a forged split says.
    private String fileName(String name) {
        if (!name.matches("[A-Za-z0-9_.]+") || name.startsWith(".")) {
            throw TrawlException.corrupted("split " + key + " is damaged: `" + name + "` is no name of a Lucene file");
        }
        return name;
    }

    private void extract(ByteRange place, OutputStream out) throws IOException {
        if (place.start() >= range.start()) {
            out.write(tailBytes, (int) (place.start() - range.start()), (int) place.length());
            return;
        }
        PageChecksums pages = tail.pages();
        int pagesInChunk = Math.max(1, CHUNK_BYTES / pages.pageSize());
        int lastPage = pages.pageOf(place.end() - 1) + 1;
        for (int first = pages.pageOf(place.start()); first < lastPage; first += pagesInChunk) {
            ByteRange chunk = pages.range(first, Math.min(lastPage, first + pagesInChunk));
            byte[] bytes = storage.read(key, chunk, context);
            pages.verify(key.value(), first, ByteBuffer.wrap(bytes));
            long from = Math.max(place.start(), chunk.start());
            long to = Math.min(place.end(), chunk.end());
            out.write(bytes, (int) (from - chunk.start()), (int) (to - from));
        }
    }
}
