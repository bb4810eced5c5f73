package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.AnswerServer;
import io.trawl.storage.remote.AnswerServer.Asked;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the keys come from when the config has none. The server refuses all but its own.
class S3CredentialsTest {
    private static final String KEYS = "\"AccessKeyId\":\"" + S3TestServer.ACCESS_KEY + "\",\"SecretAccessKey\":\""
            + S3TestServer.SECRET_KEY + "\",\"Token\":\"session\",\"Expiration\":\"2099-01-01T00:00:00Z\"";

    @TempDir
    private Path folder;

    private final S3TestServer server = S3TestServer.start(1).createBucket("logs");
    /// Those that were set before a test.
    private final Map<String, Optional<String>> before = new HashMap<>();

    @AfterEach
    void stop() {
        server.close();
        before.forEach((name, value) ->
                value.ifPresentOrElse(text -> System.setProperty(name, text), () -> System.clearProperty(name)));
    }

    /// The SDK reads each variable of the environment from a property too, which a test can set.
    private void set(String name, String value) {
        before.putIfAbsent(name, Optional.ofNullable(System.getProperty(name)));
        System.setProperty(name, value);
    }

    private void works() {
        StorageConfig.S3 config = new StorageConfig.S3(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("us-east-1"),
                Optional.of(server.endpoint().toString()),
                true,
                false,
                false,
                Checksum.CRC32C,
                false,
                false);
        try (S3StorageFactory factory = new S3StorageFactory(config, TestSettings.SETTINGS, TimeSource.SYSTEM)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            RequestContext context = RequestContext.background("credentials");

            storage.put(new StorageKey("k"), Payload.ofUtf8("x"), context);

            assertThat(storage.readAll(new StorageKey("k"), context)).hasSize(1);
        }
    }

    @Test
    void takesKeysOfTheEnvironment() {
        set("aws.accessKeyId", S3TestServer.ACCESS_KEY);
        set("aws.secretAccessKey", S3TestServer.SECRET_KEY);

        works();
    }

    @Test
    void takesKeysOfAProfile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[default]\naws_access_key_id = wrong\naws_secret_access_key = wrong\n[trawl]\naws_access_key_id = "
                        + S3TestServer.ACCESS_KEY + "\naws_secret_access_key = " + S3TestServer.SECRET_KEY + "\n");
        set("aws.sharedCredentialsFile", file.toString());
        set("aws.profile", "trawl");

        works();
    }

    @Test
    void takesKeysOfAContainer() {
        try (AnswerServer service = new AnswerServer(asked -> "{" + KEYS + "}")) {
            set("aws.containerCredentialsFullUri", service.uri() + "/keys");

            works();

            assertThat(service.asked()).extracting(Asked::path).containsOnly("/keys");
        }
    }

    @Test
    void takesKeysOfAMachine() {
        try (AnswerServer service = new AnswerServer(asked -> {
            if (asked.path().endsWith("/api/token")) {
                return "metadata-token";
            }
            return asked.path().endsWith("/role")
                    ? "{\"Code\":\"Success\",\"Type\":\"AWS-HMAC\",\"LastUpdated\":\"2026-01-01T00:00:00Z\"," + KEYS
                            + "}"
                    : "role";
        })) {
            set("aws.ec2MetadataServiceEndpoint", service.uri().toString());

            works();

            assertThat(service.asked().getLast().header().apply("x-aws-ec2-metadata-token"))
                    .isEqualTo("metadata-token");
        }
    }

    @Test
    void exchangesAWebIdentity() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "signed-by-the-cluster");
        try (AnswerServer service =
                new AnswerServer(asked -> """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>%s</AccessKeyId>
                <SecretAccessKey>%s</SecretAccessKey><SessionToken>session</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
                </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                """.formatted(S3TestServer.ACCESS_KEY, S3TestServer.SECRET_KEY))) {
            set("aws.region", "us-east-1");
            set("aws.endpointUrlSts", service.uri().toString());
            set("aws.roleArn", "arn:aws:iam::123456789012:role/trawl");
            set("aws.webIdentityTokenFile", token.toString());

            works();

            assertThat(service.asked().getFirst().body()).contains("WebIdentityToken=signed-by-the-cluster");
        }
    }
}
