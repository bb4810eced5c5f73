package io.trawl.storage.remote;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a failed attempt means.
///
/// @param failure to throw if there is no further attempt
/// @param isTransient whether another attempt may succeed
/// @param isUnclear whether a write may have taken place nevertheless
/// @param cause what kind of trouble it is, for the counters
/// @param retryAfter the least wait that the server asks for; zero if it does not say
public record Verdict(
        TrawlException failure, boolean isTransient, boolean isUnclear, Cause cause, Duration retryAfter) {
    /// Kinds of trouble.
    public enum Cause {
        /// The server asks to slow down; nothing was done.
        THROTTLED,
        /// The attempt took too long.
        TIMEOUT,
        OTHER
    }

    /// Trying again would not help.
    public static Verdict refused(ErrorCode code, String message, @Nullable Throwable cause) {
        return new Verdict(new TrawlException(code, message, cause), false, false, Cause.OTHER, Duration.ZERO);
    }

    /// Trying again may help, and the attempt itself did nothing.
    public static Verdict notDone(String message, Throwable cause) {
        return new Verdict(unavailable(message, cause), true, false, Cause.OTHER, Duration.ZERO);
    }

    /// Trying again may help, and it is open whether the attempt did something.
    public static Verdict unclear(String message, Throwable cause, Duration retryAfter) {
        return new Verdict(unavailable(message, cause), true, true, Cause.OTHER, retryAfter);
    }

    public static Verdict throttled(String message, Throwable cause, Duration retryAfter) {
        return new Verdict(unavailable(message, cause), true, false, Cause.THROTTLED, retryAfter);
    }

    public static Verdict timedOut(String message, Throwable cause) {
        return new Verdict(unavailable(message, cause), true, true, Cause.TIMEOUT, Duration.ZERO);
    }

    /// A failure of our own, which passes as it is.
    public static Verdict own(TrawlException failure) {
        return new Verdict(failure, false, true, Cause.OTHER, Duration.ZERO);
    }

    boolean isThrottled() {
        return cause == Cause.THROTTLED;
    }

    private static TrawlException unavailable(String message, Throwable cause) {
        return new TrawlException(ErrorCode.UNAVAILABLE, message, cause);
    }
}
