package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.assertFails;
import static io.trawl.metastore.MetastoreFixtures.builder;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.delta;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.kafkaSource;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static io.trawl.metastore.MetastoreFixtures.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexTemplate;
import io.trawl.config.StorageUri;
import io.trawl.split.SplitMaturity;
import io.trawl.split.SplitTimeRange;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.FakeClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What the manifest's objects look like, and what becomes of them when they are damaged or of the future.
class ManifestFormatTest {
    private final FakeClock clock = new FakeClock();
    private final IdGenerator ids = new IdGenerator(clock);
    private final MemoryStorage storage = new MemoryStorage(new StorageUri("ram", "metastore"), clock);

    @Test
    void entriesOfVersionOneAreReadForEver() throws IOException {
        byte[] golden = resource("/manifest/v1.entry");

        ManifestEntry entry = ManifestEntry.decode(golden, "v1.entry");

        assertThat(entry.number()).isEqualTo(1);
        assertThat(entry.commitId()).isEqualTo("01KDVHB8000000000000000000");
        assertThat(entry.timestamp()).isEqualTo(1_767_225_600);
        assertThat(entry.operations()).isEqualTo(everyOperation());
        assertThat(ManifestEntry.decode(encoded(entry.operations()), "again")).isEqualTo(entry);
    }

    @Test
    void snapshotsOfVersionOneAreReadForEver() throws IOException {
        ManifestState expected = ManifestEntry.decode(resource("/manifest/v1.entry"), "v1.entry")
                .applyTo(ManifestState.EMPTY, "v1.entry");

        ManifestState state = ManifestSnapshot.decode(resource("/manifest/v1.snapshot"), "v1.snapshot");

        assertThat(describe(state)).isEqualTo(describe(expected));
    }

    @Test
    void templatesOfVersionOneAreReadForEver() throws IOException {
        ManifestEntry entry = ManifestEntry.decode(resource("/manifest/v1-templates.entry"), "v1-templates.entry");
        ManifestState state =
                ManifestSnapshot.decode(resource("/manifest/v1-templates.snapshot"), "v1-templates.snapshot");

        assertThat(entry.operations()).isEqualTo(everyTemplateOperation());
        assertThat(ManifestEntry.decode(encoded(entry.operations()), "again")).isEqualTo(entry);
        assertThat(describe(state))
                .isEqualTo(describe(entry.applyTo(ManifestState.EMPTY, "v1-templates.entry")))
                .contains("t-put")
                .doesNotContain("t-gone");
    }

    @Test
    void templatesThatWereOnceAcceptedStayReadable() {
        ManifestOperation put = new ManifestOperation.PutTemplate(template("t-1", 0, "no longer allowed"));

        ManifestState state =
                ManifestEntry.decode(encoded(List.of(put)), "e.entry").applyTo(ManifestState.EMPTY, "e");

        assertThat(state.templates()).containsOnlyKeys("t-1");
    }

    @Test
    void aSnapshotHoldsAllThatTheLogSays() {
        IndexUid uid = new IndexUid("logs", "01KDVHB8000000000000000001");
        ManifestState state = apply(
                new ManifestOperation.CreateIndex(uid, golden(), sources(), false),
                new ManifestOperation.StageSplits(uid, List.of(split(uid, "split-a", 3, 9), split(uid, "split-b"))),
                new ManifestOperation.PublishSplits(PublishRequest.of(uid, List.of("split-a"), delta(-1, 4))));
        IndexUid gone = new IndexUid("gone", "01KDVHB8000000000000000002");
        state = ManifestOperations.apply(state, new ManifestOperation.CreateIndex(gone, golden(), List.of(), false), 7);
        state = ManifestOperations.apply(
                state, new ManifestOperation.StageSplits(gone, List.of(split(gone, "split-c"))), 8);
        state = ManifestOperations.apply(state, new ManifestOperation.DeleteIndex(gone), 9);

        ManifestState read = ManifestSnapshot.decode(ManifestSnapshot.encode(state, 5), "a");

        assertThat(describe(read)).isEqualTo(describe(state));
    }

    @Test
    void everyFlippedByteOfAnEntryIsNoticed() {
        byte[] entry = encoded(List.of(new ManifestOperation.DeleteIndex(new IndexUid("logs", "1"))));

        for (int i = 0; i < entry.length; i++) {
            byte[] flipped = entry.clone();
            flipped[i] ^= 1;
            assertFails(ErrorCode.CORRUPTED, "`e.entry` is damaged", () -> ManifestEntry.decode(flipped, "e.entry"));
            byte[] cut = Arrays.copyOf(entry, i);
            assertFails(ErrorCode.CORRUPTED, "`e.entry` is damaged", () -> ManifestEntry.decode(cut, "e.entry"));
        }
    }

