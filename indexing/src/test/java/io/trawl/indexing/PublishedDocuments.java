package io.trawl.indexing;

import io.trawl.common.DataSize;
import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitOpener;
import io.trawl.split.SplitReader;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.BytesRef;

/// Reads all documents of the published splits of an index, past any search.
public final class PublishedDocuments implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

    private final SplitCache cache;
    private final SplitOpener opener;

    /// @param folder for what is read
    public PublishedDocuments(Path folder) {
        cache = SplitCache.create(folder, DataSize.ofMebibytes(512), DataSize.ofMebibytes(64));
        opener = new SplitOpener(cache);
    }

    /// The lines, split by split.
    public List<String> lines(MetastoreView view, IndexUid index, Storage storage) {
        List<String> lines = new ArrayList<>();
        for (Split split : view.splits(SplitQuery.published(index).build())) {
            read(storage, split, reader -> lines.addAll(lines(reader.leafReader())));
        }
        return lines;
    }

    /// The value of each document's field `id`.
    public List<String> ids(MetastoreView view, IndexUid index, Storage storage) {
        return idsOf(lines(view, index, storage));
    }

    static List<String> idsOf(List<String> lines) {
        List<String> ids = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = ID.matcher(line);
            if (matcher.find()) {
                ids.add(matcher.group(1));
            }
        }
        return ids;
    }

    void read(Storage storage, Split split, Consumer<SplitReader> consumer) {
        RequestContext context = RequestContext.background("test");
        StorageKey key = new StorageKey(split.metadata().fileName());
        // Copied, since a storage on a simulated disk cannot be mapped.
        MemoryStorage copy = new MemoryStorage();
        copy.put(key, Payload.ofBytes(storage.readAll(key, context)), context);
        try (SplitReader reader = opener.open(copy, key, split.metadata().footerOffsets(), context)) {
            reader.fetch(List.of(reader.dataRange()), context);
            consumer.accept(reader);
        }
    }

    static List<String> lines(LeafReader reader) {
        List<String> lines = new ArrayList<>();
        try {
            // Made for reading in order: it keeps the block that it decompressed last.
            StoredFields stored = ((CodecReader) reader).getFieldsReader().getMergeInstance();
            for (int document = 0; document < reader.maxDoc(); document++) {
                BytesRef source = stored.document(document).getBinaryValue("_source");
                lines.add(source.utf8ToString());
            }
            return lines;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
