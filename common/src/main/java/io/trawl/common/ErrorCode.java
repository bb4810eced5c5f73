package io.trawl.common;

/// What kind of failure a [TrawlException] is. The edge maps each code to a status, once a protocol.
public enum ErrorCode {
    /// The request is malformed or asks for something impossible.
    BAD_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    ALREADY_EXISTS,
    /// The state of the thing named does not allow the operation.
    FAILED_PRECONDITION,
    /// A checkpoint delta overlaps what is published; the writer must start again from the stored checkpoint.
    CHECKPOINT_CONFLICT,
    METHOD_NOT_ALLOWED,
    LENGTH_REQUIRED,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    TIMEOUT,
    /// The caller went away or asked to stop.
    CANCELLED,
    TOO_MANY_REQUESTS,
    UNAVAILABLE,
    /// Stored bytes are not what was written: a checksum, length or structure does not hold.
    CORRUPTED,
    /// A stored file asks for a reader that this program is not.
    UNKNOWN_VERSION,
    INTERNAL
}
