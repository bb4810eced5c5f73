package io.trawl.docmapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;

/// One Lucene segment of documents that a parser read, and what is in it.
final class IndexedDocs implements AutoCloseable {
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final DirectoryReader reader;
    private final LeafReader leaf;

    IndexedDocs(DocParser parser, String... lines) {
        try {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
                for (int i = 0; i < lines.length; i++) {
                    byte[] line = Mappings.utf8(lines[i]);
                    ParsedDoc doc = parser.parse(line, 0, line.length);
                    if (doc.rejection() != null) {
                        throw new IllegalArgumentException(doc.rejection().message());
                    }
                    doc.setProvenance("shard", i, false);
                    writer.addDocument(doc.fields());
                }
                writer.forceMerge(1);
            }
            reader = DirectoryReader.open(directory);
            leaf = reader.leaves().getFirst().reader();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LeafReader leaf() {
        return leaf;
    }

    /// Each term of a field with the documents it is in.
    TreeMap<BytesRef, List<Integer>> terms(String field) throws IOException {
        TreeMap<BytesRef, List<Integer>> found = new TreeMap<>();
        Terms terms = leaf.terms(field);
        if (terms == null) {
            return found;
        }
        TermsEnum each = terms.iterator();
        BytesRef term;
        while ((term = each.next()) != null) {
            List<Integer> docs = new ArrayList<>();
            PostingsEnum postings = each.postings(null, PostingsEnum.NONE);
            while (postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                docs.add(postings.docID());
            }
            found.put(BytesRef.deepCopyOf(term), docs);
        }
        return found;
    }

    List<Integer> positions(String field, String term, int doc) throws IOException {
        PostingsEnum postings = leaf.postings(new org.apache.lucene.index.Term(field, term), PostingsEnum.POSITIONS);
        List<Integer> positions = new ArrayList<>();
        if (postings != null && postings.advance(doc) == doc) {
            for (int i = 0; i < postings.freq(); i++) {
                positions.add(postings.nextPosition());
            }
        }
        return positions;
    }

    List<Long> numbers(String column, int doc) throws IOException {
        List<Long> values = new ArrayList<>();
        SortedNumericDocValues numbers = DocValues.getSortedNumeric(leaf, column);
        if (numbers.advanceExact(doc)) {
            for (int i = 0; i < numbers.docValueCount(); i++) {
                values.add(numbers.nextValue());
            }
        }
        return values;
    }

    List<BytesRef> bytes(String column, int doc) throws IOException {
        List<BytesRef> values = new ArrayList<>();
        SortedSetDocValues set = DocValues.getSortedSet(leaf, column);
        if (set.advanceExact(doc)) {
            for (int i = 0; i < set.docValueCount(); i++) {
                values.add(BytesRef.deepCopyOf(set.lookupOrd(set.nextOrd())));
            }
        }
        return values;
    }

    List<String> texts(String column, int doc) throws IOException {
        return bytes(column, doc).stream().map(BytesRef::utf8ToString).toList();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
