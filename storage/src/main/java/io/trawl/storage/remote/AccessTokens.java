package io.trawl.storage.remote;

import io.trawl.common.TimeSource;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Keeps one access token and fetches the next before it runs out. Safe for concurrent use: one thread fetches, the
/// others wait for it.
public final class AccessTokens {
    /// Tokens are renewed so long before their end: more than a request takes, less than any token lives.
    private static final Duration MARGIN = Duration.ofMinutes(4);

    private final Source source;
    private final TimeSource timeSource;
    /// Both guarded by this.
    private @Nullable Token token;

    private long renewAtNanos;

    /// @param lifetime from now
    public record Token(String value, Duration lifetime) {
        @Override
        public String toString() {
            return "token for " + lifetime;
        }
    }

    /// Where tokens come from.
    @FunctionalInterface
    public interface Source {
        Token fetch(Duration timeout) throws IOException, InterruptedException;
    }

    public AccessTokens(Source source, TimeSource timeSource) {
        this.source = source;
        this.timeSource = timeSource;
    }

    public synchronized String current(Duration timeout) throws IOException, InterruptedException {
        if (token == null || timeSource.nanoTime() - renewAtNanos >= 0) {
            Token fetched = source.fetch(timeout);
            Duration keep = fetched.lifetime().compareTo(MARGIN.multipliedBy(2)) > 0
                    ? fetched.lifetime().minus(MARGIN)
                    : fetched.lifetime().dividedBy(2);
            renewAtNanos = timeSource.nanoTime() + keep.toNanos();
            token = fetched;
        }
        return token.value();
    }

    /// The server did not take it.
    public synchronized void forget(String value) {
        if (token != null && token.value().equals(value)) {
            token = null;
        }
    }
}
