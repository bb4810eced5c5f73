package io.trawl.server.indexes;

import io.trawl.common.RequestContext;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Split;
import io.trawl.split.SplitDescription;
import io.trawl.split.SplitInspector;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageResolver;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Looks into the files of splits.
public final class SplitFiles {
    private final StorageResolver storages;

    public SplitFiles(StorageResolver storages) {
        this.storages = storages;
    }

    /// Files, parts of the tail, and fields.
    ///
    /// @param verify also reads the whole file and names the pages whose checksum does not match
    public ObjectNode describe(IndexMetadata index, Split split, boolean verify, RequestContext context) {
        SplitDescription description = SplitInspector.open(
                        storages.resolve(index.config().indexUri()),
                        new StorageKey(split.metadata().fileName()),
                        context)
                .describe(verify);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("codec", description.codec())
                .put("page_size", description.pageSize())
                .put("commit_id", description.identity().commitId());
        ArrayNode files = json.putArray("files");
        for (SplitDescription.FileEntry file : description.files()) {
            files.addObject()
                    .put("name", file.name())
                    .put("place", file.isInTail() ? "tail" : "data")
                    .put("offset", file.place().start())
                    .put("length", file.place().length());
        }
        ArrayNode tail = json.putArray("tail");
        for (SplitDescription.Part part : description.tailParts()) {
            tail.addObject().put("name", part.name()).put("length", part.bytes());
        }
        ArrayNode fields = json.putArray("fields");
        for (SplitDescription.FieldEntry field : description.fields()) {
            fields.addObject()
                    .put("name", field.name())
                    .put("dictionary_bytes", field.dictionaryBytes())
                    .put("dictionary_in_tail", field.isDictionaryInTail())
                    .put("term_samples", field.samples())
                    .put("column_bytes", field.columnBytes());
        }
        ArrayNode damages = json.putArray("damages");
        description.damages().forEach(damages::add);
        return json;
    }
}
