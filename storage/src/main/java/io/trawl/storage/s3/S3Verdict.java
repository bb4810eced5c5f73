package io.trawl.storage.s3;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
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
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// What a failed attempt means.
///
/// @param failure to throw if there is no further attempt
/// @param isTransient whether another attempt may succeed
/// @param isUnclear whether a write may have taken place nevertheless
/// @param isThrottled whether the server asks to slow down
/// @param retryAfter the least wait that the server asks for; zero if it does not say
record S3Verdict(
        TrawlException failure, boolean isTransient, boolean isUnclear, boolean isThrottled, Duration retryAfter) {
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

    static S3Verdict of(SdkException thrown, String what) {
        return thrown instanceof AwsServiceException answered ? ofAnswer(answered, what) : ofClient(thrown, what);
    }

    static boolean isPreconditionFailed(AwsServiceException answered) {
        return answered.statusCode() == 412;
    }

    static boolean isUploadGone(AwsServiceException answered) {
        return errorCode(answered).equals("NoSuchUpload");
    }

    private static S3Verdict ofAnswer(AwsServiceException answered, String what) {
        int status = answered.statusCode();
        String code = errorCode(answered);
        String message = what + " failed: " + status + (code.isEmpty() ? "" : " " + code) + " "
                + TrawlException.describe(answered);
        if (status == 429 || THROTTLED.contains(code)) {
            TrawlException failure = new TrawlException(ErrorCode.UNAVAILABLE, message, answered);
            return new S3Verdict(failure, true, false, true, retryAfter(answered));
        }
        if (status >= 500 && status != 501) {
            TrawlException failure = new TrawlException(ErrorCode.UNAVAILABLE, message, answered);
            return new S3Verdict(failure, true, true, false, retryAfter(answered));
        }
        if (TRANSIENT.contains(code) || status == 409) {
            TrawlException failure = new TrawlException(ErrorCode.UNAVAILABLE, message, answered);
            return new S3Verdict(failure, true, false, false, Duration.ZERO);
        }
        if (code.equals("NoSuchBucket")) {
            return refused(ErrorCode.INTERNAL, what + " failed: the bucket does not exist, create it first", answered);
        }
        if (isUploadGone(answered)) {
            return refused(ErrorCode.INTERNAL, what + " failed: its parts were thrown away meanwhile", answered);
        }
        if (status == 404) {
            return refused(ErrorCode.NOT_FOUND, what + " failed: not found", answered);
        }
        if (status == 401 || status == 403) {
            return refused(
                    ErrorCode.INTERNAL, message + ": check the credentials and the rights on the bucket", answered);
        }
        return refused(ErrorCode.INTERNAL, message, answered);
    }

    private static S3Verdict ofClient(SdkException thrown, String what) {
        PayloadTooShort tooShort = cause(thrown, PayloadTooShort.class);
        if (tooShort != null) {
            return refused(ErrorCode.CORRUPTED, what + " failed: " + TrawlException.describe(tooShort), thrown);
        }
        TrawlException own = cause(thrown, TrawlException.class);
        if (own != null) {
            return new S3Verdict(own, false, true, false, Duration.ZERO);
        }
        IOException io = cause(thrown, IOException.class);
        String reason = TrawlException.describe(io == null ? thrown : io);
        boolean isDamaged = reason.contains("different checksum");
        boolean isTransient =
                io != null || isDamaged || thrown.retryable() || thrown instanceof ApiCallAttemptTimeoutException;
        if (!isTransient) {
            return refused(ErrorCode.INTERNAL, what + " failed: " + reason, thrown);
        }
        boolean isUnsent = io instanceof ConnectException
                || io instanceof NoRouteToHostException
                || io instanceof UnknownHostException;
        TrawlException failure = new TrawlException(ErrorCode.UNAVAILABLE, what + " failed: " + reason, thrown);
        return new S3Verdict(failure, true, !isUnsent, false, Duration.ZERO);
    }

    private static S3Verdict refused(ErrorCode code, String message, SdkException cause) {
        return new S3Verdict(new TrawlException(code, message, cause), false, false, false, Duration.ZERO);
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
