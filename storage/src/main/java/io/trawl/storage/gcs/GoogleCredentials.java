package io.trawl.storage.gcs;

import io.trawl.common.ErrorCode;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.storage.remote.AccessTokens;
import io.trawl.storage.remote.HttpFailure;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.HttpTransport.Answer;
import io.trawl.storage.remote.HttpTransport.Ask;
import io.trawl.storage.remote.HttpTransport.Body;
import io.trawl.storage.remote.UriText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Fetches tokens as Google's application default credentials say, in this order: the file that is configured, the
/// file of `GOOGLE_APPLICATION_CREDENTIALS`, the file of the command-line tool's login, the machine's service account.
///
/// Files of the types `service_account` and `authorized_user` are known; federated identities (`external_account`)
/// are not.
final class GoogleCredentials implements AccessTokens.Source {
    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
    private static final String TOKEN_URI = "https://oauth2.googleapis.com/token";
    private static final Duration ASSERTION_LIFETIME = Duration.ofHours(1);

    private final HttpTransport transport;
    private final Optional<Path> configured;
    private final Map<String, String> environment;
    private final TimeSource timeSource;
    private final JsonMapper json = new JsonMapper();

    GoogleCredentials(
            HttpTransport transport,
            Optional<Path> configured,
            Map<String, String> environment,
            TimeSource timeSource) {
        this.transport = transport;
        this.configured = configured;
        this.environment = Map.copyOf(environment);
        this.timeSource = timeSource;
    }

    @Override
    public AccessTokens.Token fetch(Duration timeout) throws IOException, InterruptedException {
        Optional<Path> file = file();
        Answer answer = transport.send(file.isPresent() ? ofFile(file.get()) : ofMachine(), timeout);
        JsonNode body = json.createObjectNode();
        try {
            body = json.readTree(answer.body());
        } catch (JacksonException notJson) {
            if (answer.status() == 200) {
                throw new HttpFailure(answer, "", "the token service did not answer with JSON");
            }
        }
        String token = body.path("access_token").asString("");
        if (answer.status() != 200 || token.isEmpty()) {
            throw new HttpFailure(
                    answer,
                    body.path("error").asString(""),
                    "the token service gave no token: "
                            + body.path("error_description").asString(""));
        }
        return new AccessTokens.Token(
                token, Duration.ofSeconds(body.path("expires_in").asLong(600)));
    }

    private Optional<Path> file() {
        Optional<Path> named =
                configured.or(() -> find("GOOGLE_APPLICATION_CREDENTIALS").map(Path::of));
        return named.isPresent() ? named : loginFile().filter(Files::exists);
    }

    private Optional<Path> loginFile() {
        return find("CLOUDSDK_CONFIG")
                .map(Path::of)
                .or(() -> find("HOME").map(home -> Path.of(home, ".config", "gcloud")))
                .map(folder -> folder.resolve("application_default_credentials.json"));
    }

    private Ask ofMachine() {
        String host = find("GCE_METADATA_HOST").orElse("metadata.google.internal");
        return Ask.get(
                URI.create("http://" + host + "/computeMetadata/v1/instance/service-accounts/default/token"),
                Map.of("Metadata-Flavor", "Google"));
    }

    private Ask ofFile(Path file) {
        JsonNode key = read(file);
        Map<String, String> form = new LinkedHashMap<>();
        String type = key.path("type").asString("");
        switch (type) {
            case "service_account" -> {
                form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                form.put("assertion", assertion(file, key));
            }
            case "authorized_user" -> {
                form.put("grant_type", "refresh_token");
                form.put("client_id", required(file, key, "client_id"));
                form.put("client_secret", required(file, key, "client_secret"));
                form.put("refresh_token", required(file, key, "refresh_token"));
            }
            default ->
                throw TrawlException.badRequest("credentials file `" + file + "` has the type `" + type
                        + "`: use a key of a service account, or the login of a user");
        }
        return new Ask(
                "POST",
                URI.create(key.path("token_uri").asString(TOKEN_URI)),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                Optional.of(Body.ofUtf8(UriText.query(form).substring(1))));
    }

    private JsonNode read(Path file) {
        try {
            return json.readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException unreadable) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "cannot read the credentials file `" + file + "`: name another with"
                            + " `storage.google.credential_path` or GOOGLE_APPLICATION_CREDENTIALS",
                    unreadable);
        }
    }

    /// A token that the account signs itself, to be exchanged for one that the storage takes (RFC 7523).
    private String assertion(Path file, JsonNode key) {
        long now = timeSource.epochSeconds();
        String head = json.writeValueAsString(Map.of(
                "alg", "RS256", "typ", "JWT", "kid", key.path("private_key_id").asString("")));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", required(file, key, "client_email"));
        claims.put("scope", SCOPE);
        claims.put("aud", key.path("token_uri").asString(TOKEN_URI));
        claims.put("iat", now);
        claims.put("exp", now + ASSERTION_LIFETIME.toSeconds());
        String signed = base64(head.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(json.writeValueAsString(claims).getBytes(StandardCharsets.UTF_8));
        try {
            String pem = required(file, key, "private_key")
                    .replaceAll("-----[A-Z ]+-----", "")
                    .replaceAll("\\s", "");
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "the private key in the credentials file `" + file + "` cannot be used: make a new key",
                    unusable);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String required(Path file, JsonNode key, String name) {
        String value = key.path(name).asString("");
        if (value.isEmpty()) {
            throw TrawlException.badRequest("credentials file `" + file + "` has no `" + name + "`: fetch it again");
        }
        return value;
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
