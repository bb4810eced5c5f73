package io.trawl.common;

import org.jspecify.annotations.Nullable;

/// The one exception of the project: a code for machines and a message for people.
///
/// The message starts in lower case, ends without a full stop, and names the value in question and what to do about it.
public final class TrawlException extends RuntimeException {
    private final ErrorCode code;

    public TrawlException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public TrawlException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    public boolean hasCode(ErrorCode expected) {
        return code == expected;
    }

    public static TrawlException badRequest(String message) {
        return new TrawlException(ErrorCode.BAD_REQUEST, message);
    }

    public static TrawlException notFound(String message) {
        return new TrawlException(ErrorCode.NOT_FOUND, message);
    }

    public static TrawlException corrupted(String message) {
        return new TrawlException(ErrorCode.CORRUPTED, message);
    }

    public static TrawlException internal(String message, @Nullable Throwable cause) {
        return new TrawlException(ErrorCode.INTERNAL, message, cause);
    }

    /// The message of `failure`, or its type where it has none.
    public static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
