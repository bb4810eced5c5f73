package io.trawl.storage.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TrawlException;
import io.trawl.storage.remote.AccessTokens;
import io.trawl.storage.remote.AnswerServer;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.testkit.FakeClock;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleCredentialsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final HttpTransport transport = new HttpTransport("test");
    private final AnswerServer service = GcsTestClient.tokens("the-token");

    @AfterEach
    void stop() {
        transport.close();
        service.close();
    }

    private String fetch(Optional<Path> configured, Map<String, String> environment) throws Exception {
        return new GoogleCredentials(transport, configured, environment, clock)
                .fetch(TIMEOUT)
                .value();
    }

    @Test
    void signsForAServiceAccount() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        Path file = Files.writeString(
                folder.resolve("key.json"),
                "{\"type\":\"service_account\",\"client_email\":\"trawl@project\",\"private_key_id\":\"k1\","
                        + "\"private_key\":\"" + pem + "\",\"token_uri\":\"" + service.uri() + "/token\"}");

        assertThat(fetch(Optional.of(file), Map.of())).isEqualTo("the-token");

        String body = service.asked().getFirst().body();
        assertThat(body).startsWith("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=");
        String[] parts = body.substring(body.indexOf("assertion=") + 10).split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        assertThat(claims)
                .contains("\"iss\":\"trawl@project\"")
                .contains("\"iat\":" + clock.epochSeconds())
                .contains("\"aud\":\"" + service.uri() + "/token\"");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    @Test
    void refreshesTheLoginOfAUser() throws Exception {
        Path file = Files.writeString(
                folder.resolve("application_default_credentials.json"),
                "{\"type\":\"authorized_user\",\"client_id\":\"id\",\"client_secret\":\"hush\","
                        + "\"refresh_token\":\"again\",\"token_uri\":\"" + service.uri() + "/token\"}");

        assertThat(fetch(Optional.empty(), Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString())))
                .isEqualTo("the-token");
        assertThat(fetch(Optional.empty(), Map.of("CLOUDSDK_CONFIG", folder.toString())))
                .isEqualTo("the-token");

        assertThat(URLDecoder.decode(service.asked().getLast().body(), StandardCharsets.UTF_8))
                .isEqualTo("grant_type=refresh_token&client_id=id&client_secret=hush&refresh_token=again");
    }

    @Test
    void asksTheMachineLast() throws Exception {
        Map<String, String> environment =
                Map.of("GCE_METADATA_HOST", service.uri().getAuthority(), "CLOUDSDK_CONFIG", folder.toString());

        assertThat(fetch(Optional.empty(), environment)).isEqualTo("the-token");

        assertThat(service.asked().getFirst().header().apply("Metadata-Flavor")).isEqualTo("Google");
    }

    @Test
    void saysWhatItCannotRead() throws Exception {
        Path federated = Files.writeString(folder.resolve("federated.json"), "{\"type\":\"external_account\"}");

        assertThatThrownBy(() -> fetch(Optional.of(federated), Map.of()))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("has the type `external_account`");
        assertThatThrownBy(() -> fetch(Optional.of(folder.resolve("absent")), Map.of()))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("cannot read the credentials file");
    }

    @Test
    void keepsATokenUntilShortlyBeforeItsEnd() throws Exception {
        AccessTokens tokens = new AccessTokens(
                new GoogleCredentials(
                        transport,
                        Optional.empty(),
                        Map.of("GCE_METADATA_HOST", service.uri().getAuthority()),
                        clock),
                clock);

        tokens.current(TIMEOUT);
        clock.advance(Duration.ofMinutes(50));
        tokens.current(TIMEOUT);
        assertThat(service.asked()).hasSize(1);

        clock.advance(Duration.ofMinutes(9));
        tokens.current(TIMEOUT);
        assertThat(service.asked()).hasSize(2);

        tokens.forget("the-token");
        tokens.current(TIMEOUT);
        assertThat(service.asked()).hasSize(3);
    }
}
