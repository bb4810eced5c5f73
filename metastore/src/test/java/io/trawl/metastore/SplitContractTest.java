package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.assertFails;
import static io.trawl.metastore.MetastoreFixtures.builder;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.delta;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.Position;
import io.trawl.split.SplitMaturity;
import io.trawl.split.SplitState;
import io.trawl.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How splits live and are listed, in every metastore; the part of [MetastoreContractTest] that is about them.
public abstract class SplitContractTest {
    protected final FakeClock clock = new FakeClock();
    protected final IdGenerator ids = new IdGenerator(clock);
    private final List<Metastore> opened = new ArrayList<>();
    Metastore metastore;

    /// Another process's metastore on the same data, started.
    protected abstract Metastore openAnother();

    @BeforeEach
    void openFirst() {
        metastore = open();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Metastore::close);
    }

    final Metastore open() {
        Metastore another = openAnother();
        opened.add(another);
        return another;
    }

    // Splits

    @Test
    void stagedSplitIsPublishedWithTheCheckpointInOneStep() {
        IndexUid uid = created();
        metastore.stageSplits(uid, List.of(split(uid, "split-a")), context());
        long stagedAt = clock.epochSeconds();
        assertThat(onlySplit(uid)).isEqualTo(Split.staged(split(uid, "split-a"), stagedAt));
        clock.advance(Duration.ofSeconds(7));
        long version = metastore.view().version();

        metastore.publishSplits(PublishRequest.of(uid, List.of("split-a"), delta(-1, 4)), context());

        Split split = onlySplit(uid);
        assertThat(split.state()).isEqualTo(SplitState.PUBLISHED);
        assertThat(split.updateTimestamp()).isEqualTo(stagedAt + 7);
        assertThat(split.publishTimestamp()).hasValue(stagedAt + 7);
        assertThat(metastore.view().checkpoint(uid, SOURCE).position("p")).isEqualTo(Position.offset(4));
        assertThat(metastore.view().version()).isEqualTo(version + 1);
    }

    @Test
    void splitMayBeStagedAgainWhileItIsStaged() {
        IndexUid uid = created();
        metastore.stageSplits(uid, List.of(split(uid, "split-a", 1, 2)), context());

        metastore.stageSplits(uid, List.of(split(uid, "split-a", 1, 9)), context());

        assertThat(onlySplit(uid).metadata().timeRange().orElseThrow().end()).isEqualTo(9);
        metastore.publishSplits(PublishRequest.replacing(uid, List.of("split-a"), List.of()), context());
        assertFails(
                ErrorCode.FAILED_PRECONDITION,
                "precondition failed for splits `split-a`: splits are not staged",
                () -> metastore.stageSplits(uid, List.of(split(uid, "split-b"), split(uid, "split-a")), context()));
        assertThat(splits(uid)).hasSize(1);
    }

    @Test
    void splitOfAnotherIndexIsNotStaged() {
        IndexUid uid = created();
        IndexUid other = new IndexUid("other", uid.incarnation());

        assertFails(
                ErrorCode.BAD_REQUEST,
                "invalid argument: split `split-a`",
                () -> metastore.stageSplits(uid, List.of(split(other, "split-a")), context()));
    }

    @Test
    void publishIsAllOrNothing() {
        IndexUid uid = published("split-a");
        metastore.stageSplits(uid, List.of(split(uid, "split-b")), context());
        MetastoreView before = metastore.view();

        assertFails(
                ErrorCode.CHECKPOINT_CONFLICT,
                "precondition failed for checkpoint delta `logs/" + SOURCE + "`",
                () -> publish(uid, List.of("split-b"), List.of(), 3, 9));
        assertFails(
                ErrorCode.NOT_FOUND,
                "splits `nope` not found",
                () -> publish(uid, List.of("split-b", "nope"), List.of(), 4, 9));
        assertFails(
                ErrorCode.FAILED_PRECONDITION,
                "precondition failed for splits `split-a`: splits are not staged",
                () -> publish(uid, List.of("split-b", "split-a"), List.of(), 4, 9));
        assertFails(
                ErrorCode.NOT_FOUND,
                "splits `nope` not found",
                () -> publish(uid, List.of("split-b"), List.of("split-a", "nope"), 4, 9));
        assertFails(
                ErrorCode.FAILED_PRECONDITION,
                "precondition failed for splits `split-b`: splits are not published",
                () -> publish(uid, List.of(), List.of("split-a", "split-b"), 4, 9));

        assertThat(metastore.view().version()).isEqualTo(before.version());
        assertThat(splits(uid)).isEqualTo(before.splits(SplitQuery.builder().build()));
        assertThat(metastore.view().checkpoint(uid, SOURCE)).isEqualTo(before.checkpoint(uid, SOURCE));
    }

    @Test
    void conflictIsToldBeforeAnythingElse() {
        IndexUid uid = published("split-a");

        assertFails(
                ErrorCode.CHECKPOINT_CONFLICT,
                "partition `p` is published to",
                () -> publish(uid, List.of("nope"), List.of("nope"), 0, 9));
    }

    @Test
    void gapInTheCheckpointIsAllowed() {
        IndexUid uid = published("split-a");

        publish(uid, List.of(), List.of(), 7, 9);

        assertThat(metastore.view().checkpoint(uid, SOURCE).position("p")).isEqualTo(Position.offset(9));
    }

    @Test
    void publishWithoutSplitsAdvancesTheCheckpoint() {
        IndexUid uid = created();

        publish(uid, List.of(), List.of(), -1, 4);

        assertThat(metastore.view().checkpoint(uid, SOURCE).position("p")).isEqualTo(Position.offset(4));
        assertThat(splits(uid)).isEmpty();
    }

    @Test
    void deltaOfAnUnknownSourceIsRefused() {
        IndexUid uid = created();
        metastore.deleteSource(uid, SOURCE, context());

        assertFails(
                ErrorCode.NOT_FOUND,
                "source `logs/" + SOURCE + "` not found",
                () -> publish(uid, List.of(), List.of(), -1, 4));
    }

    @Test
    void mergePublishesOneAndMarksTheOthers() {
        IndexUid uid = published("split-a", "split-b");
        long publishedAt = clock.epochSeconds();
        metastore.stageSplits(uid, List.of(split(uid, "split-c")), context());
        clock.advance(Duration.ofSeconds(5));

        metastore.publishSplits(
                PublishRequest.replacing(uid, List.of("split-c"), List.of("split-a", "split-b")), context());

        Split replaced = metastore.view().split(uid, "split-a").orElseThrow();
        assertThat(replaced.state()).isEqualTo(SplitState.MARKED_FOR_DELETION);
        assertThat(replaced.publishTimestamp()).hasValue(publishedAt);
        assertThat(replaced.updateTimestamp()).isEqualTo(publishedAt + 5);
        assertThat(metastore.view().splits(SplitQuery.published(uid).build()))
                .extracting(Split::splitId)
                .containsExactly("split-c");
    }

    @Test
    void markingPassesOverUnknownAndMarkedSplits() {
        IndexUid uid = published("split-a");
        metastore.markSplitsForDeletion(uid, List.of("split-a", "nope"), context());
        Split marked = onlySplit(uid);
        clock.advance(Duration.ofSeconds(5));

        metastore.markSplitsForDeletion(uid, List.of("split-a"), context());

        assertThat(onlySplit(uid)).isEqualTo(marked);
    }

    @Test
    void onlyMarkedSplitsAreDeleted() {
        IndexUid uid = published("split-a", "split-b");
        metastore.stageSplits(uid, List.of(split(uid, "split-c")), context());
        metastore.markSplitsForDeletion(uid, List.of("split-a"), context());

        assertFails(
                ErrorCode.FAILED_PRECONDITION,
                "precondition failed for splits `split-b, split-c`: splits are not marked for deletion",
                () -> metastore.deleteSplits(uid, List.of("split-a", "split-b", "split-c"), context()));
        assertThat(splits(uid)).hasSize(3);

        metastore.deleteSplits(uid, List.of("split-a", "nope"), context());
        assertThat(splits(uid)).extracting(Split::splitId).containsExactly("split-b", "split-c");
    }

    // Listing

    @Test
    void splitsAreFilteredByTimeAndThoseWithoutTimeAreNeverLeftOut() {
        IndexUid uid = created();
        metastore.stageSplits(
                uid,
                List.of(split(uid, "split-a", 10, 19), split(uid, "split-b", 20, 29), split(uid, "split-c")),
                context());

        assertThat(found(SplitQuery.builder().timeStart(20))).containsExactly("split-b", "split-c");
        assertThat(found(SplitQuery.builder().timeStart(19))).containsExactly("split-a", "split-b", "split-c");
        assertThat(found(SplitQuery.builder().timeEnd(20))).containsExactly("split-a", "split-c");
        assertThat(found(SplitQuery.builder().timeEnd(21))).containsExactly("split-a", "split-b", "split-c");
        assertThat(found(SplitQuery.builder().timeStart(30).timeEnd(40))).containsExactly("split-c");
        assertThat(found(SplitQuery.builder().timeRangeEndMax(19))).containsExactly("split-a");
    }

    @Test
    void splitsAreFilteredByStateNodeTagsAndIds() {
        IndexUid uid = created();
        metastore.stageSplits(
                uid,
                List.of(
                        builder(uid, "split-a").tags(List.of("svc!", "svc:api")).build(),
                        builder(uid, "split-b").tags(List.of("svc!", "svc:web")).build(),
                        builder(uid, "split-c").nodeId("node-2").build()),
                context());
        metastore.publishSplits(PublishRequest.replacing(uid, List.of("split-b"), List.of()), context());

        assertThat(found(SplitQuery.builder().states(SplitState.PUBLISHED))).containsExactly("split-b");
        assertThat(found(SplitQuery.builder().states(Set.of(SplitState.STAGED))))
                .containsExactly("split-a", "split-c");
        assertThat(found(SplitQuery.builder().nodeId("node-2"))).containsExactly("split-c");
        assertThat(found(SplitQuery.builder().tags(TagFilter.term("svc", "api"))))
                .containsExactly("split-a", "split-c");
        assertThat(found(SplitQuery.builder()
                        .tags(new TagFilter.And(List.of(TagFilter.term("svc", "api"), new TagFilter.Has("svc:api"))))))
                .containsExactly("split-a");
        assertThat(found(SplitQuery.builder().splitIds(List.of("split-a", "nope"))))
                .containsExactly("split-a");
        assertThat(found(SplitQuery.builder().excludedSplitIds(List.of("split-a"))))
                .containsExactly("split-b", "split-c");
    }

    @Test
    void splitsAreFilteredByAgeMaturityAndOpstamp() {
        IndexUid uid = created();
        long now = clock.epochSeconds();
        metastore.stageSplits(
                uid,
                List.of(
                        builder(uid, "split-a")
                                .createTimestamp(now)
                                .deleteOpstamp(3)
                                .build(),
                        builder(uid, "split-b")
                                .createTimestamp(now + 10)
                                .maturity(SplitMaturity.immature(Duration.ofSeconds(60)))
                                .build()),
                context());
        clock.advance(Duration.ofSeconds(20));
        metastore.publishSplits(PublishRequest.replacing(uid, List.of("split-b"), List.of()), context());

        assertThat(found(SplitQuery.builder().createTimestamps(SplitQuery.Bounds.below(now + 10))))
                .containsExactly("split-a");
        assertThat(found(SplitQuery.builder().updateTimestamps(SplitQuery.Bounds.atMost(now))))
                .containsExactly("split-a");
        assertThat(found(SplitQuery.builder().deleteOpstamps(SplitQuery.Bounds.atLeast(1))))
                .containsExactly("split-a");
        assertThat(found(SplitQuery.builder().matureAt(now + 69))).containsExactly("split-a");
        assertThat(found(SplitQuery.builder().matureAt(now + 70))).containsExactly("split-a", "split-b");
        assertThat(found(SplitQuery.builder().immatureAt(now + 69))).containsExactly("split-b");
        assertThat(found(SplitQuery.builder().order(SplitQuery.Order.STALENESS)))
                .containsExactly("split-b", "split-a");
    }

    @Test
    void splitsAreListedInPagesAcrossIndexes() {
        List<String> all = new ArrayList<>();
        IndexUid last = null;
        for (String id : List.of("idx-a", "idx-b")) {
            IndexUid uid =
                    metastore.createIndex(index(id), sources(), context()).uid();
            metastore.stageSplits(
                    uid, List.of(split(uid, id + "-2"), split(uid, id + "-1"), split(uid, id + "-3")), context());
            all.addAll(List.of(id + "-1", id + "-2", id + "-3"));
            last = uid;
        }

        assertThat(found(SplitQuery.builder())).isEqualTo(all);
        assertThat(found(SplitQuery.builder().offset(2).limit(2))).containsExactly("idx-a-3", "idx-b-1");
        assertThat(found(SplitQuery.builder().afterSplit(last, "idx-b-1"))).containsExactly("idx-b-2", "idx-b-3");
        assertThat(found(SplitQuery.builder().indexUids(List.of(last)).limit(1)))
                .containsExactly("idx-b-1");
        assertThat(found(SplitQuery.builder().limit(0))).isEmpty();
    }

    final IndexUid created() {
        return metastore.createIndex(index("logs"), sources(), context()).uid();
    }

    /// An index with these splits, published up to position 4.
    final IndexUid published(String... splitIds) {
        IndexUid uid = created();
        metastore.stageSplits(
                uid, List.of(splitIds).stream().map(id -> split(uid, id)).toList(), context());
        publish(uid, List.of(splitIds), List.of(), -1, 4);
        return uid;
    }

    final void publish(IndexUid uid, List<String> added, List<String> replaced, long from, long to) {
        metastore.publishSplits(new PublishRequest(uid, added, replaced, Optional.of(delta(from, to))), context());
    }

    final List<Split> splits(IndexUid uid) {
        return metastore
                .view()
                .splits(SplitQuery.builder().indexUids(List.of(uid)).build());
    }

    final Split onlySplit(IndexUid uid) {
        List<Split> all = splits(uid);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    final List<String> found(SplitQuery.Builder query) {
        return metastore.view().splits(query.build()).stream()
                .map(Split::splitId)
                .toList();
    }
}
