package io.trawl.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousHashTest {
    private static final int KEYS = 40_000;

    private final Random random = TestSeed.next("RendezvousHashTest").random();
    private final List<String> splits =
            IntStream.range(0, KEYS).mapToObj(i -> i + "-" + random.nextLong()).toList();
    private final List<String> nodes =
            IntStream.range(0, 10).mapToObj(i -> "node-" + random.nextLong()).toList();

    @Test
    void theOrderDependsOnIdsAlone() {
        List<String> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, random);

        for (String split : splits.subList(0, 100)) {
            assertThat(hash(shuffled).rank(split))
                    .isEqualTo(hash(nodes).rank(split))
                    .containsExactlyInAnyOrderElementsOf(nodes);
        }
    }

    @Test
    void theOrderIsTheSameInEveryVersion() {
        RendezvousHash<String> hash = hash(List.of("a", "b", "c", "d"));

        assertThat(hash.rank("01HZ0000000000000000000000")).containsExactly("c", "b", "a", "d");
        assertThat(hash.rank("01HZ0000000000000000000001")).containsExactly("a", "c", "d", "b");
    }

    @Test
    void theOwnerIsTheFirstInTheOrder() {
        RendezvousHash<String> hash = hash(nodes);

        for (String split : splits.subList(0, 1000)) {
            assertThat(hash.owner(split)).contains(hash.rank(split).getFirst());
        }
        assertThat(hash(List.of()).owner("x")).isEmpty();
        assertThat(hash(List.of()).rank("x")).isEmpty();
    }

    @Test
    void aNodeThatLeavesMovesOnlyItsSplitsAndEachToItsSecondChoice() {
        String leaving = nodes.get(random.nextInt(nodes.size()));
        RendezvousHash<String> before = hash(nodes);
        RendezvousHash<String> after =
                hash(nodes.stream().filter(node -> !node.equals(leaving)).toList());

        int moved = 0;
        for (String split : splits) {
            List<String> order = before.rank(split);
            boolean owned = order.getFirst().equals(leaving);
            moved += owned ? 1 : 0;
            assertThat(after.owner(split)).contains(order.get(owned ? 1 : 0));
        }
        assertThat(moved).isBetween(KEYS / 10 * 9 / 10, KEYS / 10 * 11 / 10);
    }

    @Test
    void splitsSpreadEvenlyAndSoDoSecondChoices() {
        RendezvousHash<String> hash = hash(nodes);
        Map<String, Integer> first = new HashMap<>();
        Map<String, Integer> second = new HashMap<>();

        for (String split : splits) {
            List<String> order = hash.rank(split);
            first.merge(order.get(0), 1, Integer::sum);
            second.merge(order.get(1), 1, Integer::sum);
        }

        // Four thousand each; 10 % is more than six standard deviations.
        int mean = KEYS / nodes.size();
        assertThat(first.values())
                .hasSize(10)
                .allSatisfy(count -> assertThat(count).isBetween(mean * 9 / 10, mean * 11 / 10));
        assertThat(second.values())
                .hasSize(10)
                .allSatisfy(count -> assertThat(count).isBetween(mean * 9 / 10, mean * 11 / 10));
    }

    private static RendezvousHash<String> hash(List<String> ids) {
        return new RendezvousHash<>(ids, Function.identity());
    }
}
