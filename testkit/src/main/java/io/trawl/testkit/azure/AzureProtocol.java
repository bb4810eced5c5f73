package io.trawl.testkit.azure;

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
import io.trawl.testkit.s3.Xml;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/// Block blobs of one account, as `http://host:port/account/container/blob`: whole and in blocks, with conditions,
/// ranges and listings by marker. Requests are signed with the account's key.
public final class AzureProtocol implements ObjectProtocol {
    public static final String ACCOUNT = "testaccount";
    /// In base 64, as configs have it.
    public static final String KEY = "dGVzdC1rZXktb2YtdGhlLWFjY291bnQtMDEyMzQ1Njc4OQ==";

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final S3Faults faults;
    /// Blocks of each blob, by their names; those in use and those that may come into use. Guarded by this.
    private final Map<String, Map<String, byte[]>> blocks = new HashMap<>();

    private AzureProtocol(S3Faults faults) {
        this.faults = faults;
    }

    /// A server of this protocol; its buckets are containers.
    public static S3TestServer start(long seed) {
        return S3TestServer.start(seed, AzureProtocol::new);
    }

    @Override
    public S3Target target(HttpRequest request) {
        String path = UriCodec.decode(request.rawPath());
        String start = "/" + ACCOUNT + "/";
        if (!path.startsWith(start)) {
            throw new S3Failure(400, "InvalidUri", "no account in `" + path + "`");
        }
        String rest = path.substring(start.length());
        int slash = rest.indexOf('/');
        String container = slash < 0 ? rest : rest.substring(0, slash);
        String blob = slash < 0 ? "" : rest.substring(slash + 1);
        return new S3Target(kind(request, blob), container, blob);
    }

    private static S3RequestKind kind(HttpRequest request, String blob) {
        String comp = request.parameter("comp");
        if (blob.isEmpty()) {
            if (request.method().equals("GET") && comp.equals("list")) {
                return S3RequestKind.LIST;
            }
            throw new S3Failure(501, "NotImplemented", request.method() + " of a container");
        }
        return switch (request.method()) {
            case "GET" -> S3RequestKind.GET;
            case "HEAD" -> S3RequestKind.HEAD;
            case "DELETE" -> S3RequestKind.DELETE;
            case "PUT" ->
                switch (comp) {
                    case "" -> S3RequestKind.PUT;
                    case "block" -> S3RequestKind.UPLOAD_PART;
                    case "blocklist" -> S3RequestKind.COMPLETE_UPLOAD;
                    default -> throw new S3Failure(501, "NotImplemented", "comp=" + comp);
                };
            default -> throw new S3Failure(501, "NotImplemented", request.method());
        };
    }

    @Override
    public HttpResponse perform(S3Target target, HttpRequest request, Bucket container) {
        SharedKeySignature.check(request, ACCOUNT, KEY);
        if (request.header("x-ms-version").isEmpty()) {
            throw new S3Failure(400, "MissingRequiredHeader", "x-ms-version is missing");
        }
        String claimed = request.header("content-md5");
        if (!claimed.isEmpty() && !claimed.equals(Checksums.md5Text(request.body()))) {
            throw new S3Failure(400, "Md5Mismatch", "the body has another MD5");
        }
        return switch (target.kind()) {
            case GET -> get(request, fetch(container, target.key()));
            case HEAD -> {
                StoredObject object = fetch(container, target.key());
                yield describe(
                        HttpResponse.empty(200).with("Content-Length", String.valueOf(object.bytes().length)), object);
            }
            case PUT -> put(target, request, container);
            case UPLOAD_PART -> putBlock(target, request);
            case COMPLETE_UPLOAD -> putBlockList(target, request, container);
            case DELETE -> {
                fetch(container, target.key());
                container.delete(target.key());
                yield HttpResponse.empty(202);
            }
            case LIST -> list(request, container);
            default -> throw new S3Failure(501, "NotImplemented", target.kind().toString());
        };
    }

    private HttpResponse put(S3Target target, HttpRequest request, Bucket container) {
        if (!request.header("x-ms-blob-type").equals("BlockBlob")) {
            throw new S3Failure(400, "MissingRequiredHeader", "x-ms-blob-type is missing");
        }
        StoredObject object = container.put(target.key(), request.body(), conditions(request));
        synchronized (this) {
            blocks.remove(blobId(target));
        }
        return HttpResponse.empty(201).with("ETag", object.etag());
    }

    private Bucket.Conditions conditions(HttpRequest request) {
        return faults.admitted(new Bucket.Conditions(request.header("if-match"), request.header("if-none-match")));
    }