    @Test
    void unknownVersionIsRefusedByName() {
        ObjectNode header = ManifestFrame.header(ManifestFrame.Format.ENTRY).put("version", 2);
        byte[] future = ManifestFrame.pack(header, new byte[0]);

        assertFails(
                ErrorCode.UNKNOWN_VERSION,
                "manifest object `e.entry` has the version `2`, which this program does not know: start the version",
                () -> ManifestEntry.decode(future, "e.entry"));
    }

    @Test
    void unknownOperationIsRefusedByName() {
        byte[] line = "{\"op\":\"acquire-lease\"}".getBytes(StandardCharsets.UTF_8);
        byte[] future = ManifestEntry.encode(1, ids.next(), "", 0, List.of(line));

        assertFails(
                ErrorCode.UNKNOWN_VERSION,
                "has the operation `acquire-lease`",
                () -> ManifestEntry.decode(future, "e.entry"));
    }

    @Test
    void damagedEntryKeepsTheMetastoreFromOpeningAndIsNamed() {
        commitThree();
        damage(ManifestLog.entryKey(2));

        assertFails(
                ErrorCode.CORRUPTED,
                "`ram://metastore/_manifest/log/00000000000000000002.entry` is damaged: its checksum is",
                this::open);
    }

    /// On its way, that is: the entry on storage is whole.
    @Test
    void entryThatArrivesDamagedIsReadAgain() {
        commitThree();
        AtomicInteger reads = new AtomicInteger();
        Storage damaging = new HookedStorage(storage) {
            @Override
            public byte[] readAll(StorageKey key, RequestContext context) {
                byte[] bytes = super.readAll(key, context).clone();
                if (key.equals(ManifestLog.entryKey(2)) && reads.getAndIncrement() == 0) {
                    bytes[bytes.length - 20] ^= 4;
                }
                return bytes;
            }
        };

        try (ManifestMetastore metastore = new ManifestMetastore(
                damaging, ManifestOptions.DEFAULT.withPollingInterval(Duration.ofHours(1)), ids, clock)) {
            metastore.start(context());

            assertThat(metastore.view().indexes()).hasSize(3);
            assertThat(reads).hasValue(2);
        }
    }

    @Test
    void missingEntryIsNoticed() {
        commitThree();
        storage.delete(ManifestLog.entryKey(2), context());

        assertFails(ErrorCode.CORRUPTED, "log/00000000000000000002.entry` is damaged: it is missing", this::open);
    }

    @Test
    void entryOfAnotherLogIsNoticed() {
        commitThree();
        byte[] foreign = ManifestEntry.encode(3, ids.next(), ids.next(), 0, List.of());
        storage.put(ManifestLog.entryKey(3), Payload.ofBytes(foreign), context());

        assertFails(ErrorCode.CORRUPTED, "it says to be entry 3 after commit", this::open);
    }

    @Test
    void damagedSnapshotIsMadeUpForByTheEntries() {
        commitThree();
        try (ManifestMetastore metastore = open()) {
            metastore.compact();
        }
        damage(ManifestLog.snapshotKey(3));

        try (ManifestMetastore metastore = open()) {
            assertThat(metastore.view().version()).isEqualTo(3);
            assertThat(metastore.view().indexes()).hasSize(3);
        }
    }

    @Test
    void damagedSnapshotWithoutItsEntriesKeepsTheMetastoreFromOpening() {
        commitThree();
        try (ManifestMetastore metastore = open()) {
            metastore.compact();
        }
        damage(ManifestLog.snapshotKey(3));
        storage.delete(ManifestLog.entryKey(1), context());

        assertFails(ErrorCode.CORRUPTED, "snapshot/00000000000000000003.snapshot` is damaged", this::open);
    }

    @Test
    void damagedClusterIdentityIsNamed() {
        commitThree();
        damage(StorageKey.of("_manifest/cluster.json"));

        assertFails(ErrorCode.CORRUPTED, "`ram://metastore/_manifest/cluster.json` is damaged", this::open);
    }

    @Test
    void logThatIsTakenAwayUnderARunningProcessIsNoticed() {
        try (ManifestMetastore metastore = open()) {
            metastore.createIndex(index("logs"), List.of(), context());
            metastore.createIndex(index("more"), List.of(), context());
            storage.delete(ManifestLog.entryKey(2), context());
            clock.advance(Duration.ofHours(1));

            assertThatThrownBy(() -> metastore.freshView(context()))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("ends before entry 2, which was there");
        }
    }

    private void commitThree() {
        try (ManifestMetastore metastore = open()) {
            for (String id : List.of("idx-a", "idx-b", "idx-c")) {
                metastore.createIndex(index(id), List.of(), context());
            }
        }
    }

