package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.ingest.CommitType;
import io.trawl.ingest.DocumentLedger;
import io.trawl.ingest.IngestFixture;
import io.trawl.metastore.IndexMetadata;
import io.trawl.storage.FaultyStorage.Fault;
import io.trawl.storage.ForgetfulDisk;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.StorageOperation;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.FakeClock;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Log, splits and metastore on one disk that forgets what was not forced: whatever was acknowledged is
/// found once.
final class IndexingCrashTest {
    private static final String CLEAN = "0 lost [], 0 doubled [], 0 unknown []";
    private static final String COMMITS = "indexing_settings:\n  commit_timeout_secs: 1\n";
    private static final String SETTINGS = "doc_mapping: {}\n" + COMMITS;
    /// A commit of two documents mostly has two splits.
    private static final String PARTITIONED = "doc_mapping:\n  partition_key: hash_mod(id, 5)\n" + COMMITS;

    @TempDir
    Path folder;

    @Test
    void findsEveryAcknowledgedDocumentOnceAfterACrash() {
        TestSeed seed = TestSeed.next("findsEveryAcknowledgedDocumentOnceAfterACrash");
        Random random = seed.random();
        for (String settings : List.of(SETTINGS, PARTITIONED)) {
            long operations = countOperations(settings);
            for (int round = 0; round < 20; round++) {
                crashAndRecover(settings, 1 + random.nextLong(operations), round % 2 == 0, random);
            }
        }
    }

    @Test
    @Tag("long")
    void findsEveryAcknowledgedDocumentOnceAfterACrashAnywhere() {
        TestSeed seed = TestSeed.next("findsEveryAcknowledgedDocumentOnceAfterACrashAnywhere");
        for (String settings : List.of(SETTINGS, PARTITIONED)) {
            long operations = countOperations(settings);
            for (long crashAt = 1; crashAt <= operations; crashAt++) {
                crashAndRecover(settings, crashAt, true, seed.random());
                crashAndRecover(settings, crashAt, false, seed.random((int) crashAt));
            }
        }
    }

    private long countOperations(String settings) {
        ForgetfulDisk whole = IndexingFixture.newDisk();
        ingestAndPublish(whole, settings, new DocumentLedger("whole"), Duration.ofSeconds(20));
        assertThat(whole.operations()).isGreaterThan(50);
        return whole.operations();
    }

    private void crashAndRecover(String settings, long crashAt, boolean forgetsAll, Random random) {
        ForgetfulDisk disk = IndexingFixture.newDisk();
        disk.crashAt(crashAt);
        DocumentLedger ledger = new DocumentLedger("crash" + crashAt);
        // Short: after the crash nothing will be published that could be waited for.
        ingestAndPublish(disk, settings, ledger, Duration.ofMillis(500));

        ForgetfulDisk survivor = forgetsAll ? disk.afterCrash() : disk.afterCrash(random);

        assertThat(recover(survivor, settings, ledger))
                .as("crash at operation %d", crashAt)
                .isEqualTo(CLEAN);
    }

    /// Sends documents in some requests, until the disk crashes; some of them are published at once.
    private void ingestAndPublish(ForgetfulDisk disk, String settings, DocumentLedger ledger, Duration timeout) {
        try (IndexingFixture node = open(disk)) {
            node.createIndex("logs", settings);
            for (int request = 0; request < 4 && !disk.hasCrashed(); request++) {
                List<String> ids = List.of(ledger.send(), ledger.send());
                String body = DocumentLedger.document(ids.getFirst()) + "\n" + DocumentLedger.document(ids.getLast());
                CommitType commit = request % 2 == 1 ? CommitType.FORCE : CommitType.AUTO;
                RequestContext context = RequestContext.interactive("send", timeout);
                node.router.ingest(IngestFixture.request("logs", body, commit), context);
                ledger.acknowledge(ids);
            }
        } catch (TrawlException refused) {
            boolean isSlow = refused.hasCode(ErrorCode.TIMEOUT);
            if (!disk.hasCrashed() && !isSlow) {
                throw refused;
            }
        }
    }

