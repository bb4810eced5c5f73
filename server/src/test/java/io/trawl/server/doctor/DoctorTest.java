package io.trawl.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.TimeSource;
import io.trawl.server.doctor.Finding.Status;
import io.trawl.testkit.azure.AzureProtocol;
import io.trawl.testkit.s3.S3Faults.ConditionalPuts;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path folder;

    private List<Finding> examine(Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                "TRAWL_DATA_DIR",
                Files.createDirectories(folder.resolve("data")).toString());
        return new Doctor(environment, TimeSource.SYSTEM).examine(Optional.empty());
    }

    private static Map<String, String> bucket(S3TestServer server) throws IOException {
        Path config = Files.createTempFile("trawl", ".yaml");
        Files.writeString(config, """
                version: 0.9
                metastore_uri: s3://logs/metastore
                default_index_root_uri: s3://logs/indexes
                storage:
                  s3:
                    flavor: minio
                    endpoint: %s
                    access_key_id: %s
                    secret_access_key: %s
                """.formatted(server.endpoint(), S3TestServer.ACCESS_KEY, S3TestServer.SECRET_KEY));
        config.toFile().deleteOnExit();
        return Map.of("TRAWL_CONFIG", config.toString());
    }

    private static Finding find(List<Finding> findings, String check) {
        return findings.stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no `" + check + "` in " + findings));
    }

    @Test
    void findsNothingWrongWithAFolder() throws IOException {
        List<Finding> findings = examine(Map.of());

        assertThat(findings).allSatisfy(finding -> assertThat(finding.status()).isNotEqualTo(Status.FAILED));
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly(
                        "java",
                        "config",
                        "data folder",
                        "disk space",
                        "metastore reachable",
                        "metastore rights",
                        "metastore conditional put");
        assertThat(folder.resolve("data/indexes/trawl-probe")).doesNotExist();
    }

    @Test
    void findsNothingWrongWithABucketThatKeepsItsPromises() throws IOException {
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs")) {
            List<Finding> findings = examine(bucket(server));

            assertThat(findings)
                    .allSatisfy(finding -> assertThat(finding.status()).isEqualTo(Status.OK));
            assertThat(find(findings, "metastore conditional put").detail()).contains("exactly one wins");
            assertThat(find(findings, "indexes clock").detail()).contains("0 s");
        }
    }

    @Test
    void findsABucketThatCannotHoldAMetastore() throws IOException {
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs")) {
            server.faults().conditionalPuts(ConditionalPuts.IGNORED);

            List<Finding> findings = examine(bucket(server));

            Finding failed = find(findings, "metastore conditional put");
            assertThat(failed.status()).isEqualTo(Status.FAILED);
            assertThat(failed.remedy()).contains("metastore_uri");
            assertThat(find(findings, "indexes rights").status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void findsAClockThatIsOff() throws IOException {
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs")) {
            server.faults().clockSkew(Duration.ofMinutes(7));

            Finding clock = find(examine(bucket(server)), "metastore clock");

            assertThat(clock.status()).isEqualTo(Status.FAILED);
            assertThat(clock.detail()).matches(".* 4\\d\\d s ahead of .*");
        }
        assertThat(StorageChecks.clock("x", 100_000, 100_500, 99_000).status()).isEqualTo(Status.OK);
        assertThat(StorageChecks.clock("x", 100_000, 100_500, 50_000).status()).isEqualTo(Status.WARNING);
    }

    @Test
    void findsABucketThatIsNotThere() throws IOException {
        try (S3TestServer server = S3TestServer.start(1)) {
            Finding failed = find(examine(bucket(server)), "metastore reachable");

            assertThat(failed.status()).isEqualTo(Status.FAILED);
            assertThat(failed.detail()).contains("create it first");
        }
    }

    @Test
    void examinesAzureToo() throws IOException {
        try (S3TestServer server = AzureProtocol.start(1).createBucket("logs")) {
            List<Finding> findings = examine(Map.of(
                    "TRAWL_METASTORE_URI",
                    "azure://" + AzureProtocol.ACCOUNT + "/logs/metastore",
                    "TRAWL_AZURE_STORAGE_ACCOUNT",
                    AzureProtocol.ACCOUNT,
                    "TRAWL_AZURE_STORAGE_ACCESS_KEY",
                    AzureProtocol.KEY,
                    "TRAWL_AZURE_ENDPOINT",
                    server.endpoint() + "/" + AzureProtocol.ACCOUNT));

            assertThat(findings)
                    .allSatisfy(finding -> assertThat(finding.status()).isNotEqualTo(Status.FAILED));
            assertThat(find(findings, "metastore conditional put").status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void saysWhatIsWrongWithAConfig() throws IOException {
        Path config = Files.writeString(folder.resolve("trawl.yaml"), "version: 0.9\nstorage: {s3: {regoin: x}}\n");

        List<Finding> findings = new Doctor(Map.of(), TimeSource.SYSTEM).examine(Optional.of(config.toString()));

        assertThat(find(findings, "config").status()).isEqualTo(Status.FAILED);
        assertThat(find(findings, "config").detail()).contains("regoin");
    }

    @Test
    void measuresTheDiskAgainstTheQueue() {
        long gib = DataSize.ofGibibytes(1).bytes();

        assertThat(MachineChecks.diskSpace(10 * gib, 100 * gib, 4 * gib).status())
                .isEqualTo(Status.OK);
        assertThat(MachineChecks.diskSpace(3 * gib, 100 * gib, 4 * gib).status())
                .isEqualTo(Status.WARNING);
        assertThat(MachineChecks.diskSpace(gib / 2, 100 * gib, 4 * gib).status())
                .isEqualTo(Status.FAILED);
    }
}
