package io.trawl.testkit.gcs;

import io.trawl.testkit.s3.HttpRequest;
import io.trawl.testkit.s3.HttpResponse;
import io.trawl.testkit.s3.S3Failure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Uploads that come in chunks, each a multiple of 256 KiB but the last. Safe for concurrent use.
final class ResumableUploads {
    private static final int UNIT = 256 << 10;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+)");

    /// Guarded by this, as is what is in it.
    private final Map<String, Upload> uploads = new HashMap<>();

    private record Upload(String metadata, ByteArrayOutputStream bytes) {}

    synchronized HttpResponse begin(HttpRequest request) {
        String id = "session-" + uploads.size();
        uploads.put(id, new Upload(new String(request.body(), StandardCharsets.UTF_8), new ByteArrayOutputStream()));
        String location =
                "http://" + request.header("host") + request.rawPath() + "?" + request.rawQuery() + "&upload_id=" + id;
        return HttpResponse.empty(200).with("Location", location);
    }

    /// @return 200 when all bytes are there, else 308 with how many
    synchronized HttpResponse add(HttpRequest request) {
        Upload upload = fetch(request);
        Matcher range = CONTENT_RANGE.matcher(request.header("content-range"));
        if (!range.matches()) {
            throw new S3Failure(400, "invalid", "no Content-Range");
        }
        long total = Long.parseLong(range.group(3));
        if (range.group(1) != null) {
            long start = Long.parseLong(range.group(1));
            long end = Long.parseLong(range.group(2)) + 1;
            if (request.body().length != end - start || (end < total && (end - start) % UNIT != 0)) {
                throw new S3Failure(400, "invalid", "the chunk has a wrong length");
            }
            if (start != upload.bytes().size()) {
                throw new S3Failure(400, "invalid", "the chunk does not follow the one before");
            }
            upload.bytes().writeBytes(request.body());
        }
        if (upload.bytes().size() == total) {
            return HttpResponse.empty(200);
        }
        HttpResponse incomplete = HttpResponse.empty(308);
        return upload.bytes().size() == 0
                ? incomplete
                : incomplete.with("Range", "bytes=0-" + (upload.bytes().size() - 1));
    }

    /// The bytes of an upload that is complete; it stays known, so that a lost answer can be asked for again.
    synchronized byte[] finish(HttpRequest request) {
        Upload upload = fetch(request);
        byte[] bytes = upload.bytes().toByteArray();
        MultipartUpload.checkChecksum(upload.metadata(), bytes);
        return bytes;
    }

    private Upload fetch(HttpRequest request) {
        Upload upload = uploads.get(request.parameter("upload_id"));
        if (upload == null) {
            throw new S3Failure(404, "notFound", "there is no such upload");
        }
        return upload;
    }
}
