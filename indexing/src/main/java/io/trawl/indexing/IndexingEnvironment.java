package io.trawl.indexing;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.ingest.IngestClient;
import io.trawl.ingest.ParserPool;
import io.trawl.metastore.Metastore;
import io.trawl.storage.StorageResolver;
import java.nio.file.Path;

/// What all pipelines of a node work with.
///
/// @param nodeId written into each split
/// @param scratchFolder for Lucene files and packaged splits; emptied at start
public record IndexingEnvironment(
        String nodeId,
        Metastore metastore,
        StorageResolver storages,
        IngestClient ingester,
        ParserPool parsers,
        DeadLetters deadLetters,
        Path scratchFolder,
        IdGenerator ids,
        TimeSource timeSource) {}