    private IndexingFixture open(ForgetfulDisk disk) {
        LocalStorage metastore = new LocalStorage(StorageUri.parse("file:///data/metastore"), disk);
        LocalStorage splits = new LocalStorage(StorageUri.parse("file:///data/splits"), disk);
        return new IndexingFixture(folder, TimeSource.SYSTEM, IndexingFixture.AMPLE_MEMORY, metastore, splits, disk);
    }

    private String recover(ForgetfulDisk disk, String settings, DocumentLedger ledger) {
        try (IndexingFixture node = open(disk)) {
            IndexMetadata index =
                    node.metastore().view().index("logs").orElseGet(() -> node.createIndex("logs", settings));
            String last = ledger.send();
            node.send("logs", CommitType.FORCE, DocumentLedger.document(last));
            ledger.acknowledge(List.of(last));
            Eventually.isTrue("all published", () -> node.ingester.statistics().unpublishedDocuments() == 0);
            return ledger.check(node.publishedIds(index)).toString();
        }
    }

    @Test
    void indexesOnceWhicheverCallToStorageFails() {
        for (Fault fault : Fault.values()) {
            for (StorageOperation operation : List.of(StorageOperation.PUT, StorageOperation.PUT_IF_ABSENT)) {
                for (int call = 1; call <= 6; call++) {
                    String wrong = failOne(fault, operation, call, SETTINGS, 1);
                    assertThat(wrong).as("%s of %s %d", fault, operation, call).isEqualTo(CLEAN);
                    wrong = failOne(fault, operation, call, PARTITIONED, 3);
                    assertThat(wrong)
                            .as("%s of %s %d with partitions", fault, operation, call)
                            .isEqualTo(CLEAN);
                }
            }
        }
    }

    private String failOne(Fault fault, StorageOperation operation, int call, String settings, int documents) {
        FakeClock clock = new FakeClock();
        try (IndexingFixture node = new IndexingFixture(folder, clock, IndexingFixture.AMPLE_MEMORY)) {
            IndexMetadata index = node.createIndex("logs", settings);
            node.splitStorage.heal();
            node.metastoreStorage.heal();
            node.splitStorage.failAt(operation, call, fault);
            node.metastoreStorage.failAt(operation, call, fault);
            DocumentLedger ledger = new DocumentLedger("fault");
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                List<String> sent =
                        Stream.generate(ledger::send).limit(documents).toList();
                ids.addAll(sent);
                node.send(
                        "logs",
                        CommitType.AUTO,
                        sent.stream().map(DocumentLedger::document).toList());
                long published = ids.size();
                Eventually.isTrue("published", () -> {
                    clock.advance(Duration.ofMillis(1_100));
                    node.service.wakeAll();
                    return node.publishedDocuments(index) >= published;
                });
            }
            ledger.acknowledge(ids);
            return ledger.check(node.publishedIds(index)).toString();
        }
    }

    @Test
    void refusesOnAFullDiskAndGoesOnByItself() throws IOException {
        ForgetfulDisk disk = IndexingFixture.newDisk();
        try (IndexingFixture node = open(disk)) {
            IndexMetadata index = node.createIndex("logs", SETTINGS);
            DocumentLedger ledger = new DocumentLedger("full");
            sendAcknowledged(node, ledger, CommitType.FORCE);
            disk.limit(1);

            for (int i = 0; i < 3; i++) {
                String refused = ledger.send();
                try {
                    node.send("logs", CommitType.AUTO, DocumentLedger.document(refused));
                } catch (TrawlException full) {
                    assertThat(full.getMessage()).contains("No space left").contains("free");
                }
            }
            assertThat(node.publishedIds(index)).as("reads go on").hasSize(1);
            disk.limit(Long.MAX_VALUE);
            sendAcknowledged(node, ledger, CommitType.FORCE);

            assertThat(ledger.check(node.publishedIds(index)).toString()).isEqualTo(CLEAN);
        }
    }

    private static void sendAcknowledged(IndexingFixture node, DocumentLedger ledger, CommitType commit) {
        String id = ledger.send();
        node.send("logs", commit, DocumentLedger.document(id));
        ledger.acknowledge(List.of(id));
    }
}
