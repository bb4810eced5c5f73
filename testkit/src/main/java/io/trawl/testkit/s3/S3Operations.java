package io.trawl.testkit.s3;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/// What the server does, once a request is known to be genuine.
final class S3Operations {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final S3Faults faults;

    S3Operations(S3Faults faults) {
        this.faults = faults;
    }

    /// @throws S3Failure with the error to answer
    HttpResponse answer(S3Target target, HttpRequest request, Bucket bucket) {
        String key = target.key();
        return switch (target.kind()) {
            case GET -> get(request, fetch(bucket, key));
            case HEAD -> head(fetch(bucket, key));
            case PUT -> stored(bucket.put(key, request.body(), conditions(request)));
            case DELETE -> {
                bucket.delete(key);
                yield HttpResponse.empty(204);
            }
            case DELETE_MANY -> deleteMany(request, bucket);
            case LIST -> list(target.bucket(), request, bucket);
            case CREATE_UPLOAD ->
                HttpResponse.xml(
                        200,
                        "<InitiateMultipartUploadResult>" + Xml.element("Bucket", target.bucket())
                                + Xml.element("Key", key) + Xml.element("UploadId", bucket.createUpload())
                                + "</InitiateMultipartUploadResult>");
            case UPLOAD_PART ->
                stored(bucket.putPart(
                        request.parameter("uploadId"),
                        Integer.parseInt(request.parameter("partNumber")),
                        request.body()));
            case COMPLETE_UPLOAD -> completeUpload(target, request, bucket);
            case ABORT_UPLOAD -> {
                bucket.abortUpload(request.parameter("uploadId"));
                yield HttpResponse.empty(204);
            }
        };
    }

    private static HttpResponse get(HttpRequest request, StoredObject object) {
        byte[] bytes = object.bytes();
        Matcher range = RANGE.matcher(request.header("range"));
        if (!range.matches()) {
            HttpResponse whole = HttpResponse.bytes(200, bytes, 0, bytes.length);
            if (request.header("x-amz-checksum-mode").equalsIgnoreCase("ENABLED")
                    && !object.crc32c().isEmpty()) {
                whole.with(Checksums.CRC32C_HEADER, object.crc32c());
            }
            return describe(whole, object);
        }
        long start = Long.parseLong(range.group(1));
        if (start >= bytes.length) {
            return new S3Failure(416, "InvalidRange", "the requested range is not satisfiable")
                    .toResponse()
                    .with("Content-Range", "bytes */" + bytes.length);
        }
        long last = range.group(2).isEmpty() ? bytes.length - 1 : Long.parseLong(range.group(2));
        int end = (int) Math.min(last + 1, bytes.length);
        HttpResponse part = HttpResponse.bytes(206, bytes, (int) start, end - (int) start)
                .with("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + bytes.length);
        return describe(part, object);
    }

    private static HttpResponse head(StoredObject object) {
        HttpResponse response = HttpResponse.empty(200).with("Content-Length", String.valueOf(object.bytes().length));
        return describe(response, object);
    }

    private static HttpResponse stored(StoredObject object) {
        return HttpResponse.empty(200).with("ETag", object.etag()).with(Checksums.CRC32C_HEADER, object.crc32c());
    }

    private static HttpResponse deleteMany(HttpRequest request, Bucket bucket) {
        List<Element> objects = Xml.elements(request.body(), "Object");
        if (objects.size() > 1000) {
            throw new S3Failure(400, "MalformedXML", "more than 1000 objects to delete");
        }
        for (Element object : objects) {
            bucket.delete(Xml.text(object, "Key"));
        }
        return HttpResponse.xml(200, "<DeleteResult></DeleteResult>");
    }

    private HttpResponse completeUpload(S3Target target, HttpRequest request, Bucket bucket) {
        List<String> etags = new ArrayList<>();
        for (Element part : Xml.elements(request.body(), "Part")) {
            etags.add(Xml.text(part, "ETag"));
        }
        StoredObject object =
                bucket.completeUpload(target.key(), request.parameter("uploadId"), etags, conditions(request));
        return HttpResponse.xml(
                200,
                "<CompleteMultipartUploadResult>" + Xml.element("Bucket", target.bucket())
                        + Xml.element("Key", target.key()) + Xml.element("ETag", object.etag())
                        + "</CompleteMultipartUploadResult>");
    }

    private HttpResponse list(String bucketName, HttpRequest request, Bucket bucket) {
        if (request.hasParameter("delimiter")) {
            throw new S3Failure(501, "NotImplemented", "listings with a delimiter are not implemented");
        }
        String prefix = request.parameter("prefix");
        String token = request.parameter("continuation-token");
        String after = token.isEmpty()
                ? request.parameter("start-after")
                : new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        String maxKeys = request.parameter("max-keys");
        int limit = Math.min(maxKeys.isEmpty() ? 1000 : Integer.parseInt(maxKeys), faults.listPageMax());
        List<Bucket.Listed> found = bucket.list(prefix, after, limit, faults.listLag());
        boolean truncated = found.size() > limit;
        List<Bucket.Listed> page = truncated ? found.subList(0, limit) : found;
        boolean encoded = request.parameter("encoding-type").equals("url");
        StringBuilder xml = new StringBuilder("<ListBucketResult>")
                .append(Xml.element("Name", bucketName))
                .append(Xml.element("Prefix", encoded ? UriCodec.encode(prefix, true) : prefix))
                .append(Xml.element("MaxKeys", limit))
                .append(Xml.element("KeyCount", page.size()))
                .append(Xml.element("IsTruncated", truncated));
        if (encoded) {
            xml.append(Xml.element("EncodingType", "url"));
        }
        if (truncated) {
            byte[] last = page.getLast().key().getBytes(StandardCharsets.UTF_8);
            xml.append(
                    Xml.element("NextContinuationToken", Base64.getUrlEncoder().encodeToString(last)));
        }
        for (Bucket.Listed listed : page) {
            appendContents(xml, listed, encoded);
        }
        return HttpResponse.xml(200, xml.append("</ListBucketResult>").toString());
    }

    private void appendContents(StringBuilder xml, Bucket.Listed listed, boolean encoded) {
        StoredObject object = listed.object();
        Instant modified = Instant.ofEpochMilli(object.lastModifiedMillis())
                .plus(faults.clockSkew())
                .truncatedTo(ChronoUnit.MILLIS);
        xml.append("<Contents>")
                .append(Xml.element("Key", encoded ? UriCodec.encode(listed.key(), true) : listed.key()))
                .append(Xml.element("LastModified", modified))
                .append(Xml.element("ETag", object.etag()))
                .append(Xml.element("Size", object.bytes().length))
                .append(Xml.element("StorageClass", "STANDARD"))
                .append("</Contents>");
    }

    private static HttpResponse describe(HttpResponse response, StoredObject object) {
        Instant modified = Instant.ofEpochMilli(object.lastModifiedMillis());
        return response.with("ETag", object.etag())
                .with("Accept-Ranges", "bytes")
                .with("Last-Modified", DateTimeFormatter.RFC_1123_DATE_TIME.format(modified.atOffset(ZoneOffset.UTC)));
    }

    private Bucket.Conditions conditions(HttpRequest request) {
        return faults.admitted(new Bucket.Conditions(request.header("if-match"), request.header("if-none-match")));
    }

    private static StoredObject fetch(Bucket bucket, String key) {
        Optional<StoredObject> object = bucket.find(key);
        return object.orElseThrow(() -> new S3Failure(404, "NoSuchKey", "there is no object `" + key + "`"));
    }
}
