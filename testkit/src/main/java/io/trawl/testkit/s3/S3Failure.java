package io.trawl.testkit.s3;

/// A request that is answered with an error.
public final class S3Failure extends RuntimeException {
    private final int status;
    private final String code;
    private final String reason;

    public S3Failure(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.reason = message;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    HttpResponse toResponse() {
        return HttpResponse.xml(
                status, "<Error>" + Xml.element("Code", code) + Xml.element("Message", reason) + "</Error>");
    }
}
