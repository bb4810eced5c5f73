package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;

/// Compares everything that two readers give: terms, postings, positions, columns, norms, documents.
final class IndexEquality {
    private IndexEquality() {}

    static void check(LeafReader actual, LeafReader expected) throws IOException {
        assertThat(actual.maxDoc()).isEqualTo(expected.maxDoc());
        for (FieldInfo field : expected.getFieldInfos()) {
            if (field.getIndexOptions() != IndexOptions.NONE) {
                checkTerms(field.name, actual.terms(field.name), expected.terms(field.name));
            }
            if (field.hasNorms()) {
                assertThat(all(actual.getNormValues(field.name))).isEqualTo(all(expected.getNormValues(field.name)));
            }
            if (field.getDocValuesType() != DocValuesType.NONE) {
                assertThat(column(actual, field)).as(field.name).isEqualTo(column(expected, field));
            }
        }
        StoredFields actualDocs = actual.storedFields();
        StoredFields expectedDocs = expected.storedFields();
        for (int doc = 0; doc < expected.maxDoc(); doc += 1 + doc % 7) {
            assertThat(source(actualDocs, doc)).isEqualTo(source(expectedDocs, doc));
        }
    }

    static BytesRef source(StoredFields documents, int doc) throws IOException {
        return documents.document(doc).getBinaryValue("_source");
    }

    private static void checkTerms(String field, Terms actual, Terms expected) throws IOException {
        TermsEnum actualTerms = actual.iterator();
        TermsEnum expectedTerms = expected.iterator();
        int flags = expected.hasPositions() ? PostingsEnum.POSITIONS : PostingsEnum.FREQS;
        int count = 0;
        for (BytesRef term = expectedTerms.next(); term != null; term = expectedTerms.next()) {
            if (!term.equals(actualTerms.next())) {
                throw new AssertionError(field + ": expected " + term + ", got " + actualTerms.term());
            }
            if (count++ % 11 == 0 || expectedTerms.docFreq() > 500) {
                assertThat(postings(actualTerms, flags)).as(field).isEqualTo(postings(expectedTerms, flags));
            }
        }
        assertThat(actualTerms.next()).isNull();
    }

    static List<Integer> postings(TermsEnum term, int flags) throws IOException {
        PostingsEnum postings = term.postings(null, flags);
        List<Integer> all = new ArrayList<>();
        for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
            all.add(doc);
            all.add(postings.freq());
            if (flags == PostingsEnum.POSITIONS) {
                for (int i = 0; i < postings.freq(); i++) {
                    all.add(postings.nextPosition());
                }
            }
        }
        return all;
    }

    static List<Object> column(LeafReader reader, FieldInfo field) throws IOException {
        return switch (field.getDocValuesType()) {
            case NUMERIC -> all(reader.getNumericDocValues(field.name));
            case SORTED_NUMERIC -> all(reader.getSortedNumericDocValues(field.name));
            case SORTED -> all(reader.getSortedDocValues(field.name));
            case SORTED_SET -> all(reader.getSortedSetDocValues(field.name));
            case BINARY, NONE -> throw new AssertionError(field.name);
        };
    }

    private static List<Object> all(NumericDocValues values) throws IOException {
        List<Object> all = new ArrayList<>();
        for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
            all.add(doc);
            all.add(values.longValue());
        }
        return all;
    }

    private static List<Object> all(SortedNumericDocValues values) throws IOException {
        List<Object> all = new ArrayList<>();
        for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
            all.add(doc);
            for (int i = 0; i < values.docValueCount(); i++) {
                all.add(values.nextValue());
            }
        }
        return all;
    }

    private static List<Object> all(SortedDocValues values) throws IOException {
        List<Object> all = new ArrayList<>();
        for (int ord = 0; ord < values.getValueCount(); ord++) {
            all.add(BytesRef.deepCopyOf(values.lookupOrd(ord)));
        }
        for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
            all.add(doc);
            all.add(values.ordValue());
        }
        return all;
    }

    private static List<Object> all(SortedSetDocValues values) throws IOException {
        List<Object> all = new ArrayList<>();
        for (long ord = 0; ord < values.getValueCount(); ord++) {
            all.add(BytesRef.deepCopyOf(values.lookupOrd(ord)));
        }
        for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
            all.add(doc);
            for (int i = 0; i < values.docValueCount(); i++) {
                all.add(values.nextOrd());
            }
        }
        return all;
    }
}
