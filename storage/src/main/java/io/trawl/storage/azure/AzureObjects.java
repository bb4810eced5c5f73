package io.trawl.storage.azure;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.HttpFailure;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.HttpTransport.Answer;
import io.trawl.storage.remote.HttpTransport.Ask;
import io.trawl.storage.remote.HttpTransport.Body;
import io.trawl.storage.remote.ObjectClient;
import io.trawl.storage.remote.PartsClient;
import io.trawl.storage.remote.PayloadSection;
import io.trawl.storage.remote.UriText;
import io.trawl.storage.remote.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// The requests of Azure's blob service for one container.
///
/// Objects are block blobs. Puts and blocks carry their MD5, which the service checks; whole reads are checked against
/// the MD5 that it keeps of blobs put in one request.
final class AzureObjects implements ObjectClient, PartsClient<String> {
    /// By Azure's rules.
    static final int MAX_BLOCKS = 50_000;

    /// Known to all servers and emulators of the last years.
    private static final String VERSION = "2021-12-02";

    /// Our own code for a token that has run out early: the next attempt brings a new one.
    private static final String TOKEN_REFUSED = "TokenRefused";

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final HttpTransport transport;
    private final AzureAuthorization authorization;
    private final String containerUri;
    private final TimeSource timeSource;
    private final IdGenerator ids;
    private final ListMarkers markers = new ListMarkers();

    /// @param containerUri without a slash at the end
    AzureObjects(
            HttpTransport transport, AzureAuthorization authorization, String containerUri, TimeSource timeSource) {
        this.transport = transport;
        this.authorization = authorization;
        this.containerUri = containerUri;
        this.timeSource = timeSource;
        this.ids = new IdGenerator(timeSource);
    }

    @Override
    public Fetched get(String name, Optional<ByteRange> range, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>();
        range.ifPresent(part -> headers.put("x-ms-range", "bytes=" + part.start() + "-" + (part.end() - 1)));
        Answer answer = send("GET", blob(name, Map.of()), headers, Optional.empty(), timeout);
        return switch (answer.status()) {
            case 200 -> new Fetched(checked(answer), answer.body().length);
            case 206 -> new Fetched(answer.body(), totalOf(answer).orElse(Long.MAX_VALUE));
            case 416 -> {
                Optional<Long> total = totalOf(answer);
                yield new Fetched(new byte[0], total.isPresent() ? total.get() : size(name, timeout));
            }
            default -> throw failure(answer);
        };
    }

