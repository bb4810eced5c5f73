package io.trawl.testkit.s3;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// What goes wrong, and how slow the rest is. All of it can be changed while the server runs.
///
/// A script comes first: the next requests of a kind meet the faults given, in order. Where it says nothing, each fault
/// strikes with its rate. Chance comes from one seeded source.
public final class S3Faults {
    private record Scripted(S3RequestKind kind, S3Fault fault) {}

    /// All guarded by this.
    private final Random random;

    private final List<Scripted> script = new ArrayList<>();
    private final Map<S3Fault, Double> rates = new EnumMap<>(S3Fault.class);
    private FirstByteLatency latency = FirstByteLatency.NONE;
    private long bytesPerSecond = Long.MAX_VALUE;
    private Duration listLag = Duration.ZERO;
    private int listPageMax = 1000;
    private Duration retryAfter = Duration.ZERO;
    private Duration clockSkew = Duration.ZERO;
    private ConditionalPuts conditionalPuts = ConditionalPuts.HONOURED;

    /// What a store makes of puts with a condition.
    public enum ConditionalPuts {
        HONOURED,
        /// It puts whatever the condition: old servers know none.
        IGNORED,
        /// It answers 501.
        REFUSED
    }

    S3Faults(long seed) {
        random = new Random(seed);
    }

    /// Lets the next `times` requests of `kind` that have no fault yet meet `fault`.
    public synchronized void next(S3RequestKind kind, S3Fault fault, int times) {
        for (int i = 0; i < times; i++) {
            script.add(new Scripted(kind, fault));
        }
    }

    public void next(S3RequestKind kind, S3Fault fault) {
        next(kind, fault, 1);
    }

    /// Lets `fault` strike this part of all requests that it can strike.
    public synchronized void rate(S3Fault fault, double probability) {
        rates.put(fault, probability);
    }

    /// From the request to the first byte of the answer.
    public synchronized void latency(FirstByteLatency distribution) {
        latency = distribution;
    }

    /// What one connection carries of answers' bodies.
    public synchronized void bandwidth(long bytesPerSecondOfConnection) {
        bytesPerSecond = bytesPerSecondOfConnection;
    }

    /// Lets listings show what was there so long ago.
    public synchronized void listLag(Duration lag) {
        listLag = lag;
    }

    /// The most keys of one page of a listing, whatever the client asks for.
    public synchronized void listPageMax(int keys) {
        listPageMax = keys;
    }

    /// How long [S3Fault#SLOW_DOWN] asks to wait, in whole seconds; zero: it does not say.
    public synchronized void retryAfter(Duration wait) {
        retryAfter = wait;
    }

    /// How far the server's clock is ahead, in the times of its listings.
    public synchronized void clockSkew(Duration ahead) {
        clockSkew = ahead;
    }

    public synchronized void conditionalPuts(ConditionalPuts how) {
        conditionalPuts = how;
    }

    /// No faults, no delays; the script is forgotten.
    public synchronized void clear() {
        script.clear();
        rates.clear();
        latency = FirstByteLatency.NONE;
        bytesPerSecond = Long.MAX_VALUE;
        listLag = Duration.ZERO;
    }

    /// Scripted faults that no request has met yet.
    public synchronized int pending() {
        return script.size();
    }

    synchronized Optional<S3Fault> draw(S3RequestKind kind) {
        for (int i = 0; i < script.size(); i++) {
            if (script.get(i).kind() == kind) {
                return Optional.of(script.remove(i).fault());
            }
        }
        double left = rates.isEmpty() ? 1 : random.nextDouble();
        for (Map.Entry<S3Fault, Double> rate : rates.entrySet()) {
            left -= rate.getValue();
            if (left < 0) {
                return canStrike(kind, rate.getKey()) ? Optional.of(rate.getKey()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    synchronized Duration drawLatency() {
        return latency.next(random);
    }

    synchronized int drawPosition(int length) {
        return random.nextInt(length);
    }

    synchronized long bytesPerSecond() {
        return bytesPerSecond;
    }

    public synchronized Duration listLag() {
        return listLag;
    }

    synchronized Duration retryAfter() {
        return retryAfter;
    }

    synchronized Duration clockSkew() {
        return clockSkew;
    }

    /// What is left of the conditions of a put.
    ///
    /// @throws S3Failure 501 if there are some and the server refuses them
    public synchronized Bucket.Conditions admitted(Bucket.Conditions asked) {
        boolean isConditional = !asked.equals(Bucket.Conditions.NONE);
        if (isConditional && conditionalPuts == ConditionalPuts.REFUSED) {
            throw new S3Failure(501, "NotImplemented", "a header you provided implies functionality that is missing");
        }
        return conditionalPuts == ConditionalPuts.HONOURED ? asked : Bucket.Conditions.NONE;
    }

    public synchronized int listPageMax() {
        return listPageMax;
    }

    private static boolean canStrike(S3RequestKind kind, S3Fault fault) {
        if (fault.needsBody()) {
            return kind == S3RequestKind.GET;
        }
        if (fault == S3Fault.CONFLICT) {
            return kind == S3RequestKind.PUT;
        }
        return true;
    }
}
