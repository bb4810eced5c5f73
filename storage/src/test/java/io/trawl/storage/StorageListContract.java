package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.testkit.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What every [Storage] promises of its listings and keys.
interface StorageListContract extends StorageFixture {
    @Test
    default void listsByPrefixInTheOrderOfKeys() {
        List<String> keys = List.of("a", "a-b", "a.b", "b/", "b/1", "b/10", "b/2", "b0", "ba/x/y", "ba/x0", "c");
        keys.stream().filter(key -> !key.endsWith("/")).forEach(key -> put(key, key));

        assertThat(listed("", "", 100))
                .containsExactly("a", "a-b", "a.b", "b/1", "b/10", "b/2", "b0", "ba/x/y", "ba/x0", "c");
        assertThat(listed("b", "", 100)).containsExactly("b/1", "b/10", "b/2", "b0", "ba/x/y", "ba/x0");
        assertThat(listed("b/", "", 100)).containsExactly("b/1", "b/10", "b/2");
        assertThat(listed("b/1", "", 100)).containsExactly("b/1", "b/10");
        assertThat(listed("ba/x", "", 100)).containsExactly("ba/x/y", "ba/x0");
        assertThat(listed("nothing", "", 100)).isEmpty();
        assertThat(listed("c/", "", 100)).isEmpty();
        assertThat(listed("nothing/below", "", 100)).isEmpty();
        assertThat(listed("/", "", 100)).isEmpty();
        assertThat(listed("../", "", 100)).isEmpty();
    }

    @Test
    default void listsAfterAKeyThatNeedNotBeThere() {
        List.of("a/1", "a/2", "b/1", "b/2", "c").forEach(key -> put(key, key));

        assertThat(listed("", "a/2", 100)).containsExactly("b/1", "b/2", "c");
        assertThat(listed("", "a/9", 100)).containsExactly("b/1", "b/2", "c");
        assertThat(listed("", "a", 100)).containsExactly("a/1", "a/2", "b/1", "b/2", "c");
        assertThat(listed("b/", "a/1", 100)).containsExactly("b/1", "b/2");
        assertThat(listed("b/", "b/1", 100)).containsExactly("b/2");
        assertThat(listed("b/", "c", 100)).isEmpty();
        assertThat(listed("", "z", 100)).isEmpty();
    }

    @Test
    default void listsPageByPageWhatItListsAtOnce() {
        Random random = TestSeed.next("listsPageByPageWhatItListsAtOnce").random();
        for (int i = 0; i < 120; i++) {
            put(randomKey(random), "x");
        }
        List<String> all = listed("", "", 1_000);
        assertThat(all).isSortedAccordingTo(StorageKey::compare).doesNotHaveDuplicates();

        for (String prefix : List.of("", "a", "a/", "b/a", "folder/")) {
            List<String> expected =
                    all.stream().filter(key -> key.startsWith(prefix)).toList();
            for (int limit : new int[] {1, 7, 1_000}) {
                List<String> paged = new ArrayList<>();
                String after = "";
                for (List<String> page = listed(prefix, after, limit);
                        !page.isEmpty();
                        page = listed(prefix, after, limit)) {
                    assertThat(page).hasSizeLessThanOrEqualTo(limit);
                    paged.addAll(page);
                    after = page.getLast();
                }
                assertThat(paged).as("prefix `%s`, pages of %d", prefix, limit).isEqualTo(expected);
            }
        }
    }

    /// Files end in a dot and a letter, folders do not, so that no key is a folder of another.
    private static String randomKey(Random random) {
        String[] names = {"a", "b", "aa", "a-", "folder", "0"};
        StringBuilder key = new StringBuilder();
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            key.append(names[random.nextInt(names.length)]).append('/');
        }
        return key.append(names[random.nextInt(names.length)])
                .append(random.nextInt(5))
                .append(".x")
                .toString();
    }

    @Test
    default void listsSizesAndTimes() {
        put("k", "12345");

        List<StorageObject> objects = storage().list("", "", 10, context());

        assertThat(objects).hasSize(1);
        assertThat(objects.getFirst().size()).isEqualTo(5);
        assertThat(objects.getFirst().lastModifiedMillis()).isGreaterThan(1_500_000_000_000L);
    }

    @Test
    default void refusesAListingOfNothing() {
        assertThatThrownBy(() -> storage().list("", "", 0, context())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void takesOddKeys() {
        List<String> odd = new ArrayList<>(List.of(
                "with space",
                "percent%20%2F",
                "...",
                "..a/.b/c..",
                "-",
                "~*?[]{}",
                "quote'\"`",
                "a=b&c=d;e",
                "colon:plus+at@",
                "UPPER/upper",
                "upper/UPPER",
                "deep/" + "x/".repeat(60) + "leaf",
                "long" + "g".repeat(200)));
        if (takesBackslashes()) {
            odd.add("back\\slash");
        }
        if (takesUnicodeKeys()) {
            odd.addAll(List.of("grüße/日本語", "emoji-😀", "\uFB01-ligature"));
        }
        odd.forEach(key -> put(key, key));

        for (String key : odd) {
            assertThat(text(key)).isEqualTo(key);
        }
        assertThat(listed("", "", 100))
                .containsExactlyElementsOf(
                        odd.stream().sorted(StorageKey::compare).collect(Collectors.toList()));
    }
}
