package io.trawl.testkit.azure;

import io.trawl.testkit.s3.HttpRequest;
import io.trawl.testkit.s3.S3Failure;
import io.trawl.testkit.s3.UriCodec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Checks the signature of a request with the key of an account.
final class SharedKeySignature {
    private static final List<String> HEADERS = List.of(
            "content-encoding",
            "content-language",
            "content-length",
            "content-md5",
            "content-type",
            "date",
            "if-modified-since",
            "if-match",
            "if-none-match",
            "if-unmodified-since",
            "range");

    private SharedKeySignature() {}

    /// @throws S3Failure 403 if it is not that of the key
    static void check(HttpRequest request, String account, String key) {
        List<String> lines = new ArrayList<>();
        lines.add(request.method());
        for (String name : HEADERS) {
            String value = request.header(name);
            lines.add(name.equals("content-length") && value.equals("0") ? "" : value);
        }
        request.headers().keySet().stream()
                .filter(name -> name.startsWith("x-ms-"))
                .sorted()
                .forEach(name -> lines.add(name + ":" + request.header(name)));
        lines.add("/" + account + request.rawPath());
        UriCodec.parameters(request.rawQuery()).stream()
                .map(parameter -> parameter.name().toLowerCase(Locale.ROOT) + ":" + parameter.value())
                .sorted()
                .forEach(lines::add);
        String expected = "SharedKey " + account + ":" + sign(String.join("\n", lines), key);
        if (!request.header("authorization").equals(expected)) {
            throw new S3Failure(403, "AuthenticationFailed", "the signature does not hold");
        }
    }

    private static String sign(String text, String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
