package io.trawl.config;

import io.trawl.common.HumanDuration;
import java.time.Duration;

/// When documents are forgotten. Keys: `retention.*`.
///
/// @param period as written, `90 days`
/// @param schedule as written: a word such as `hourly`, or a cron expression of six fields
public record RetentionPolicy(String period, String schedule) {
    public static final String DEFAULT_SCHEDULE = "hourly";

    public Duration duration() {
        return HumanDuration.parse(period);
    }
}
