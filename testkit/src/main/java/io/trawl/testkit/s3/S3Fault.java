package io.trawl.testkit.s3;

/// What can go wrong with one request.
public enum S3Fault {
    /// 503 `SlowDown`; nothing is done.
    SLOW_DOWN,
    /// 500 `InternalError`; nothing is done.
    INTERNAL_ERROR,
    /// 409 `ConditionalRequestConflict`; nothing is done.
    CONFLICT,
    /// The connection is reset: in the middle of the answer's body if it has one, else before anything is done.
    RESET,
    /// The connection is closed, in good order, in the middle of the answer's body.
    TRUNCATED_BODY,
    /// One bit of the answer's body is flipped.
    WRONG_BYTES,
    /// The bytes are those of another object.
    SWAPPED_OBJECT,
    /// Nothing is done and nothing is answered until the client gives up.
    SILENCE,
    /// Everything is done and nothing is answered until the client gives up.
    APPLIED_THEN_SILENCE,
    /// Everything is done, then the connection is reset.
    APPLIED_THEN_RESET,
    /// Everything is done, then 500 is answered.
    APPLIED_THEN_ERROR;

    /// Whether the fault damages a body that is on its way.
    boolean needsBody() {
        return this == TRUNCATED_BODY || this == WRONG_BYTES || this == SWAPPED_OBJECT;
    }

    boolean isApplied() {
        return this == APPLIED_THEN_SILENCE || this == APPLIED_THEN_RESET || this == APPLIED_THEN_ERROR;
    }
}
