package io.trawl.storage.azure;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.Secret;
import io.trawl.storage.remote.HttpTransport.Ask;
import io.trawl.storage.remote.HttpTransport.Body;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs with the key of the account (scheme `SharedKey`, for versions from 2015-02-21 on).
final class SharedKey implements AzureAuthorization {
    /// The headers that are signed by place, in order; the content's length stands between the second and the third.
    private static final List<String> BEFORE_LENGTH = List.of("content-encoding", "content-language");

    private static final List<String> AFTER_LENGTH = List.of(
            "content-md5",
            "content-type",
            "date",
            "if-modified-since",
            "if-match",
            "if-none-match",
            "if-unmodified-since",
            "range");

    private final String account;
    private final SecretKeySpec key;

    /// @param key in base 64, as the portal shows it
    SharedKey(String account, Secret key) {
        this.account = account;
        try {
            this.key = new SecretKeySpec(Base64.getDecoder().decode(key.reveal()), "HmacSHA256");
        } catch (IllegalArgumentException malformed) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST,
                    "`storage.azure.access_key` is not in base 64: copy it from the account's access keys",
                    malformed);
        }
    }

    @Override
    public Ask authorize(Ask ask, Duration timeout) {
        Map<String, String> headers = new HashMap<>(ask.headers());
        headers.put("Authorization", "SharedKey " + account + ":" + sign(toSign(ask)));
        return new Ask(ask.method(), ask.uri(), headers, ask.body());
    }

    @Override
    public boolean refused(Ask ask) {
        return false;
    }

    private String toSign(Ask ask) {
        Map<String, String> headers = new TreeMap<>();
        ask.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.strip()));
        StringBuilder out = new StringBuilder(ask.method()).append('\n');
        BEFORE_LENGTH.forEach(name -> out.append(headers.getOrDefault(name, "")).append('\n'));
        long length = ask.body().map(Body::length).orElse(0L);
        out.append(length == 0 ? "" : length).append('\n');
        AFTER_LENGTH.forEach(name -> out.append(headers.getOrDefault(name, "")).append('\n'));
        headers.forEach((name, value) -> {
            if (name.startsWith("x-ms-")) {
                out.append(name).append(':').append(value).append('\n');
            }
        });
        return out.append(resource(ask.uri())).toString();
    }

    private String resource(URI uri) {
        StringBuilder out = new StringBuilder("/").append(account).append(uri.getRawPath());
        Map<String, String> parameters = new TreeMap<>();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8)
                            .toLowerCase(Locale.ROOT),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        parameters.forEach(
                (name, value) -> out.append('\n').append(name).append(':').append(value));
        return out.toString();
    }

    private String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
