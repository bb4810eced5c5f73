package io.trawl.storage.s3;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.storage.remote.PayloadTooShort;
import io.trawl.storage.remote.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// What a failure of the SDK means.
final class S3Verdict {
    private static final Set<String> THROTTLED = Set.of(
            "SlowDown",
            "SlowDownRead",
            "SlowDownWrite",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "TooManyRequests",
            "TooManyRequestsException",
            "BandwidthLimitExceeded");

    /// Client errors that say nothing about the request: damage on the way, a slow sender, a clock that is off (which
    /// the SDK then corrects), and two conditional requests that got in each other's way.
    private static final Set<String> TRANSIENT = Set.of(
            "BadDigest",
            "XAmzContentChecksumMismatch",
            "XAmzContentSHA256Mismatch",
            "IncompleteBody",
            "RequestTimeout",
            "RequestTimeTooSkewed",
            "ConditionalRequestConflict",
            "OperationAborted");

    private S3Verdict() {}

    static Verdict of(Exception thrown, String what) {
        return switch (thrown) {
            case AbortedException aborted -> Verdict.refused(ErrorCode.CANCELLED, what + " was interrupted", aborted);
            case AwsServiceException answered -> ofAnswer(answered, what);
            default -> ofClient(thrown, what);
        };
    }

    static boolean isPreconditionFailed(AwsServiceException answered) {
        return answered.statusCode() == 412;
    }

    static boolean isUploadGone(AwsServiceException answered) {
        return errorCode(answered).equals("NoSuchUpload");
    }

    private static Verdict ofAnswer(AwsServiceException answered, String what) {
        int status = answered.statusCode();
        String code = errorCode(answered);
        String message = what + " failed: " + status + (code.isEmpty() ? "" : " " + code) + " "
                + TrawlException.describe(answered);
        if (status == 429 || THROTTLED.contains(code)) {
            return Verdict.throttled(message, answered, retryAfter(answered));
        }
        if (status >= 500 && status != 501) {
            return Verdict.unclear(message, answered, retryAfter(answered));
        }
        if (TRANSIENT.contains(code) || status == 409) {
            return Verdict.notDone(message, answered);
        }
        if (code.equals("NoSuchBucket")) {
            return Verdict.refused(
                    ErrorCode.INTERNAL, what + " failed: the bucket does not exist, create it first", answered);
        }
        if (isUploadGone(answered)) {
            return Verdict.refused(
                    ErrorCode.INTERNAL, what + " failed: its parts were thrown away meanwhile", answered);
        }
        if (status == 404) {
            return Verdict.refused(ErrorCode.NOT_FOUND, what + " failed: not found", answered);
        }
        if (status == 401 || status == 403) {
            return Verdict.refused(
                    ErrorCode.INTERNAL, message + ": check the credentials and the rights on the bucket", answered);
        }
        return Verdict.refused(ErrorCode.INTERNAL, message, answered);
    }

    private static Verdict ofClient(Exception thrown, String what) {
        PayloadTooShort tooShort = cause(thrown, PayloadTooShort.class);
        if (tooShort != null) {
            return Verdict.refused(ErrorCode.CORRUPTED, what + " failed: " + TrawlException.describe(tooShort), thrown);
        }
        TrawlException own = cause(thrown, TrawlException.class);
        if (own != null) {
            return Verdict.own(own);
        }
        IOException io = cause(thrown, IOException.class);
        String message = what + " failed: " + TrawlException.describe(io == null ? thrown : io);
        if (thrown instanceof ApiCallAttemptTimeoutException) {
            return Verdict.timedOut(message, thrown);
        }
        boolean isUnsent = io instanceof ConnectException
                || io instanceof NoRouteToHostException
                || io instanceof UnknownHostException;
        if (isUnsent) {
            return Verdict.notDone(message, thrown);
        }
        boolean isTransient = io != null
                || message.contains("different checksum")
                || (thrown instanceof SdkException sdk && sdk.retryable());
        return isTransient
                ? Verdict.unclear(message, thrown, Duration.ZERO)
                : Verdict.refused(ErrorCode.INTERNAL, message, thrown);
    }

    /// Empty if the answer had no body, as that of a HEAD.
    static String errorCode(AwsServiceException answered) {
        AwsErrorDetails details = answered.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return code == null ? "" : code;
    }

    static Optional<String> header(AwsServiceException answered, String name) {
        AwsErrorDetails details = answered.awsErrorDetails();
        return details == null || details.sdkHttpResponse() == null
                ? Optional.empty()
                : details.sdkHttpResponse().firstMatchingHeader(name);
    }

    private static Duration retryAfter(AwsServiceException answered) {
        String seconds = header(answered, "Retry-After").orElse("");
        return seconds.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
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
