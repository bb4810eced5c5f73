package io.trawl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget node = MemoryBudget.root("node", DataSize.ofBytes(100));
    private final MemoryBudget search = node.child("search", DataSize.ofBytes(80));
    private final MemoryBudget ingest = node.child("ingest", DataSize.ofBytes(80));

    @Test
    void aChildTakesFromItsParentToo() {
        try (MemoryBudget.Charge charge = search.charge(70)) {
            assertThat(charge.bytes()).isEqualTo(70);
            assertThat(node.used()).isEqualTo(70);
            assertThat(ingest.tryCharge(31)).isNull();
        }
        assertThat(node.used()).isZero();
    }

    @Test
    void namesTheBudgetThatIsFull() {
        assertThatThrownBy(() -> search.charge(81))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS))
                .hasMessageContaining("`node.search`");
        search.charge(60);
        assertThatThrownBy(() -> ingest.charge(60)).hasMessageContaining("`node`");
    }

    @Test
    void givesBackOnceHoweverOftenClosed() {
        MemoryBudget.Charge charge = search.charge(10);
        charge.grow(5);
        charge.close();
        charge.close();

        assertThat(search.used()).isZero();
        assertThat(node.used()).isZero();
    }

    @Test
    void aWaiterSeesRoomThatAnotherChildGivesBack() throws Exception {
        MemoryBudget.Charge taken = ingest.charge(80);
        try (ExecutorService threads = Threads.virtual("waiter")) {
            Future<MemoryBudget.Charge> waiting = threads.submit(
                    () -> search.chargeWithin(50, Deadline.after(TimeSource.SYSTEM, Duration.ofSeconds(30))));
            taken.close();

            assertThat(waiting.get().bytes()).isEqualTo(50);
        }
    }

    @Test
    void doesNotWaitForWhatCanNeverFit() {
        assertThatThrownBy(() -> search.chargeWithin(81, Deadline.never(TimeSource.SYSTEM)))
                .hasMessageContaining("exhausted");
    }
}
