package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.MemoryBudget;
import io.trawl.indexing.IndexingMemory.Answer;
import org.junit.jupiter.api.Test;

final class IndexingMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    private final IndexingMemory memory = new IndexingMemory(MemoryBudget.root("test", DataSize.ofMebibytes(10)));
    private final Recorder small = new Recorder();
    private final Recorder large = new Recorder();

    @Test
    void sealsTheLargestWhenAnotherNeedsRoom() {
        assertThat(memory.ensure(large, 8 * MEBIBYTE)).isEqualTo(Answer.GO_ON);

        assertThat(memory.ensure(small, 3 * MEBIBYTE)).isEqualTo(Answer.WAIT);

        assertThat(large.isToMakeRoom).isTrue();
        memory.release(memory.detach(large));
        assertThat(small.isTold).isTrue();
        assertThat(memory.ensure(small, 3 * MEBIBYTE)).isEqualTo(Answer.GO_ON);
    }

    @Test
    void tellsTheLargestToSealItself() {
        assertThat(memory.ensure(small, MEBIBYTE)).isEqualTo(Answer.GO_ON);
        assertThat(memory.ensure(large, 6 * MEBIBYTE)).isEqualTo(Answer.GO_ON);

        assertThat(memory.ensure(large, 11 * MEBIBYTE)).isEqualTo(Answer.MAKE_ROOM);

        assertThat(small.isToMakeRoom).isFalse();
    }

    @Test
    void waitsForAFlushThatIsUnderWayInsteadOfSealingMore() {
        assertThat(memory.ensure(large, 8 * MEBIBYTE)).isEqualTo(Answer.GO_ON);
        IndexingMemory.Detached flushing = memory.detach(large);

        assertThat(memory.ensure(small, 5 * MEBIBYTE)).isEqualTo(Answer.WAIT);
        memory.release(flushing);
        memory.release(flushing);

        assertThat(small.isTold).isTrue();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void tellsWhoeverAskedOftenOnce() {
        assertThat(memory.ensure(large, 8 * MEBIBYTE)).isEqualTo(Answer.GO_ON);
        IndexingMemory.Detached flushing = memory.detach(large);
        for (int i = 0; i < 10; i++) {
            assertThat(memory.ensure(small, 5 * MEBIBYTE)).isEqualTo(Answer.WAIT);
        }

        memory.release(flushing);

        assertThat(small.timesTold).isEqualTo(1);
    }

    private static final class Recorder implements IndexingMemory.Holder {
        private boolean isToMakeRoom;
        private boolean isTold;
        private int timesTold;

        @Override
        public void makeRoomSoon() {
            isToMakeRoom = true;
        }

        @Override
        public void memoryFreed() {
            isTold = true;
            timesTold++;
        }
    }
}
