package io.trawl.docmapper;

import io.trawl.config.DocMapping;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// From a stored line to the hit that clients see. Immutable and safe for concurrent use.
public final class DocRenderer {
    DocRenderer(DocMapping mapping) {}

    /// @param line as stored in [ColumnNames#SOURCE]
    public ObjectNode render(byte[] line, int offset, int length) {
        return JsonNodeFactory.instance.objectNode();
    }
}
