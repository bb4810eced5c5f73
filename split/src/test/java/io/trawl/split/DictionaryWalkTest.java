package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Walks over prefixes and ranges of dictionaries of many shapes read nothing that their ranges do not name.
///
/// The shapes are made so that floor blocks, leaves and parents stand beside each other on every level.
class DictionaryWalkTest {
    private static final String FIELD = "word";
    private static final int WALKS = 120;

    @TempDir
    Path folder;

    @Test
    void walksWithoutAMiss() throws IOException {
        TestSeed seed = TestSeed.next("DictionaryWalkTest");
        for (int i = 0; i < 6; i++) {
            walkDictionary(seed.random(i));
        }
    }

    @Test
    @Tag("long")
    void walksThousandsOfDictionariesWithoutAMiss() throws IOException {
        TestSeed seed = TestSeed.next("DictionaryWalkTest.long");
        for (int i = 0; i < Integer.getInteger("test.dictionaries", 500); i++) {
            walkDictionary(seed.random(1_000 + i));
        }
    }

    private void walkDictionary(Random random) throws IOException {
        List<String> words = List.copyOf(words(random));
        Path at = Files.createTempDirectory(folder, "walk");
        Directory index = index(words, random);
        StoredSplit stored = StoredSplit.create(index, words.size(), at);
        try (SplitCache cache = StoredSplit.coldCache(at)) {
            for (int i = 0; i < WALKS; i++) {
                walkCold(stored, cache, words, random);
            }
        }
        Files.deleteIfExists(stored.packaged().file());
    }

    private static void walkCold(StoredSplit stored, SplitCache cache, List<String> words, Random random)
            throws IOException {
        RequestContext context = RequestContext.background("walk");
        BytesRef low = near(words, random);
        BytesRef high = near(words, random);
        boolean isPrefix = random.nextBoolean();
        if (low.compareTo(high) > 0) {
            BytesRef swap = low;
            low = high;
            high = swap;
        }
        if (!isPrefix && random.nextBoolean()) {
            // Short ranges end among the leaves of one parent more often than long ones do.
            int at = random.nextInt(words.size());
            low = new BytesRef(words.get(at));
            high = new BytesRef(words.get(Math.min(words.size() - 1, at + random.nextInt(60))));
        }
        Automaton automaton = isPrefix
                ? PrefixQuery.toAutomaton(low)
                : TermRangeQuery.toAutomaton(low, high, random.nextBoolean(), false);
        BytesRef end = isPrefix ? OneWaveTest.after(low) : high;
        boolean inTwoWaves = random.nextInt(3) == 0;
        try (SplitReader reader = stored.open(cache, context)) {
            SplitRanges ranges = reader.ranges();
            if (inTwoWaves) {
                reader.fetch(ranges.dictionary(FIELD, low, end), context);
                CompiledAutomaton compiled = new CompiledAutomaton(automaton, false, true, true);
                reader.fetch(ranges.expand(FIELD, compiled, Integer.MAX_VALUE, false), context);
            } else {
                reader.fetch(ranges.termRange(FIELD, low, end, false), context);
            }
            List<String> found = walk(reader.leafReader(), automaton);
            BytesRef first = low;
            BytesRef last = high;
            if (isPrefix) {
                assertThat(found)
                        .isEqualTo(words.stream()
                                .filter(word -> word.startsWith(first.utf8ToString()))
                                .toList());
            }
            assertThat(reader.misses())
                    .as(
                            isPrefix
                                    ? "prefix " + first.utf8ToString()
                                    : first.utf8ToString() + " to " + last.utf8ToString())
                    .isZero();
        }
    }

    private static List<String> walk(LeafReader reader, Automaton automaton) throws IOException {
        CompiledAutomaton compiled = new CompiledAutomaton(automaton, false, true, true);
        TermsEnum terms = compiled.getTermsEnum(reader.terms(FIELD));
        List<String> found = new ArrayList<>();
        for (BytesRef term = terms.next(); term != null; term = terms.next()) {
            found.add(term.utf8ToString());
            PostingsEnum postings = terms.postings(null, PostingsEnum.NONE);
            assertThat(postings.nextDoc()).isNotEqualTo(DocIdSetIterator.NO_MORE_DOCS);
        }
        return found;
    }

    /// A word, a beginning of one, or one byte beside it.
    private static BytesRef near(List<String> words, Random random) {
        byte[] word = words.get(random.nextInt(words.size())).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = Arrays.copyOf(word, 1 + random.nextInt(word.length));
        if (random.nextInt(3) == 0) {
            bytes[bytes.length - 1] = (byte) ('0' + random.nextInt(75));
        }
        return new BytesRef(bytes);
    }

    /// Few or many letters, long or short words, some beginnings with thousands of endings.
    private static TreeSet<String> words(Random random) {
        TreeSet<String> words = new TreeSet<>();
        int count = 6_000 + random.nextInt(6_000);
        int letters = 2 + random.nextInt(40);
        int longest = 4 + random.nextInt(20);
        List<String> stems = new ArrayList<>(List.of(""));
        while (words.size() < count) {
            String stem = stems.get(random.nextInt(stems.size()));
            StringBuilder word = new StringBuilder(stem);
            for (int length = 1 + random.nextInt(longest); length > 0; length--) {
                double skew = random.nextDouble();
                word.append((char) ('0' + (int) (skew * skew * letters)));
            }
            words.add(word.length() > 60 ? word.substring(0, 60) : word.toString());
            if (stems.size() < 40 && random.nextInt(50) == 0) {
                stems.add(word.length() > 30 ? word.substring(0, 30) : word.toString());
            }
            // Short words run out where letters are few.
            longest = words.size() % 100 == 99 ? Math.min(30, longest + 1) : longest;
        }
        return words;
    }

    private static Directory index(List<String> words, Random random) throws IOException {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig()
                .setCodec(TrawlCodec.forWriting(1, 64 << 10))
                .setUseCompoundFile(false)
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setRAMBufferSizeMB(256);
        byte[] filler = new byte[64];
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (String word : words) {
                Document document = new Document();
                document.add(new StringField(FIELD, word, Field.Store.NO));
                document.add(new StringField(FIELD, words.get(random.nextInt(words.size())), Field.Store.NO));
                random.nextBytes(filler);
                document.add(new StoredField("_source", filler.clone()));
                writer.addDocument(document);
            }
            writer.commit();
        }
        return directory;
    }
}
