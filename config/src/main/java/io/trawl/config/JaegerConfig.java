package io.trawl.config;

/// The Jaeger endpoint. Keys: `jaeger.*`.
public record JaegerConfig(
        boolean enableEndpoint, int lookbackPeriodHours, int maxTraceDurationSecs, int maxFetchSpans) {
    public static final JaegerConfig DEFAULT = new JaegerConfig(true, 72, 3600, 10_000);
}
