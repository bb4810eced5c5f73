package io.trawl.testkit.s3;

/// What a request asks of the server.
public enum S3RequestKind {
    GET,
    HEAD,
    PUT,
    DELETE,
    DELETE_MANY,
    LIST,
    CREATE_UPLOAD,
    UPLOAD_PART,
    COMPLETE_UPLOAD,
    ABORT_UPLOAD
}