    private void damage(StorageKey key) {
        byte[] bytes = storage.readAll(key, context());
        bytes[bytes.length - 20] ^= 4;
        storage.put(key, Payload.ofBytes(bytes), context());
    }

    private ManifestMetastore open() {
        ManifestMetastore metastore = new ManifestMetastore(
                storage, ManifestOptions.DEFAULT.withPollingInterval(Duration.ofHours(1)), ids, clock);
        metastore.start(context());
        return metastore;
    }

    private static ManifestState apply(ManifestOperation... operations) {
        ManifestState state = ManifestState.EMPTY;
        for (ManifestOperation operation : operations) {
            state = ManifestOperations.apply(state, operation, 1_767_225_600);
        }
        return state.committed("01KDVHB8000000000000000000");
    }

    private static String describe(ManifestState state) {
        List<Object> all = new ArrayList<>();
        all.add(state.commits());
        state.indexes()
                .all()
                .forEach(index -> all.add(
                        List.of(index.metadata().toString(), index.splits().toList())));
        all.add(state.deletedIndexes());
        all.add(state.templates());
        return all.toString();
    }

    private static IndexConfig golden() {
        IndexConfig config = index("logs");
        return config.withDocMapping(config.docMapping().withUid("01KDVHB8000000000000000009"));
    }

    /// One of each kind, in an order in which they can be applied.
    static List<ManifestOperation> everyOperation() {
        IndexUid uid = new IndexUid("logs", "01KDVHB8000000000000000001");
        List<ManifestOperation> all = new ArrayList<>();
        all.add(new ManifestOperation.CreateIndex(uid, golden(), sources(), true));
        all.add(new ManifestOperation.UpdateIndex(uid, golden()));
        all.add(new ManifestOperation.AddSource(uid, kafkaSource("other", "topic")));
        all.add(new ManifestOperation.UpdateSource(uid, kafkaSource("other", "topic")));
        all.add(new ManifestOperation.ToggleSource(uid, "other", false));
        all.add(new ManifestOperation.StageSplits(
                uid,
                List.of(
                        builder(uid, "split-a")
                                .partitionId(-1)
                                .timeRange(new SplitTimeRange(1, 2))
                                .tags(List.of("svc!", "svc:api"))
                                .maturity(SplitMaturity.immature(Duration.ofHours(48)))
                                .numMergeOps(1)
                                .deleteOpstamp(2)
                                .docMappingUid("01KDVHB8000000000000000009")
                                .build(),
                        split(uid, "split-b"),
                        split(uid, "split-c"))));
        all.add(new ManifestOperation.PublishSplits(
                new PublishRequest(uid, List.of("split-a", "split-c"), List.of(), Optional.of(delta(-1, 4)))));
        all.add(new ManifestOperation.PublishSplits(
                PublishRequest.replacing(uid, List.of("split-b"), List.of("split-a"))));
        all.add(new ManifestOperation.MarkSplits(uid, List.of("split-c")));
        all.add(new ManifestOperation.DeleteSplits(uid, List.of("split-c")));
        all.add(new ManifestOperation.DeleteSource(uid, "other"));
        all.add(new ManifestOperation.ResetCheckpoint(uid, SOURCE));
        IndexUid gone = new IndexUid("gone", "01KDVHB8000000000000000002");
        all.add(new ManifestOperation.CreateIndex(gone, golden(), List.of(), false));
        all.add(new ManifestOperation.StageSplits(gone, List.of(split(gone, "split-d"))));
        all.add(new ManifestOperation.ClearIndex(gone));
        all.add(new ManifestOperation.DeleteIndex(gone));
        return all;
    }

    /// As [#everyOperation], of those that came later.
    private static List<ManifestOperation> everyTemplateOperation() {
        return List.of(
                new ManifestOperation.CreateTemplate(goldenTemplate("t-put", 1)),
                new ManifestOperation.CreateTemplate(goldenTemplate("t-gone", 0)),
                new ManifestOperation.PutTemplate(goldenTemplate("t-put", 2)),
                new ManifestOperation.DeleteTemplate("t-gone"));
    }

    private static IndexTemplate goldenTemplate(String templateId, long priority) {
        IndexTemplate template = template(templateId, priority, "logs-*", "-logs-old");
        return template.withDocMapping(template.docMapping().withUid("01KDVHB8000000000000000009"));
    }

    static byte[] encoded(List<ManifestOperation> operations) {
        List<byte[]> lines = operations.stream()
                .map(operation -> new PendingOperation(operation).line())
                .toList();
        return ManifestEntry.encode(1, "01KDVHB8000000000000000000", "", 1_767_225_600, lines);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ManifestFormatTest.class.getResourceAsStream(name)) {
            assertThat(in).as("golden file " + name).isNotNull();
            return in.readAllBytes();
        }
    }
}
