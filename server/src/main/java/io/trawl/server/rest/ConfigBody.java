package io.trawl.server.rest;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.ConfigFormat;
import io.trawl.server.http.ApiRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A config in a request's body: JSON, YAML or TOML by content type.
///
/// @param text decoded as UTF-8
record ConfigBody(String text, ConfigFormat format) {
    private static final DataSize LIMIT = DataSize.ofMebibytes(1);

    static ConfigBody of(ApiRequest request) {
        String contentType = request.header("Content-Type").orElse("application/json");
        ConfigFormat format = ConfigFormat.ofContentType(contentType)
                .orElseThrow(() -> new TrawlException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "request's content-type is not supported: supported media types are `application/json`, "
                                + "`application/toml`, and `application/yaml`"));
        return new ConfigBody(utf8(request.body(LIMIT)), format);
    }

    static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new TrawlException(ErrorCode.BAD_REQUEST, "the request's body is not UTF-8", notUtf8);
        }
    }
}
