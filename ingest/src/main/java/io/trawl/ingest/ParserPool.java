package io.trawl.ingest;

import io.trawl.docmapper.DocMapper;
import io.trawl.docmapper.DocParser;
import io.trawl.metastore.IndexMetadata;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Lends parsers: they hold buffers, take a while to get going, and are one thread's at a time. Safe for
/// concurrent use.
public final class ParserPool {
    /// Doc mappings kept; past it all are let go, which costs time and nothing else.
    private static final int MAX_MAPPINGS = 1_000;
    /// More parsers of one mapping are wanted at once only in bursts.
    private static final int MAX_IDLE_PARSERS = 2 * Runtime.getRuntime().availableProcessors();

    private final Map<String, Mapping> mappings = new ConcurrentHashMap<>();

    private record Mapping(DocMapper mapper, Queue<DocParser> idle) {}

    /// A parser for the index's present doc mapping.
    public DocParser borrow(IndexMetadata index) {
        Mapping mapping = mappingOf(index);
        DocParser idle = mapping.idle().poll();
        return idle == null ? mapping.mapper().newParser() : idle;
    }

    /// @param index as it was when the parser was borrowed
    public void giveBack(IndexMetadata index, DocParser parser) {
        Mapping mapping = mappings.get(keyOf(index));
        if (mapping != null && mapping.idle().size() < MAX_IDLE_PARSERS) {
            mapping.idle().add(parser);
        }
    }

    private static String keyOf(IndexMetadata index) {
        return index.uid() + "/" + index.config().docMapping().docMappingUid();
    }

    private Mapping mappingOf(IndexMetadata index) {
        String key = keyOf(index);
        Mapping known = mappings.get(key);
        if (known != null) {
            return known;
        }
        if (mappings.size() >= MAX_MAPPINGS) {
            mappings.clear();
        }
        return mappings.computeIfAbsent(
                key, absent -> new Mapping(DocMapper.of(index.config().docMapping()), new ConcurrentLinkedQueue<>()));
    }
}
