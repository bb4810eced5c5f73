package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.assertFails;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.delta;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.kafkaSource;
import static io.trawl.metastore.MetastoreFixtures.source;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.config.DocMapping;
import io.trawl.config.IndexConfig;
import io.trawl.config.SourceConfig;
import io.trawl.config.StorageUri;
import io.trawl.split.SplitState;
import io.trawl.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What every metastore does. An implementation extends this and says how it is opened.
public abstract class MetastoreContractTest extends TemplateContractTest {
    // Indexes

    @Test
    void createdIndexIsThereWithItsSourcesAndAFreshUid() {
        IndexMetadata created = metastore.createIndex(index("logs"), sources(), context());

        assertThat(created.indexId()).isEqualTo("logs");
        assertThat(IdGenerator.isUlid(created.uid().incarnation())).isTrue();
        assertThat(created.createTimestamp()).isEqualTo(clock.epochSeconds());
        assertThat(created.sources()).hasSize(4);
        assertThat(created.checkpoints()).isEmpty();
        assertThat(metastore.view().index("logs")).contains(created);
        assertThat(metastore.view().index(created.uid())).contains(created);
    }

    @Test
    void whatOneProcessWritesAnotherReads() {
        IndexMetadata created = metastore.createIndex(index("logs"), sources(), context());
        metastore.stageSplits(created.uid(), List.of(split(created.uid(), "split-a", 5, 9)), context());
        metastore.publishSplits(PublishRequest.of(created.uid(), List.of("split-a"), delta(-1, 4)), context());
        MetastoreView mine = metastore.view();

        MetastoreView theirs = open().view();

        assertThat(theirs.version()).isEqualTo(mine.version());
        assertThat(theirs.indexes()).usingRecursiveComparison().isEqualTo(mine.indexes());
        assertThat(theirs.splits(SplitQuery.builder().build()))
                .isEqualTo(mine.splits(SplitQuery.builder().build()));
        assertThat(open().clusterUuid()).isEqualTo(metastore.clusterUuid());
    }

    @Test
    void freshViewHoldsWhatAnotherProcessCommitted() {
        Metastore other = open();
        IndexMetadata created = metastore.createIndex(index("logs"), sources(), context());

        assertThat(other.freshView(context()).index("logs")).contains(created);
    }

    @Test
    void existingIndexIsNotCreatedAgain() {
        metastore.createIndex(index("logs"), sources(), context());
        Metastore other = open();

        assertFails(
                ErrorCode.ALREADY_EXISTS,
                "index `logs` already exist(s)",
                () -> other.createIndex(index("logs"), sources(), context()));
    }

    @Test
    void overwriteReplacesTheIndexInOneStep() {
        IndexUid first = published("split-a");
        long before = metastore.view().version();

        IndexMetadata second = metastore.createIndex(index("logs"), sources(), true, context());

        assertThat(second.uid()).isNotEqualTo(first);
        assertThat(metastore.view().version()).isEqualTo(before + 1);
        assertThat(metastore.view().index("logs")).contains(second);
        assertThat(metastore.view().index(first)).isEmpty();
        assertThat(splits(second.uid())).isEmpty();
        assertThat(metastore.view().deletedIndexes())
                .extracting(DeletedIndex::uid)
                .containsExactly(first);
    }

    @Test
    void deletedIndexIsRememberedUntilItsSplitsAreGone() {
        IndexUid uid = published("split-a");
        metastore.stageSplits(uid, List.of(split(uid, "split-b")), context());

        List<Split> left = metastore.deleteIndex(uid, context());

        assertThat(left).extracting(Split::splitId).containsExactly("split-a", "split-b");
        assertThat(metastore.view().index("logs")).isEmpty();
        assertThat(metastore.view().deletedIndexes().getFirst().splits()).isEqualTo(left);
        metastore.deleteSplits(uid, List.of("split-a"), context());
        assertThat(metastore.view().deletedIndexes().getFirst().splits()).hasSize(1);
        metastore.deleteSplits(uid, List.of("split-b"), context());
        assertThat(metastore.view().deletedIndexes()).isEmpty();
    }

    @Test
    void deletedIndexWithoutSplitsIsForgotten() {
        IndexUid uid = created();

        assertThat(metastore.deleteIndex(uid, context())).isEmpty();
        assertThat(metastore.view().deletedIndexes()).isEmpty();
    }

