package io.trawl.testkit.s3;

/// The protocol of S3, with signatures checked.
final class S3Protocol implements ObjectProtocol {
    private final S3Operations operations;
    private final String hostSuffix;
    private final String accessKey;
    private final String secretKey;

    S3Protocol(S3Faults faults, String hostSuffix, String accessKey, String secretKey) {
        this.operations = new S3Operations(faults);
        this.hostSuffix = hostSuffix;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    @Override
    public S3Target target(HttpRequest request) {
        return S3Target.of(request, hostSuffix);
    }

    @Override
    public HttpResponse perform(S3Target target, HttpRequest request, Bucket bucket) {
        SignatureV4 signature = SignatureV4.check(request, accessKey, secretKey);
        HttpRequest decoded = request;
        if (AwsChunkedBody.isUsedBy(request)) {
            decoded = AwsChunkedBody.decode(request, signature);
        } else {
            signature.checkBody();
        }
        Checksums.check(decoded);
        return operations.answer(target, decoded, bucket);
    }

    @Override
    public HttpResponse failure(S3Failure failure) {
        return failure.toResponse();
    }
}
