package io.trawl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceCheckpointTest {
    @Test
    void positionsSortFromBeginningThroughOffsetsToTheEnd() {
        List<Position> inOrder = List.of(
                Position.BEGINNING,
                Position.offset(0),
                Position.offset(9),
                Position.offset(10),
                Position.offset(-1),
                Position.END_WITHOUT_RECORDS,
                Position.endAfter(5));

        assertThat(inOrder).isSorted();
    }

    @Test
    void positionTextIsTwentyDigitsWithATildeAtTheEndOfThePartition() {
        assertThat(Position.offset(42)).hasToString("00000000000000000042");
        assertThat(Position.endAfter(42)).hasToString("~00000000000000000042");
        assertThat(Position.offset(-1)).hasToString("18446744073709551615");
        assertThat(Position.BEGINNING.asEnd()).isEqualTo(Position.END_WITHOUT_RECORDS);
        assertThat(Position.parse("")).isSameAs(Position.BEGINNING);
        assertThat(Position.parse("~00000000000000000042").lastOffset()).hasValue(42);
        assertThat(Position.parse("shard-token").lastOffset()).isEmpty();
        assertThat(Position.parse("99999999999999999999").lastOffset()).isEmpty();
    }

    @Test
    void consecutiveDeltasMergeAndOthersDoNot() {
        CheckpointDelta first = CheckpointDelta.of("s", "p", Position.BEGINNING, Position.offset(4));
        CheckpointDelta second = CheckpointDelta.of("s", "p", Position.offset(4), Position.offset(9));
        CheckpointDelta other = CheckpointDelta.of("s", "q", Position.BEGINNING, Position.offset(1));

        assertThat(first.then(second).then(other).partitions())
                .isEqualTo(Map.of(
                        "p", new PartitionDelta(Position.BEGINNING, Position.offset(9)),
                        "q", new PartitionDelta(Position.BEGINNING, Position.offset(1))));
        assertThatThrownBy(() -> second.then(first)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void emptyOrReversedStretchIsRefused() {
        assertThatThrownBy(() -> new PartitionDelta(Position.offset(3), Position.offset(3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gapIsAppliedAndSeen() {
        SourceCheckpoint checkpoint = new SourceCheckpoint(Map.of("p", Position.offset(4)));
        CheckpointDelta later = CheckpointDelta.of("s", "p", Position.offset(7), Position.offset(9));

        assertThat(checkpoint.hasGapBefore(later)).isTrue();
        assertThat(checkpoint.apply(later).position("p")).isEqualTo(Position.offset(9));
    }

    @Test
    void overlapIsRejectedAndChangesNothing() {
        SourceCheckpoint checkpoint = new SourceCheckpoint(Map.of("p", Position.offset(4)));
        CheckpointDelta overlapping = CheckpointDelta.of("s", "p", Position.offset(3), Position.offset(9));

        assertThatThrownBy(() -> checkpoint.apply(overlapping))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_CONFLICT))
                .hasMessageContaining("partition `p`");
        assertThat(checkpoint.position("p")).isEqualTo(Position.offset(4));
    }
}
