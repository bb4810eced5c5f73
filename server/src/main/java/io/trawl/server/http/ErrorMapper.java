package io.trawl.server.http;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns failures into answers of the native API: a status and `{"message": "…"}`.
public final class ErrorMapper {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    private ErrorMapper() {}

    public static int status(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, ALREADY_EXISTS, FAILED_PRECONDITION, CHECKPOINT_CONFLICT -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case TIMEOUT -> 408;
            case LENGTH_REQUIRED -> 411;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case TOO_MANY_REQUESTS -> 429;
            case CORRUPTED, UNKNOWN_VERSION, INTERNAL -> 500;
            case UNAVAILABLE, CANCELLED -> 503;
        };
    }

    /// The answer for `failure`. What is not a [TrawlException] is a mistake of ours: logged with its trace, and told
    /// to the client without it.
    public static ApiResponse answer(Throwable failure, String request) {
        if (failure instanceof TrawlException known) {
            int status = status(known.code());
            if (known.hasCode(ErrorCode.CANCELLED)) {
                // Somebody left or asked for it: ordinary, and there may be thousands.
                LOG.debug("{} ended early: {}", request, TrawlException.describe(known));
            } else if (status >= 500) {
                LOG.warn("{} failed: {}", request, TrawlException.describe(known), known.getCause());
            }
            return message(status, TrawlException.describe(known));
        }
        LOG.error("{} failed unexpectedly", request, failure);
        return message(500, "internal server error");
    }

    public static ApiResponse message(int status, String message) {
        return ApiResponse.json(status, JsonFormat.PRETTY.write(Map.of("message", message)));
    }
}