    @Test
    void operationsOnAnIndexThatIsGoneSayNotFound() {
        IndexUid uid = created();
        metastore.deleteIndex(uid, context());
        String text = "index `logs` not found";

        assertFails(ErrorCode.NOT_FOUND, text, () -> metastore.deleteIndex(uid, context()));
        assertFails(ErrorCode.NOT_FOUND, text, () -> metastore.clearIndex(uid, context()));
        assertFails(ErrorCode.NOT_FOUND, text, () -> metastore.updateIndex(uid, index("logs"), context()));
        assertFails(ErrorCode.NOT_FOUND, text, () -> metastore.addSource(uid, source("other"), context()));
        assertFails(
                ErrorCode.NOT_FOUND, text, () -> metastore.stageSplits(uid, List.of(split(uid, "split-a")), context()));
        assertFails(
                ErrorCode.NOT_FOUND, text, () -> metastore.markSplitsForDeletion(uid, List.of("split-a"), context()));
        IndexUid again = created();
        assertThat(again).isNotEqualTo(uid);
        assertFails(
                ErrorCode.NOT_FOUND,
                text,
                () -> metastore.publishSplits(PublishRequest.of(uid, List.of(), delta(-1, 4)), context()));
    }

    @Test
    void clearMarksAllSplitsAndResetsCheckpoints() {
        IndexUid uid = published("split-a");
        metastore.stageSplits(uid, List.of(split(uid, "split-b")), context());

        metastore.clearIndex(uid, context());

        assertThat(splits(uid)).extracting(Split::state).containsOnly(SplitState.MARKED_FOR_DELETION);
        assertThat(metastore.view().checkpoint(uid, SOURCE).positions()).isEmpty();
        assertThat(metastore.view().index(uid)).isPresent();
    }

    @Test
    void indexesAreFoundByPatterns() {
        for (String id : List.of("logs-a", "logs-b", "traces")) {
            metastore.createIndex(index(id), List.of(), context());
        }
        MetastoreView view = metastore.view();

        assertThat(view.indexes()).extracting(IndexMetadata::indexId).containsExactly("logs-a", "logs-b", "traces");
        assertThat(view.indexes(List.of("logs-*")))
                .extracting(IndexMetadata::indexId)
                .containsExactly("logs-a", "logs-b");
        assertThat(view.indexes(List.of("*", "-logs-a")))
                .extracting(IndexMetadata::indexId)
                .containsExactly("logs-b", "traces");
        assertThat(view.indexes(List.of("nothing"))).isEmpty();
        assertFails(ErrorCode.BAD_REQUEST, "index ID pattern `a b` is invalid", () -> view.indexes(List.of("a b")));
    }

    // Updates

