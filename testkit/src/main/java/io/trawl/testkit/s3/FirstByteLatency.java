package io.trawl.testkit.s3;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long the first byte of an answer takes.
@FunctionalInterface
public interface FirstByteLatency {
    FirstByteLatency NONE = random -> Duration.ZERO;

    Duration next(RandomGenerator random);

    static FirstByteLatency fixed(Duration latency) {
        return random -> latency;
    }

    /// Half of the answers take less than `median`, one in a hundred more than `p99`: log-normal, as object stores are.
    static FirstByteLatency of(Duration median, Duration p99) {
        // 2.326 standard deviations of a normal distribution leave one percent above.
        double sigma = Math.log((double) p99.toNanos() / median.toNanos()) / 2.326;
        return random -> Duration.ofNanos((long) (median.toNanos() * Math.exp(sigma * random.nextGaussian())));
    }
}
