package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.config.IndexConfigReader;
import io.trawl.docmapper.DocMapper;
import io.trawl.docmapper.DocParser;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ParsedDoc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A small Lucene index in memory, made from documents as a split is. Documents are known by their place.
final class TestIndex implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final DocMapper mapper;
    private final Directory directory = new ByteBuffersDirectory();
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    TestIndex(String mapping, List<String> documents) {
        this(JSON.readTree(mapping), documents);
    }

    TestIndex(JsonNode mapping, List<String> documents) {
        this.mapper = DocMapper.of(IndexConfigReader.readDocMapping(mapping, new IdGenerator(TimeSource.SYSTEM)));
        try {
            index(documents);
            this.reader = DirectoryReader.open(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
    }

    private void index(List<String> documents) throws IOException {
        DocParser parser = mapper.newParser();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (String document : documents) {
                byte[] line = document.getBytes(StandardCharsets.UTF_8);
                ParsedDoc doc = parser.parse(line, 0, line.length);
                assertThat(doc.rejection()).as(document).isNull();
                writer.addDocument(doc.fields());
            }
            writer.forceMerge(1);
        }
    }

    IndexSchema schema() {
        return mapper.schema();
    }

    IndexSearcher searcher() {
        return searcher;
    }

    CompiledQuery compile(String query, String... defaultFields) {
        return QueryCompiler.compile(QueryParser.parse(query, List.of(defaultFields)), schema());
    }

    /// Places of the documents that match, ascending.
    List<Integer> find(String query, String... defaultFields) {
        return find(compile(query, defaultFields));
    }

    List<Integer> find(QueryAst ast) {
        return find(QueryCompiler.compile(ast, schema()));
    }

    List<Integer> find(CompiledQuery compiled) {
        return find(compiled.query());
    }

    List<Integer> find(Query query) {
        try {
            List<Integer> places = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(query, Math.max(1, reader.maxDoc()), Sort.INDEXORDER).scoreDocs) {
                places.add(hit.doc);
            }
            assertThat(searcher.count(query)).as("count of %s", query).isEqualTo(places.size());
            return places;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
