package io.trawl.testkit.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Checks the signature of one request (AWS Signature Version 4, in headers) and of the chunks of its body.
final class SignatureV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String EMPTY_HASH = sha256(new byte[0]);

    private final HttpRequest request;
    private final String scope;
    private final byte[] signingKey;
    /// Each chunk signs the signature before it.
    private String previousSignature;

    private SignatureV4(HttpRequest request, String scope, byte[] signingKey, String signature) {
        this.request = request;
        this.scope = scope;
        this.signingKey = signingKey;
        this.previousSignature = signature;
    }

    /// @throws S3Failure 403 if the signature is not that of the key
    static SignatureV4 check(HttpRequest request, String accessKey, String secretKey) {
        String authorization = request.header("authorization");
        if (!authorization.startsWith(ALGORITHM + " ")) {
            throw new S3Failure(403, "AccessDenied", "the request is not signed with " + ALGORITHM);
        }
        String credential = part(authorization, "Credential=");
        int slash = credential.indexOf('/');
        if (slash < 0 || !credential.substring(0, slash).equals(accessKey)) {
            throw new S3Failure(403, "InvalidAccessKeyId", "unknown access key in `" + credential + "`");
        }
        String scope = credential.substring(slash + 1);
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/")) {
            key = hmac(key, step);
        }
        String signature = part(authorization, "Signature=");
        String canonical = canonicalRequest(request, part(authorization, "SignedHeaders="));
        String toSign = ALGORITHM + "\n" + request.header("x-amz-date") + "\n" + scope + "\n"
                + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        if (!hex(hmac(key, toSign)).equals(signature)) {
            throw mismatch("of the headers");
        }
        return new SignatureV4(request, scope, key, signature);
    }

    /// Checks a body that is not sent in chunks.
    void checkBody() {
        String hash = request.header("x-amz-content-sha256");
        if (!hash.equals("UNSIGNED-PAYLOAD") && !hash.equals(sha256(request.body()))) {
            throw new S3Failure(400, "XAmzContentSHA256Mismatch", "the body is not the one that was signed");
        }
    }

    /// Checks the next chunk, in order, the last empty one included.
    void checkChunk(byte[] chunk, String signature) {
        checkNext("-PAYLOAD", EMPTY_HASH + "\n" + sha256(chunk), signature);
    }

    /// Checks the trailer that follows the last chunk.
    void checkTrailer(String lines, String signature) {
        checkNext("-TRAILER", sha256(lines.getBytes(StandardCharsets.UTF_8)), signature);
    }

    private void checkNext(String suffix, String hashes, String signature) {
        String toSign = ALGORITHM + suffix + "\n" + request.header("x-amz-date") + "\n" + scope + "\n"
                + previousSignature + "\n" + hashes;
        if (!hex(hmac(signingKey, toSign)).equals(signature)) {
            throw mismatch("of a chunk");
        }
        previousSignature = signature;
    }

    private static String canonicalRequest(HttpRequest request, String signedHeaders) {
        List<String> query = new ArrayList<>();
        for (UriCodec.Parameter parameter : UriCodec.parameters(request.rawQuery())) {
            query.add(UriCodec.encode(parameter.name(), false) + "=" + UriCodec.encode(parameter.value(), false));
        }
        query.sort(Comparator.naturalOrder());
        StringBuilder headers = new StringBuilder();
        for (String name : signedHeaders.split(";")) {
            headers.append(name)
                    .append(':')
                    .append(request.header(name).strip().replaceAll(" +", " "))
                    .append('\n');
        }
        return String.join(
                "\n",
                request.method(),
                UriCodec.encode(UriCodec.decode(request.rawPath()), true),
                String.join("&", query),
                headers,
                signedHeaders,
                request.header("x-amz-content-sha256"));
    }

    private static S3Failure mismatch(String what) {
        return new S3Failure(403, "SignatureDoesNotMatch", "the signature " + what + " does not hold");
    }

    private static String part(String authorization, String name) {
        int start = authorization.indexOf(name);
        if (start < 0) {
            throw new S3Failure(400, "AuthorizationHeaderMalformed", "`" + name + "` is missing");
        }
        int end = authorization.indexOf(',', start);
        return authorization.substring(start + name.length(), end < 0 ? authorization.length() : end);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
