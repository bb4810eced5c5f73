package io.trawl.storage.remote;

import io.trawl.common.DataSize;
import io.trawl.common.RetryPolicy;
import io.trawl.storage.remote.RemoteSettings.Patience;
import java.time.Duration;

/// Settings for servers in this process.
public final class TestSettings {
    /// Short waits, small parts, no second requests.
    public static final RemoteSettings SETTINGS = new RemoteSettings(
            64,
            DataSize.ofMebibytes(1),
            4,
            patience(Duration.ofSeconds(10), 500_000),
            patience(Duration.ofSeconds(10), 500_000),
            new RetryPolicy(5, Duration.ofMillis(4), Duration.ofMillis(20)),
            0);

    private TestSettings() {}

    public static Patience patience(Duration base, long bytesPerSecondMin) {
        return new Patience(base, bytesPerSecondMin, new RetryPolicy(5, Duration.ofMillis(2), Duration.ofMillis(10)));
    }

    /// The same with attempts given up early.
    public static RemoteSettings impatient(RemoteSettings like, Duration base, long bytesPerSecondMin) {
        Patience patience = patience(base, bytesPerSecondMin);
        return like.withPatience(patience, patience);
    }
}
