package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.DocMapping;

/// What one doc mapping makes of documents. Immutable and safe for concurrent use; parsers are one thread's.
public final class DocMapper {
    private final DocMapping mapping;
    private final Tokenizers tokenizers;
    private final IndexSchema schema;

    private DocMapper(DocMapping mapping, Tokenizers tokenizers, IndexSchema schema) {
        this.mapping = mapping;
        this.tokenizers = tokenizers;
        this.schema = schema;
    }

    /// @throws TrawlException BAD_REQUEST if the mapping uses what is not supported (yet)
    public static DocMapper of(DocMapping mapping) {
        Tokenizers tokenizers = Tokenizers.of(mapping.tokenizers());
        DocMapper mapper = new DocMapper(mapping, tokenizers, SchemaBuilder.schemaOf(mapping, tokenizers));
        // What is not supported shows here, not at the first document or hit.
        mapper.newParser();
        mapper.renderer();
        return mapper;
    }

    public DocMapping mapping() {
        return mapping;
    }

    /// The tokenizers that the mapping's fields may name.
    public Tokenizers tokenizers() {
        return tokenizers;
    }

    public IndexSchema schema() {
        return schema;
    }

    /// A parser for one thread and one split at a time; see [DocParser#startSplit()].
    public DocParser newParser() {
        return newParser(TimeSource.SYSTEM);
    }

    /// @param clock tells the year of times that documents write without one
    public DocParser newParser(TimeSource clock) {
        return new DocParser(mapping, schema, clock, DocParser.JSON_COLUMNS_MAX);
    }

    /// Good for all mappings but those with a datetime format that has no year: these need [#renderer(TimeSource)].
    public DocRenderer renderer() {
        return renderer(TimeSource.SYSTEM);
    }

    /// @param clock the time at which the documents were indexed (their split's, say): it gives the year to times
    /// that documents write without one, and must be the one that the parser gave
    public DocRenderer renderer(TimeSource clock) {
        return DocRenderer.of(mapping, clock);
    }

    /// Shows documents of a split that was made with the mapping `older` as this mapping wants them.
    public DocRenderer rendererOf(DocMapping older) {
        return DocRenderer.converting(older, mapping, TimeSource.SYSTEM);
    }
}