    @Test
    void updateKeepsUidAndCreateTimeAndTheUidOfAnUnchangedMapping() {
        IndexMetadata before = metastore.createIndex(index("logs"), sources(), context());
        clock.advance(Duration.ofMinutes(1));

        IndexMetadata after = metastore.updateIndex(before.uid(), index("logs"), context());

        assertThat(after).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void changedMappingGetsANewUid() {
        IndexMetadata before = metastore.createIndex(index("logs"), sources(), context());
        IndexConfig changed = index("logs", """
                {"timestamp_field": "ts", "field_mappings": [{"name": "ts", "type": "datetime", "fast": true}]}""");

        IndexMetadata after = metastore.updateIndex(before.uid(), changed, context());

        DocMapping mapping = after.config().docMapping();
        assertThat(mapping.fieldMappings()).hasSize(1);
        assertThat(mapping.docMappingUid())
                .isNotEqualTo(before.config().docMapping().docMappingUid());
        assertThat(open().view().index("logs").orElseThrow().config().docMapping())
                .isEqualTo(mapping);
    }

    @Test
    void idUriTimestampFieldAndTokenizersCannotChange() {
        IndexConfig config = index("logs");
        IndexUid uid = metastore.createIndex(config, sources(), context()).uid();
        IndexConfig elsewhere = new IndexConfig(
                "logs",
                new StorageUri("ram", "elsewhere"),
                config.docMapping(),
                config.indexingSettings(),
                config.ingestSettings(),
                config.searchSettings(),
                config.retention());

        assertFails(
                ErrorCode.BAD_REQUEST,
                "invalid config: `index_id` in config file logs does not match updated `index_id` other",
                () -> metastore.updateIndex(uid, index("other"), context()));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "invalid config: `index_uri` cannot be updated, current value ram://indexes/logs, new expected value"
                        + " ram://elsewhere",
                () -> metastore.updateIndex(uid, elsewhere, context()));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "invalid config: updating timestamp field is not allowed, current timestamp field `ts`, new timestamp"
                        + " field `none`",
                () -> metastore.updateIndex(uid, index("logs", "{}"), context()));
        assertThat(metastore.view().index(uid).orElseThrow().config()).isEqualTo(config);
    }

    @Test
    void tokenizersCanBeAddedOnly() {
        String ngram =
                "{\"tokenizers\": [{\"name\": \"grams\", \"type\": \"ngram\", \"min_gram\": 2, \"max_gram\": 3}]}";
        IndexUid uid =
                metastore.createIndex(index("logs", "{}"), sources(), context()).uid();

        metastore.updateIndex(uid, index("logs", ngram), context());

        assertFails(
                ErrorCode.BAD_REQUEST,
                "invalid config: updating tokenizers is allowed only if adding new tokenizers, current tokenizers `{grams"
                        + " (ngram 2 to 3)}`, new tokenizers `{}`: tokenizer `grams` is missing, keep it",
                () -> metastore.updateIndex(uid, index("logs", "{}"), context()));
        String words =
                "{\"tokenizers\": [{\"name\": \"grams\", \"type\": \"simple\", \"filters\": [\"lower_caser\"]}]}";
        assertFails(
                ErrorCode.BAD_REQUEST,
                "new tokenizers `{grams (simple, lower_caser)}`: tokenizer `grams` is changed, give the new one another"
                        + " name",
                () -> metastore.updateIndex(uid, index("logs", words), context()));
    }

    // Sources

    @Test
    void sourcesAreAddedUpdatedToggledAndDeleted() {
        IndexUid uid = created();

        metastore.addSource(uid, kafkaSource("other", "topic-1"), context());
        metastore.toggleSource(uid, "other", false, context());

        IndexMetadata index = metastore.view().index(uid).orElseThrow();
        assertThat(index.source("other").orElseThrow().enabled()).isFalse();
        assertFails(
                ErrorCode.ALREADY_EXISTS,
                "source `logs/other` already exist(s)",
                () -> metastore.addSource(uid, source("other"), context()));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "`topic` of kafka source `other` cannot be updated",
                () -> metastore.updateSource(uid, kafkaSource("other", "topic-2"), context()));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "source type of `other` cannot be updated",
                () -> metastore.updateSource(uid, source("other"), context()));
        metastore.updateSource(uid, kafkaSource("other", "topic-1"), context());
        metastore.deleteSource(uid, "other", context());
        assertThat(metastore.view().index(uid).orElseThrow().source("other")).isEmpty();
        assertFails(
                ErrorCode.NOT_FOUND,
                "source `logs/other` not found",
                () -> metastore.deleteSource(uid, "other", context()));
    }

    @Test
    void protectedSourcesCannotBeToggledOrDeleted() {
        IndexUid uid = created();

        for (String id : List.of(SourceConfig.INGEST_API_SOURCE_ID, SourceConfig.INGEST_CLI_SOURCE_ID)) {
            assertFails(ErrorCode.FORBIDDEN, id, () -> metastore.toggleSource(uid, id, false, context()));
            assertFails(ErrorCode.FORBIDDEN, id, () -> metastore.deleteSource(uid, id, context()));
        }
    }

    @Test
    void deletingOrResettingASourceDropsItsCheckpoint() {
        IndexUid uid = published("split-a");

        metastore.resetCheckpoint(uid, SOURCE, context());
        assertThat(metastore.view().checkpoint(uid, SOURCE).positions()).isEmpty();

        metastore.publishSplits(PublishRequest.of(uid, List.of(), delta(-1, 4)), context());
        metastore.deleteSource(uid, SOURCE, context());
        metastore.addSource(uid, source(SOURCE), context());
        assertThat(metastore.view().checkpoint(uid, SOURCE).positions()).isEmpty();
        assertFails(
                ErrorCode.NOT_FOUND,
                "source `logs/nope` not found",
                () -> metastore.resetCheckpoint(uid, "nope", context()));
    }

    // Views

    @Test
    void viewNeverChanges() {
        IndexUid uid = created();
        MetastoreView before = metastore.view();

        metastore.stageSplits(uid, List.of(split(uid, "split-a")), context());

        assertThat(before.splits(SplitQuery.builder().build())).isEmpty();
        assertThat(splits(uid)).hasSize(1);
    }

    @Test
    void listenersSeeOwnChangesAndThoseOfOthers() {
        Metastore other = open();
        AtomicReference<MetastoreView> seen = new AtomicReference<>(other.view());
        Metastore.Registration registration = other.onChange(seen::set);
        created();

        other.freshView(context());
        Eventually.isTrue(
                "change of another is told", () -> seen.get().index("logs").isPresent());
        other.createIndex(index("mine"), List.of(), context());
        Eventually.isTrue("own change is told", () -> seen.get().index("mine").isPresent());

        registration.close();
    }

    @Test
    void viewSaysHowOldItIs() {
        created();
        clock.advance(Duration.ofSeconds(90));

        assertThat(metastore.view().age()).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
        assertThat(metastore.freshView(context()).age()).isLessThan(Duration.ofSeconds(90));
    }

    @Test
    void closedMetastoreRefusesChanges() {
        metastore.close();

        assertFails(ErrorCode.UNAVAILABLE, "closed", this::created);
    }
}
