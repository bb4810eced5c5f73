package io.trawl.storage.azure;

import io.trawl.storage.remote.AccessTokens;
import io.trawl.storage.remote.HttpTransport.Ask;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Brings a token of the identity service.
final class BearerToken implements AzureAuthorization {
    private static final String SCHEME = "Bearer ";

    private final AccessTokens tokens;

    BearerToken(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Ask authorize(Ask ask, Duration timeout) throws IOException, InterruptedException {
        Map<String, String> headers = new HashMap<>(ask.headers());
        headers.put("Authorization", SCHEME + tokens.current(timeout));
        return new Ask(ask.method(), ask.uri(), headers, ask.body());
    }

    @Override
    public boolean refused(Ask ask) {
        tokens.forget(ask.headers().getOrDefault("Authorization", "").replace(SCHEME, ""));
        return true;
    }
}
