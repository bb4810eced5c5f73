package io.trawl.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.remote.AnswerServer;
import io.trawl.storage.remote.AnswerServer.Asked;
import io.trawl.storage.remote.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the configuration and the environment lead to.
class AzureStorageFactoryTest {
    private static final StorageUri ROOT = StorageUri.parse("azure://acc/container/prefix");

    private final AnswerServer service = new AnswerServer(asked -> asked.path().contains("comp=list")
            ? "<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>"
            : "{\"access_token\":\"the-token\",\"expires_in\":\"3600\"}");

    @AfterEach
    void stop() {
        service.close();
    }

    private StorageConfig.Azure config(Optional<String> account, Optional<String> key) {
        return new StorageConfig.Azure(
                account, key.map(Secret::new), Optional.of(service.uri().toString()), Optional.empty());
    }

    @Test
    void asksTheMachineForATokenWhereThereIsNoKey() {
        listWith(Map.of("IDENTITY_ENDPOINT", service.uri() + "/token", "IDENTITY_HEADER", "hush"));

        Asked token = service.asked().getFirst();
        assertThat(token.path()).startsWith("/token?resource=https%3A%2F%2Fstorage.azure.com%2F");
        assertThat(token.header().apply("X-IDENTITY-HEADER")).isEqualTo("hush");
        Asked list = service.asked().getLast();
        assertThat(list.path()).startsWith("/container?");
        assertThat(list.header().apply("Authorization")).isEqualTo("Bearer the-token");
        assertThat(service.asked()).as("the token is kept").hasSize(3);
    }

    @Test
    void exchangesAFederatedToken(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "signed-by-the-cluster\n");

        listWith(Map.of(
                "AZURE_TENANT_ID",
                "tenant",
                "AZURE_CLIENT_ID",
                "client",
                "AZURE_FEDERATED_TOKEN_FILE",
                file.toString(),
                "AZURE_AUTHORITY_HOST",
                service.uri().toString()));

        Asked token = service.asked().getFirst();
        assertThat(token.path()).isEqualTo("/tenant/oauth2/v2.0/token");
        assertThat(token.body())
                .contains("client_id=client")
                .contains("client_assertion=signed-by-the-cluster")
                .contains("scope=https%3A%2F%2Fstorage.azure.com%2F.default");
    }

    @Test
    void bringsAClientSecret() {
        listWith(Map.of(
                "AZURE_TENANT_ID", "tenant",
                "AZURE_CLIENT_ID", "client",
                "AZURE_CLIENT_SECRET", "hush&co",
                "AZURE_AUTHORITY_HOST", service.uri() + "/"));

        assertThat(service.asked().getFirst().body()).contains("client_secret=hush%26co");
    }

    private void listWith(Map<String, String> environment) {
        try (AzureStorageFactory factory = new AzureStorageFactory(
                config(Optional.empty(), Optional.empty()),
                TestSettings.SETTINGS,
                new HashMap<>(environment),
                TimeSource.SYSTEM)) {
            RequestContext context = RequestContext.background("list");
            assertThat(factory.open(ROOT).list("", "", 1, context)).isEmpty();
            assertThat(factory.open(ROOT).list("", "", 1, context)).isEmpty();
        }
    }

    @Test
    void refusesWhatCannotWork() {
        refuses(config(Optional.of("other"), Optional.of("a2V5")), ROOT, "key is that of `storage.azure.account`");
        refuses(config(Optional.empty(), Optional.of("not base 64!")), ROOT, "is not in base 64");
        refuses(config(Optional.empty(), Optional.empty()), StorageUri.parse("azure://acc"), "names no container");
        refuses(
                new StorageConfig.Azure(Optional.empty(), Optional.empty(), Optional.of("not a url"), Optional.empty()),
                ROOT,
                "`storage.azure.endpoint` must be a URL");
    }

    private static void refuses(StorageConfig.Azure config, StorageUri root, String reason) {
        try (AzureStorageFactory factory =
                new AzureStorageFactory(config, TestSettings.SETTINGS, Map.of(), TimeSource.SYSTEM)) {
            assertThatThrownBy(() -> factory.open(root))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining(reason);
        }
    }
}