    private static byte[] checked(Answer answer) throws IOException {
        Optional<String> expected = answer.header("Content-MD5");
        if (expected.isPresent() && !expected.get().equals(md5(answer.body()))) {
            throw new IOException("the body has another MD5 than was stored with it");
        }
        return answer.body();
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<Long> totalOf(Answer answer) {
        return answer.header("Content-Range")
                .map(range -> range.substring(range.indexOf('/') + 1))
                .filter(total -> total.matches("\\d+"))
                .map(Long::valueOf);
    }

    @Override
    public long size(String name, Duration timeout) throws IOException, InterruptedException {
        Answer answer = send("HEAD", blob(name, Map.of()), Map.of(), Optional.empty(), timeout);
        if (answer.status() != 200) {
            throw failure(answer);
        }
        return answer.headers().firstValueAsLong("Content-Length").orElseThrow(() -> new IOException("no length"));
    }

    @Override
    public boolean put(String name, PayloadSection section, boolean onlyIfAbsent, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("x-ms-blob-type", "BlockBlob");
        headers.put("Content-MD5", section.md5());
        headers.put("Content-Type", "application/octet-stream");
        if (onlyIfAbsent) {
            headers.put("If-None-Match", "*");
        }
        Answer answer = send("PUT", blob(name, Map.of()), headers, Optional.of(section), timeout);
        if (answer.status() == 201) {
            return true;
        }
        HttpFailure failure = failure(answer);
        boolean isPresent = failure.status() == 412 || failure.code().equals("BlobAlreadyExists");
        if (onlyIfAbsent && isPresent) {
            return false;
        }
        throw failure;
    }

    @Override
    public void delete(String name, Duration timeout) throws IOException, InterruptedException {
        Answer answer = send("DELETE", blob(name, Map.of()), Map.of(), Optional.empty(), timeout);
        if (answer.status() == 202) {
            return;
        }
        HttpFailure failure = failure(answer);
        if (!failure.code().equals("BlobNotFound")) {
            throw failure;
        }
    }

    @Override
    public Page list(String prefix, String startAfter, int limit, Duration timeout)
            throws IOException, InterruptedException {
        String marker =
                startAfter.isEmpty() ? "" : markers.find(prefix, startAfter).orElse("");
        while (true) {
            Document document = listing(prefix, marker, limit, timeout);
            List<Listed> page = new ArrayList<>();
            for (Element blob : AzureXml.elements(document, "Blob")) {
                page.add(listed(blob));
            }
            String next = AzureXml.text(document, "NextMarker");
            if (!next.isEmpty() && !page.isEmpty()) {
                markers.learned(prefix, page.getLast().name(), next);
            }
            page.removeIf(object -> StorageKey.compare(object.name(), startAfter) <= 0);
            if (!page.isEmpty() || next.isEmpty()) {
                return new Page(page, !next.isEmpty());
            }
            marker = next;
        }
    }

    private Document listing(String prefix, String marker, int limit, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> query = new TreeMap<>(Map.of("restype", "container", "comp", "list"));
        query.put("maxresults", Integer.toString(limit));
        if (!prefix.isEmpty()) {
            query.put("prefix", prefix);
        }
        if (!marker.isEmpty()) {
            query.put("marker", marker);
        }
        URI uri = URI.create(containerUri + UriText.query(query));
        Answer answer = send("GET", uri, Map.of(), Optional.empty(), timeout);
        if (answer.status() != 200) {
            markers.forgetAll();
            throw failure(answer);
        }
        return AzureXml.parse(answer.body());
    }

    private static Listed listed(Element blob) throws IOException {
        Element name = (Element) blob.getElementsByTagName("Name").item(0);
        String text = name.getTextContent();
        if (name.getAttribute("Encoded").equals("true")) {
            text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
        String modified = AzureXml.text(blob, "Last-Modified");
        try {
            return new Listed(
                    text,
                    Long.parseLong(AzureXml.text(blob, "Content-Length")),
                    Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(modified))
                            .toEpochMilli());
        } catch (java.time.DateTimeException | NumberFormatException malformed) {
            throw new IOException("the listing describes `" + text + "` in an unknown way", malformed);
        }
    }

    /// Blocks need no beginning: their names tell the uploads of one blob apart.
    @Override
    public String createUpload(String name, Duration timeout) {
        return ids.next();
    }

    @Override
    public String putPart(String name, String uploadId, int number, PayloadSection section, Duration timeout)
            throws IOException, InterruptedException {
        // All names of a blob's blocks must have the same length.
        String plain = String.format(Locale.ROOT, "%s-%05d", uploadId, number);
        String id = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = Map.of("Content-MD5", section.md5());
        URI uri = blob(name, new TreeMap<>(Map.of("comp", "block", "blockid", id)));
        Answer answer = send("PUT", uri, headers, Optional.of(section), timeout);
        if (answer.status() != 201) {
            throw failure(answer);
        }
        return id;
    }

    @Override
    public boolean completeUpload(String name, String uploadId, List<String> parts, Duration timeout)
            throws IOException, InterruptedException {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        parts.forEach(id -> xml.append("<Latest>").append(id).append("</Latest>"));
        Map<String, String> headers = Map.of("x-ms-blob-content-type", "application/octet-stream");
        Body body = Body.ofUtf8(xml.append("</BlockList>").toString());
        Answer answer = send("PUT", blob(name, Map.of("comp", "blocklist")), headers, Optional.of(body), timeout);
        if (answer.status() == 201) {
            return true;
        }
        HttpFailure failure = failure(answer);
        if (failure.code().equals("InvalidBlockList")) {
            return false;
        }
        throw failure;
    }

    /// There is no such request: Azure forgets blocks that no blob uses after a week.
    @Override
    public void abortUpload(String name, String uploadId, Duration timeout) {}

    @Override
    public Verdict judge(Exception failure, String what) {
        if (failure instanceof HttpFailure answered) {
            if (answered.code().equals("ContainerNotFound")) {
                return Verdict.refused(
                        ErrorCode.INTERNAL, what + " failed: the container does not exist, create it first", failure);
            }
            if (answered.code().equals("Md5Mismatch") || answered.code().equals("ContainerBeingDeleted")) {
                return Verdict.notDone(what + " failed: " + answered.getMessage(), failure);
            }
            if (answered.code().equals(TOKEN_REFUSED)) {
                return Verdict.notDone(what + " failed: " + answered.getMessage(), failure);
            }
        }
        return HttpFailure.judge(failure, what);
    }

    private URI blob(String name, Map<String, String> query) {
        return URI.create(containerUri + "/" + UriText.path(name) + UriText.query(query));
    }

    private Answer send(String method, URI uri, Map<String, String> more, Optional<Body> body, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("x-ms-version", VERSION);
        headers.put("x-ms-date", HTTP_DATE.format(timeSource.now().atOffset(ZoneOffset.UTC)));
        Ask ask = authorization.authorize(new Ask(method, uri, headers, body), timeout);
        Answer answer = transport.send(ask, timeout);
        if (answer.status() == 401 && authorization.refused(ask)) {
            throw new HttpFailure(answer, TOKEN_REFUSED, "the service did not take the access token");
        }
        return answer;
    }

    private static HttpFailure failure(Answer answer) {
        String code = answer.header("x-ms-error-code").orElse("");
        String message = "";
        if (answer.body().length > 0) {
            try {
                Document document = AzureXml.parse(answer.body());
                code = code.isEmpty() ? AzureXml.text(document, "Code") : code;
                message = AzureXml.text(document, "Message").lines().findFirst().orElse("");
            } catch (IOException notXml) {
                // The status says enough.
                message = "";
            }
        }
        return new HttpFailure(answer, code, message);
    }
}
