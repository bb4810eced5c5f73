package io.trawl.testkit.s3;

/// A request that is answered with an error.
final class S3Failure extends RuntimeException {
    private final int status;
    private final String code;
    private final String reason;

    S3Failure(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.reason = message;
    }

    HttpResponse toResponse() {
        return HttpResponse.xml(
                status, "<Error>" + Xml.element("Code", code) + Xml.element("Message", reason) + "</Error>");
    }
}
