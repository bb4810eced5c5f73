package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.assertFails;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.common.IndexUid;
import io.trawl.common.Position;
import io.trawl.common.SourceCheckpoint;
import io.trawl.config.SourceConfig;
import io.trawl.testkit.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// The small words of the metastore: patterns, JSON as REST answers it, and who goes first.
class MetastoreWordsTest {
    @Test
    void patternsAreCheckedAsTheContractSays() {
        assertFails(
                ErrorCode.BAD_REQUEST,
                "patterns must not contain multiple consecutive `*`",
                () -> IndexPatterns.parse(List.of("a**")));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "an index ID must have at least 3 characters",
                () -> IndexPatterns.parse(List.of("ab")));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "patterns must match the following regular expression",
                () -> IndexPatterns.parse(List.of("1abc")));
        assertThat(IndexPatterns.parse(List.of("*-2026.01")).matches("logs-2026.01"))
                .isTrue();
        assertThat(IndexPatterns.parse(List.of("*-2026.01")).matches("logs-2026x01"))
                .isFalse();
        assertThat(IndexPatterns.parse(List.of("-logs*")).hasPositive()).isFalse();
        assertThat(IndexPatterns.parse(List.of("logs", "a*", "-bcd")).exactIds())
                .containsExactly("logs");
    }

    @Test
    void indexMetadataIsAnsweredWithACheckpointForEverySource() {
        IndexMetadata metadata = new IndexMetadata(
                new IndexUid("logs", "01KDVHB8000000000000000001"),
                index("logs"),
                Map.of(
                        SOURCE,
                        new SourceCheckpoint(Map.of("p", Position.offset(7))),
                        SourceConfig.INGEST_SOURCE_ID,
                        new SourceCheckpoint(Map.of("shard", Position.offset(9)))),
                1_767_225_600,
                sources());

        ObjectNode json = IndexMetadataJson.toJson(metadata);

        assertThat(json.propertyNames())
                .containsExactly("version", "index_uid", "index_config", "checkpoint", "create_timestamp", "sources");
        assertThat(json.path("checkpoint"))
                .hasToString("{\"_ingest-api-source\":{},\"_ingest-source\":{},\"_ingest-cli-source\":{},"
                        + "\"a-source\":{\"p\":\"00000000000000000007\"}}");
        assertThat(IndexMetadataJson.fromJson(IndexMetadataJson.toStoredJson(metadata)))
                .isEqualTo(metadata);
    }

    @Test
    void splitIsAnsweredWithItsStateFirst() {
        Split split = Split.staged(split(new IndexUid("logs", "1"), "split-a"), 5);

        assertThat(SplitJson.toJson(split).toString())
                .startsWith(
                        "{\"split_state\":\"Staged\",\"update_timestamp\":5,\"publish_timestamp\":null,\"version\":");
        assertThat(SplitJson.fromJson(SplitJson.toJson(split.published(9)))).isEqualTo(split.published(9));
    }

    @Test
    void winnerWaitsForTheOthersOnlyWhereThereAreOthers() {
        FakeClock clock = new FakeClock();
        CommitPacer pacer = new CommitPacer(clock, new Random(1));
        assertThat(pacer.pauseMillis()).isZero();

        win(pacer, clock, 50);
        assertThat(pacer.pauseMillis()).isZero();
        pacer.lost();
        assertThat(pacer.pauseMillis()).isBetween(50L, 100L);
        clock.advance(Duration.ofSeconds(3));
        assertThat(pacer.pauseMillis()).isZero();

        for (int i = 0; i < 8; i++) {
            win(pacer, clock, 50);
        }
        assertThat(pacer.pauseMillis()).isBetween(100L, 150L);
        assertThat(pacer.pauseMillis()).isZero();
    }

    private static void win(CommitPacer pacer, FakeClock clock, long millis) {
        long sent = clock.nanoTime();
        clock.advance(Duration.ofMillis(millis));
        pacer.won(sent);
    }
}
