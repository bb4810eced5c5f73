package io.trawl.storage.azure;

import io.trawl.storage.remote.AccessTokens;
import io.trawl.storage.remote.HttpFailure;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.HttpTransport.Answer;
import io.trawl.storage.remote.HttpTransport.Ask;
import io.trawl.storage.remote.HttpTransport.Body;
import io.trawl.storage.remote.UriText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Fetches tokens where no key is configured, in this order: a federated token of Kubernetes
/// (`AZURE_FEDERATED_TOKEN_FILE`), a client secret (`AZURE_CLIENT_SECRET`), the identity of the machine or container.
///
/// Certificates and the logins of command-line tools are not supported.
final class AzureIdentity implements AccessTokens.Source {
    private static final String RESOURCE = "https://storage.azure.com/";
    private static final String MACHINE_ENDPOINT = "http://169.254.169.254/metadata/identity/oauth2/token";
    private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(10);

    private final HttpTransport transport;
    private final Map<String, String> environment;
    private final JsonMapper json = new JsonMapper();

    AzureIdentity(HttpTransport transport, Map<String, String> environment) {
        this.transport = transport;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public AccessTokens.Token fetch(Duration timeout) throws IOException, InterruptedException {
        Answer answer = transport.send(ask(), timeout);
        JsonNode body = answer.body().length == 0 ? json.createObjectNode() : parse(answer);
        String token = body.path("access_token").asString("");
        if (answer.status() != 200 || token.isEmpty()) {
            throw new HttpFailure(
                    answer,
                    body.path("error").asString(""),
                    "the identity service gave no token: "
                            + body.path("error_description").asString(""));
        }
        // A number for some services, text for others.
        String seconds = body.path("expires_in").asString("");
        Duration lifetime =
                seconds.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : DEFAULT_LIFETIME;
        return new AccessTokens.Token(token, lifetime);
    }

    private JsonNode parse(Answer answer) throws HttpFailure {
        try {
            return json.readTree(answer.body());
        } catch (tools.jackson.core.JacksonException notJson) {
            throw new HttpFailure(answer, "", "the identity service did not answer with JSON");
        }
    }

    private Ask ask() throws IOException {
        Optional<String> tenant = find("AZURE_TENANT_ID");
        Optional<String> client = find("AZURE_CLIENT_ID");
        Optional<String> tokenFile = find("AZURE_FEDERATED_TOKEN_FILE");
        Optional<String> secret = find("AZURE_CLIENT_SECRET");
        if (tenant.isPresent() && client.isPresent() && (tokenFile.isPresent() || secret.isPresent())) {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "client_credentials");
            form.put("client_id", client.get());
            form.put("scope", RESOURCE + ".default");
            if (tokenFile.isPresent()) {
                form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
                form.put(
                        "client_assertion",
                        Files.readString(Path.of(tokenFile.get())).strip());
            } else {
                form.put("client_secret", secret.orElseThrow());
            }
            String authority = find("AZURE_AUTHORITY_HOST").orElse("https://login.microsoftonline.com/");
            URI uri = URI.create((authority.endsWith("/") ? authority : authority + "/") + UriText.segment(tenant.get())
                    + "/oauth2/v2.0/token");
            return new Ask(
                    "POST",
                    uri,
                    Map.of("Content-Type", "application/x-www-form-urlencoded"),
                    Optional.of(Body.ofUtf8(UriText.query(form).substring(1))));
        }
        return ofMachine(client);
    }

    private Ask ofMachine(Optional<String> client) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("resource", RESOURCE);
        client.ifPresent(id -> query.put("client_id", id));
        Optional<String> endpoint = find("IDENTITY_ENDPOINT");
        if (endpoint.isPresent()) {
            query.put("api-version", "2019-08-01");
            return Ask.get(
                    URI.create(endpoint.get() + UriText.query(query)),
                    Map.of("X-IDENTITY-HEADER", find("IDENTITY_HEADER").orElse("")));
        }
        query.put("api-version", "2018-02-01");
        return Ask.get(URI.create(MACHINE_ENDPOINT + UriText.query(query)), Map.of("Metadata", "true"));
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
