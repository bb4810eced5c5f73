package io.trawl.storage.gcs;

import io.trawl.storage.remote.AccessTokens;
import io.trawl.storage.remote.HttpFailure;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.HttpTransport.Answer;
import io.trawl.storage.remote.HttpTransport.Ask;
import io.trawl.storage.remote.HttpTransport.Body;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends requests with a token, and reads what the answers say in JSON.
final class GcsRequests {
    /// Our own code for a token that has run out early: the next attempt brings a new one.
    static final String TOKEN_REFUSED = "tokenRefused";

    private final HttpTransport transport;
    private final Optional<AccessTokens> tokens;
    private final JsonMapper json = new JsonMapper();

    /// @param tokens empty for an emulator, which asks for none
    GcsRequests(HttpTransport transport, Optional<AccessTokens> tokens) {
        this.transport = transport;
        this.tokens = tokens;
    }

    Answer send(String method, URI uri, Map<String, String> more, Optional<Body> body, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> headers = new HashMap<>(more);
        String token = tokens.isPresent() ? tokens.get().current(timeout) : "";
        if (!token.isEmpty()) {
            headers.put("Authorization", "Bearer " + token);
        }
        Answer answer = transport.send(new Ask(method, uri, headers, body), timeout);
        if (answer.status() == 401 && tokens.isPresent()) {
            tokens.get().forget(token);
            throw new HttpFailure(answer, TOKEN_REFUSED, "the service did not take the access token");
        }
        return answer;
    }

    /// @throws IOException if the answer is not JSON
    JsonNode json(Answer answer) throws IOException {
        try {
            return json.readTree(answer.body());
        } catch (JacksonException notJson) {
            throw new IOException("the answer is not JSON", notJson);
        }
    }

    String write(Map<String, ?> object) {
        return json.writeValueAsString(object);
    }

    HttpFailure failure(Answer answer) {
        String code = "";
        String message = "";
        try {
            JsonNode error = json.readTree(answer.body()).path("error");
            code = error.path("errors").path(0).path("reason").asString("");
            message = error.path("message").asString("");
        } catch (JacksonException notJson) {
            // Media requests answer errors in plain words.
            message = answer.text().lines().findFirst().orElse("");
        }
        return new HttpFailure(answer, code, message.length() > 300 ? message.substring(0, 300) : message);
    }
}
