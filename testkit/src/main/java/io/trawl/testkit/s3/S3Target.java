package io.trawl.testkit.s3;

/// What a request is about, whether the bucket is in the path or in the host name.
///
/// @param key empty for a request about the bucket
public record S3Target(S3RequestKind kind, String bucket, String key) {
    /// @param hostSuffix what the host name ends in if a bucket stands before it, as in `.localhost`
    static S3Target of(HttpRequest request, String hostSuffix) {
        String path = UriCodec.decode(request.rawPath()).substring(1);
        String host = request.header("host").split(":")[0];
        String bucket;
        String key;
        if (host.endsWith(hostSuffix)) {
            bucket = host.substring(0, host.length() - hostSuffix.length());
            key = path;
        } else {
            int slash = path.indexOf('/');
            bucket = slash < 0 ? path : path.substring(0, slash);
            key = slash < 0 ? "" : path.substring(slash + 1);
        }
        return new S3Target(kind(request, key), bucket, key);
    }

    private static S3RequestKind kind(HttpRequest request, String key) {
        boolean ofUpload = request.hasParameter("uploadId");
        String method = request.method();
        if (key.isEmpty()) {
            if (method.equals("GET") && request.parameter("list-type").equals("2")) {
                return S3RequestKind.LIST;
            }
            if (method.equals("POST") && request.hasParameter("delete")) {
                return S3RequestKind.DELETE_MANY;
            }
            throw unknown(request);
        }
        return switch (method) {
            case "GET" -> S3RequestKind.GET;
            case "HEAD" -> S3RequestKind.HEAD;
            case "PUT" -> ofUpload ? S3RequestKind.UPLOAD_PART : S3RequestKind.PUT;
            case "DELETE" -> ofUpload ? S3RequestKind.ABORT_UPLOAD : S3RequestKind.DELETE;
            case "POST" -> {
                if (request.hasParameter("uploads")) {
                    yield S3RequestKind.CREATE_UPLOAD;
                }
                if (ofUpload) {
                    yield S3RequestKind.COMPLETE_UPLOAD;
                }
                throw unknown(request);
            }
            default -> throw unknown(request);
        };
    }

    private static S3Failure unknown(HttpRequest request) {
        return new S3Failure(
                501,
                "NotImplemented",
                "no answer to " + request.method() + " " + request.rawPath() + "?" + request.rawQuery());
    }
}
