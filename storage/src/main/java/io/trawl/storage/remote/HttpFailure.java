package io.trawl.storage.remote;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An answer that is an error, and what it means.
public final class HttpFailure extends IOException {
    private final int status;
    private final String code;
    private final Duration retryAfter;

    /// @param code the server's name for the error; empty if it has none
    public HttpFailure(HttpTransport.Answer answer, String code, String message) {
        super(answer.status() + (code.isEmpty() ? "" : " " + code) + (message.isEmpty() ? "" : " " + message));
        this.status = answer.status();
        this.code = code;
        String seconds = answer.header("Retry-After").orElse("");
        this.retryAfter = seconds.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /// What a failure of a request over [HttpTransport] means.
    ///
    /// A 503 counts as a request to slow down, but not as a promise that nothing was done.
    public static Verdict judge(Exception failure, String what) {
        PayloadTooShort tooShort = cause(failure, PayloadTooShort.class);
        if (tooShort != null) {
            return Verdict.refused(
                    ErrorCode.CORRUPTED, what + " failed: " + TrawlException.describe(tooShort), failure);
        }
        String message = what + " failed: " + TrawlException.describe(failure);
        return switch (failure) {
            case HttpFailure answered -> answered.verdict(message);
            case HttpConnectTimeoutException unsent -> Verdict.notDone(message, unsent);
            case HttpTimeoutException late -> Verdict.timedOut(message, late);
            case ConnectException unsent -> Verdict.notDone(message, unsent);
            case NoRouteToHostException unsent -> Verdict.notDone(message, unsent);
            case UnknownHostException unsent -> Verdict.notDone(message, unsent);
            case UnresolvedAddressException unsent -> Verdict.notDone(message, unsent);
            case IOException io -> Verdict.unclear(message, io, Duration.ZERO);
            default -> Verdict.refused(ErrorCode.INTERNAL, message, failure);
        };
    }

    private Verdict verdict(String message) {
        if (status == 429) {
            return Verdict.throttled(message, this, retryAfter);
        }
        if (status == 503) {
            TrawlException failure = new TrawlException(ErrorCode.UNAVAILABLE, message, this);
            return new Verdict(failure, true, true, Verdict.Cause.THROTTLED, retryAfter);
        }
        if (status == 408) {
            return Verdict.notDone(message, this);
        }
        if (status >= 500 && status != 501) {
            return Verdict.unclear(message, this, retryAfter);
        }
        if (status == 404) {
            return Verdict.refused(ErrorCode.NOT_FOUND, message, this);
        }
        if (status == 401 || status == 403) {
            return Verdict.refused(
                    ErrorCode.INTERNAL, message + ": check the credentials and the rights on the bucket", this);
        }
        return Verdict.refused(ErrorCode.INTERNAL, message, this);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
