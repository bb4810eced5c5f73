package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.query.ReadNeed;
import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class AbsentTermsTest {
    private static ReadNeed.Term required(String term) {
        return new ReadNeed.Term("trace", new BytesRef(term), false, true);
    }

    @Test
    void knowsATermOfASplitAgain() {
        AbsentTerms terms = new AbsentTerms(DataSize.ofKibibytes(10));
        terms.remember("split-1", required("a"));

        assertThat(terms.find("split-1", List.of(required("b"), required("a")))).contains(required("a"));
        assertThat(terms.find("split-1", List.of(required("b")))).isEmpty();
        assertThat(terms.find("split-2", List.of(required("a")))).isEmpty();
    }

    @Test
    void doesNotMindTermsThatNothingRequires() {
        AbsentTerms terms = new AbsentTerms(DataSize.ofKibibytes(10));
        terms.remember("split-1", required("a"));

        ReadNeed optional = new ReadNeed.Term("trace", new BytesRef("a"), false, false);
        assertThat(terms.find("split-1", List.of(optional))).isEmpty();
    }

    @Test
    void forgetsTheLeastRecentlyUsedPastItsLimit() {
        AbsentTerms terms = new AbsentTerms(DataSize.ofKibibytes(10));
        terms.remember("split-1", required("first"));
        terms.remember("split-1", required("second"));
        for (int i = 0; i < 1_000; i++) {
            terms.remember("split-1", required("other-" + i));
            assertThat(terms.find("split-1", List.of(required("first")))).isPresent();
        }

        assertThat(terms.bytes()).isLessThanOrEqualTo(10 << 10);
        assertThat(terms.find("split-1", List.of(required("second")))).isEmpty();
    }

    @Test
    void remembersNoTermThatIsTooLong() {
        AbsentTerms terms = new AbsentTerms(DataSize.ofKibibytes(10));
        terms.remember("split-1", required("x".repeat(AbsentTerms.TERM_BYTES_MAX + 1)));

        assertThat(terms.bytes()).isZero();
    }
}
