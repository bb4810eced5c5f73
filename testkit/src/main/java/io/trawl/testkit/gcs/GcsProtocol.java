package io.trawl.testkit.gcs;

import io.trawl.testkit.s3.Bucket;
import io.trawl.testkit.s3.Checksums;
import io.trawl.testkit.s3.HttpRequest;
import io.trawl.testkit.s3.HttpResponse;
import io.trawl.testkit.s3.ObjectProtocol;
import io.trawl.testkit.s3.S3Failure;
import io.trawl.testkit.s3.S3Faults;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3Target;
import io.trawl.testkit.s3.S3TestServer;
import io.trawl.testkit.s3.StoredObject;
import io.trawl.testkit.s3.UriCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Objects of the JSON API: whole and in resumable uploads, with `ifGenerationMatch=0`, ranges and listings by offset
/// and token. Requests carry [#TOKEN].
public final class GcsProtocol implements ObjectProtocol {
    public static final String TOKEN = "test-token";

    private static final String OBJECTS = "/storage/v1/b/([^/]+)/o";
    private static final Pattern OF_BUCKET = Pattern.compile("(/upload)?" + OBJECTS);
    private static final Pattern OF_OBJECT = Pattern.compile(OBJECTS + "/([^/]+)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final S3Faults faults;
    private final ResumableUploads uploads = new ResumableUploads();

    private GcsProtocol(S3Faults faults) {
        this.faults = faults;
    }

    public static S3TestServer start(long seed) {
        return S3TestServer.start(seed, GcsProtocol::new);
    }

    @Override
    public S3Target target(HttpRequest request) {
        Matcher ofObject = OF_OBJECT.matcher(request.rawPath());
        if (ofObject.matches()) {
            S3RequestKind kind = switch (request.method()) {
                case "GET" -> request.parameter("alt").equals("media") ? S3RequestKind.GET : S3RequestKind.HEAD;
                case "DELETE" -> S3RequestKind.DELETE;
                default -> throw unknown(request);
            };
            return new S3Target(kind, UriCodec.decode(ofObject.group(1)), UriCodec.decode(ofObject.group(2)));
        }
        Matcher ofBucket = OF_BUCKET.matcher(request.rawPath());
        if (!ofBucket.matches()) {
            throw unknown(request);
        }
        String bucket = UriCodec.decode(ofBucket.group(2));
        if (ofBucket.group(1) == null) {
            return new S3Target(S3RequestKind.LIST, bucket, "");
        }
        S3RequestKind kind = switch (request.parameter("uploadType")) {
            case "multipart" -> S3RequestKind.PUT;
            case "resumable" ->
                request.method().equals("PUT") ? S3RequestKind.UPLOAD_PART : S3RequestKind.CREATE_UPLOAD;
            default -> throw unknown(request);
        };
        return new S3Target(kind, bucket, request.parameter("name"));
    }

    private static S3Failure unknown(HttpRequest request) {
        return new S3Failure(501, "notImplemented", request.method() + " " + request.rawPath());
    }

    @Override
    public HttpResponse perform(S3Target target, HttpRequest request, Bucket bucket) {
        if (!request.header("authorization").equals("Bearer " + TOKEN)) {
            throw new S3Failure(401, "authError", "invalid credentials");
        }
        return switch (target.kind()) {
            case GET -> get(request, fetch(bucket, target.key()));
            case HEAD -> json(resource(target.key(), fetch(bucket, target.key())));
            case PUT -> put(target, request, bucket);
            case CREATE_UPLOAD -> uploads.begin(request);
            case UPLOAD_PART -> {
                HttpResponse incomplete = uploads.add(request);
                yield incomplete.status() == 200 ? complete(target, request, bucket) : incomplete;
            }
            case DELETE -> {
                fetch(bucket, target.key());
                bucket.delete(target.key());
                yield HttpResponse.empty(204);
            }
            case LIST -> list(request, bucket);
            default -> throw new S3Failure(501, "notImplemented", target.kind().toString());
        };
    }

    private HttpResponse put(S3Target target, HttpRequest request, Bucket bucket) {
        MultipartUpload upload = MultipartUpload.of(request);
        StoredObject object = bucket.put(target.key(), upload.content(), conditions(request));
        return json(resource(target.key(), object));
    }

    private HttpResponse complete(S3Target target, HttpRequest request, Bucket bucket) {
        StoredObject object = bucket.put(target.key(), uploads.finish(request), conditions(request));
        return json(resource(target.key(), object));
    }

    private Bucket.Conditions conditions(HttpRequest request) {
        String generation = request.parameter("ifGenerationMatch");
        if (!generation.isEmpty() && !generation.equals("0")) {
            throw new S3Failure(501, "notImplemented", "ifGenerationMatch=" + generation);
        }
        return faults.admitted(generation.isEmpty() ? Bucket.Conditions.NONE : Bucket.Conditions.IF_ABSENT);
    }

    private static HttpResponse get(HttpRequest request, StoredObject object) {
        byte[] bytes = object.bytes();
        Matcher range = RANGE.matcher(request.header("range"));
        if (!range.matches()) {
            return HttpResponse.bytes(200, bytes, 0, bytes.length)
                    .with("x-goog-hash", "crc32c=" + Checksums.crc32c(bytes) + ",md5=" + Checksums.md5Text(bytes));
        }
        long start = Long.parseLong(range.group(1));
        if (start >= bytes.length) {
            return HttpResponse.text(416, "Request range not satisfiable")
                    .with("Content-Range", "bytes */" + bytes.length);
        }
        int end = (int) Math.min(Long.parseLong(range.group(2)) + 1, bytes.length);
        return HttpResponse.bytes(206, bytes, (int) start, end - (int) start)
                .with("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + bytes.length);
    }

    private HttpResponse list(HttpRequest request, Bucket bucket) {
        String prefix = request.parameter("prefix");
        String offset = request.parameter("startOffset");
        String token = request.parameter("pageToken");
        String maxResults = request.parameter("maxResults");
        int limit = Math.min(maxResults.isEmpty() ? 1000 : Integer.parseInt(maxResults), faults.listPageMax());
        String after = token.isEmpty()
                ? beforeKey(offset)
                : new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        List<Bucket.Listed> found = bucket.list(prefix, after, limit, faults.listLag());
        boolean isTruncated = found.size() > limit;
        List<Bucket.Listed> page = isTruncated ? found.subList(0, limit) : found;
        StringBuilder json = new StringBuilder("{\"kind\":\"storage#objects\"");
        if (isTruncated) {
            byte[] last = page.getLast().key().getBytes(StandardCharsets.UTF_8);
            json.append(",\"nextPageToken\":\"")
                    .append(Base64.getUrlEncoder().encodeToString(last))
                    .append('"');
        }
        json.append(",\"items\":[");
        for (int i = 0; i < page.size(); i++) {
            json.append(i == 0 ? "" : ",")
                    .append(resource(page.get(i).key(), page.get(i).object()));
        }
        return json(json.append("]}").toString());
    }

    /// The offset itself is listed: the place to begin after is the last possible key before it.
    private static String beforeKey(String offset) {
        if (offset.isEmpty()) {
            return "";
        }
        int end = offset.length() - (Character.isLowSurrogate(offset.charAt(offset.length() - 1)) ? 2 : 1);
        int last = offset.codePointAt(end);
        // The greatest name before the offset, as far as names of tests go.
        int before = last == 0xe000 ? 0xd7ff : last - 1;
        return offset.substring(0, end) + Character.toString(before) + Character.toString(0x10ffff);
    }

    private static String resource(String key, StoredObject object) {
        return "{\"name\":" + quoted(key) + ",\"size\":\"" + object.bytes().length + "\",\"updated\":\""
                + Instant.ofEpochMilli(object.lastModifiedMillis()) + "\"}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static HttpResponse json(String text) {
        return HttpResponse.text(200, text).with("Content-Type", "application/json; charset=UTF-8");
    }

    private static StoredObject fetch(Bucket bucket, String key) {
        return bucket.find(key).orElseThrow(() -> new S3Failure(404, "notFound", "No such object: " + key));
    }

    @Override
    public HttpResponse failure(S3Failure failure) {
        String code = switch (failure.code()) {
            case "PreconditionFailed" -> "conditionNotMet";
            case "NoSuchBucket" -> "notFound";
            case "SlowDown", "InternalError" -> "backendError";
            default -> failure.code();
        };
        String message =
                failure.code().equals("NoSuchBucket") ? "The specified bucket does not exist." : failure.reason();
        return HttpResponse.text(
                        failure.status(),
                        "{\"error\":{\"code\":" + failure.status() + ",\"message\":" + quoted(message)
                                + ",\"errors\":[{\"reason\":" + quoted(code) + "}]}}")
                .with("Content-Type", "application/json; charset=UTF-8");
    }
}
