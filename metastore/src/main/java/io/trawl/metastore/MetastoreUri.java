package io.trawl.metastore;

import io.trawl.config.StorageUri;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a metastore lies and how often it is polled: `s3://bucket/prefix#polling_interval=30s`.
///
/// @param pollingInterval as the fragment says, in whole seconds
public record MetastoreUri(StorageUri storage, Optional<Duration> pollingInterval) {
    private static final Pattern FRAGMENT = Pattern.compile("polling_interval=([1-9][0-9]{0,8})s");

    /// @throws IllegalArgumentException if the URI or its fragment cannot be read
    public static MetastoreUri parse(String text) {
        int hash = text.indexOf('#');
        if (hash < 0) {
            return new MetastoreUri(StorageUri.parse(text), Optional.empty());
        }
        Matcher fragment = FRAGMENT.matcher(text.substring(hash + 1));
        if (!fragment.matches()) {
            throw new IllegalArgumentException("metastore URI `" + text + "` has a fragment other than"
                    + " `#polling_interval={seconds}s`, as in `#polling_interval=30s`");
        }
        Duration interval = Duration.ofSeconds(Long.parseLong(fragment.group(1)));
        return new MetastoreUri(StorageUri.parse(text.substring(0, hash)), Optional.of(interval));
    }
}