    private synchronized HttpResponse putBlock(S3Target target, HttpRequest request) {
        Map<String, byte[]> ofBlob = blocks.computeIfAbsent(blobId(target), ignored -> new HashMap<>());
        String id = request.parameter("blockid");
        boolean hasOtherLength = ofBlob.keySet().stream().anyMatch(each -> each.length() != id.length());
        if (hasOtherLength) {
            throw new S3Failure(400, "InvalidBlobOrBlock", "the names of a blob's blocks must have one length");
        }
        ofBlob.put(id, request.body());
        return HttpResponse.empty(201);
    }

    private synchronized HttpResponse putBlockList(S3Target target, HttpRequest request, Bucket container) {
        Map<String, byte[]> ofBlob = blocks.getOrDefault(blobId(target), Map.of());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Map<String, byte[]> used = new HashMap<>();
        List<Element> names = Xml.elements(request.body(), "Latest");
        for (Element name : names) {
            String id = name.getTextContent();
            byte[] bytes = ofBlob.get(id);
            if (bytes == null) {
                throw new S3Failure(400, "InvalidBlockList", "there is no block `" + id + "`");
            }
            whole.writeBytes(bytes);
            used.put(id, bytes);
        }
        StoredObject object =
                container.putOfParts(target.key(), whole.toByteArray(), names.size(), conditions(request));
        blocks.put(blobId(target), used);
        return HttpResponse.empty(201).with("ETag", object.etag());
    }

    private static HttpResponse get(HttpRequest request, StoredObject object) {
        byte[] bytes = object.bytes();
        Matcher range = RANGE.matcher(request.header("x-ms-range"));
        if (!range.matches()) {
            HttpResponse whole = HttpResponse.bytes(200, bytes, 0, bytes.length);
            if (!object.crc32c().isEmpty()) {
                whole.with("Content-MD5", Checksums.md5Text(bytes));
            }
            return describe(whole, object);
        }
        long start = Long.parseLong(range.group(1));
        if (start >= bytes.length) {
            throw new S3Failure(416, "InvalidRange", "the range lies behind the end, which is at " + bytes.length);
        }
        int end = (int) Math.min(Long.parseLong(range.group(2)) + 1, bytes.length);
        return describe(
                HttpResponse.bytes(206, bytes, (int) start, end - (int) start)
                        .with("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + bytes.length),
                object);
    }

    private HttpResponse list(HttpRequest request, Bucket container) {
        String marker = new String(Base64.getUrlDecoder().decode(request.parameter("marker")), StandardCharsets.UTF_8);
        String maxResults = request.parameter("maxresults");
        int limit = Math.min(maxResults.isEmpty() ? 5000 : Integer.parseInt(maxResults), faults.listPageMax());
        List<Bucket.Listed> found = container.list(request.parameter("prefix"), marker, limit, faults.listLag());
        boolean isTruncated = found.size() > limit;
        List<Bucket.Listed> page = isTruncated ? found.subList(0, limit) : found;
        StringBuilder xml =
                new StringBuilder("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>");
        for (Bucket.Listed listed : page) {
            StoredObject object = listed.object();
            xml.append("<Blob>")
                    .append(Xml.element("Name", listed.key()))
                    .append("<Properties>")
                    .append(Xml.element("Last-Modified", time(object)))
                    .append(Xml.element("Content-Length", object.bytes().length))
                    .append(Xml.element("BlobType", "BlockBlob"))
                    .append("</Properties></Blob>");
        }
        byte[] last = isTruncated ? page.getLast().key().getBytes(StandardCharsets.UTF_8) : new byte[0];
        xml.append("</Blobs>")
                .append(Xml.element("NextMarker", Base64.getUrlEncoder().encodeToString(last)))
                .append("</EnumerationResults>");
        return HttpResponse.text(200, xml.toString()).with("Content-Type", "application/xml");
    }

    private static HttpResponse describe(HttpResponse response, StoredObject object) {
        return response.with("ETag", object.etag()).with("Last-Modified", time(object));
    }

    private static String time(StoredObject object) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(object.lastModifiedMillis()).atOffset(ZoneOffset.UTC));
    }

    private static StoredObject fetch(Bucket container, String blob) {
        return container
                .find(blob)
                .orElseThrow(() -> new S3Failure(404, "BlobNotFound", "there is no blob `" + blob + "`"));
    }

    private static String blobId(S3Target target) {
        return target.bucket() + "/" + target.key();
    }

    /// The service has its own names for some errors.
    @Override
    public HttpResponse failure(S3Failure failure) {
        int status = failure.status();
        String code = switch (failure.code()) {
            case "PreconditionFailed" -> "BlobAlreadyExists";
            case "NoSuchBucket" -> "ContainerNotFound";
            case "SlowDown" -> "ServerBusy";
            default -> failure.code();
        };
        if (code.equals("BlobAlreadyExists")) {
            status = 409;
        }
        return HttpResponse.xml(
                        status,
                        "<Error>" + Xml.element("Code", code) + Xml.element("Message", failure.reason()) + "</Error>")
                .with("x-ms-error-code", code);
    }
}
