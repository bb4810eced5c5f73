package io.trawl.storage.gcs;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.storage.Payload;
import io.trawl.storage.remote.HttpFailure;
import io.trawl.storage.remote.HttpTransport.Answer;
import io.trawl.storage.remote.ObjectClient;
import io.trawl.storage.remote.PayloadSection;
import io.trawl.storage.remote.UriText;
import io.trawl.storage.remote.Verdict;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The requests of Google's JSON API for one bucket.
///
/// Puts carry the CRC32C of the object, which the service checks; whole reads are checked against the one it keeps.
final class GcsObjects implements ObjectClient {
    private static final int STATUS_PRECONDITION_FAILED = 412;

    private final GcsRequests requests;
    private final String objectsUri;
    private final String uploadUri;

    /// @param endpoint without a slash at the end
    GcsObjects(GcsRequests requests, String endpoint, String bucket) {
        this.requests = requests;
        String path = "/storage/v1/b/" + UriText.segment(bucket) + "/o";
        this.objectsUri = endpoint + path;
        this.uploadUri = endpoint + "/upload" + path;
    }

    @Override
    public Fetched get(String name, Optional<ByteRange> range, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>();
        range.ifPresent(part -> headers.put("Range", "bytes=" + part.start() + "-" + (part.end() - 1)));
        Answer answer = requests.send("GET", object(name, Map.of("alt", "media")), headers, Optional.empty(), timeout);
        return switch (answer.status()) {
            case 200 -> new Fetched(range.isEmpty() ? checked(answer) : answer.body(), answer.body().length);
            case 206 -> new Fetched(answer.body(), totalOf(answer).orElse(Long.MAX_VALUE));
            case 416 -> {
                Optional<Long> total = totalOf(answer);
                yield new Fetched(new byte[0], total.isPresent() ? total.get() : size(name, timeout));
            }
            default -> throw requests.failure(answer);
        };
    }

    private static byte[] checked(Answer answer) throws IOException {
        String actual = PayloadSection.whole(Payload.ofBytes(answer.body())).crc32c();
        for (String header : answer.headers().allValues("x-goog-hash")) {
            for (String hash : header.split(",")) {
                String stored = hash.strip();
                if (stored.startsWith("crc32c=") && !stored.equals("crc32c=" + actual)) {
                    throw new IOException("the body has another CRC32C than was stored with it");
                }
            }
        }
        return answer.body();
    }

    private static Optional<Long> totalOf(Answer answer) {
        return answer.header("Content-Range")
                .map(range -> range.substring(range.indexOf('/') + 1))
                .filter(total -> total.matches("\\d+"))
                .map(Long::valueOf);
    }

    @Override
    public long size(String name, Duration timeout) throws IOException, InterruptedException {
        Answer answer =
                requests.send("GET", object(name, Map.of("fields", "size")), Map.of(), Optional.empty(), timeout);
        if (answer.status() != 200) {
            throw requests.failure(answer);
        }
        return number(requests.json(answer), "size");
    }

    @Override
    public boolean put(String name, PayloadSection section, boolean onlyIfAbsent, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> query = new TreeMap<>(Map.of("uploadType", "multipart", "name", name));
        if (onlyIfAbsent) {
            query.put("ifGenerationMatch", "0");
        }
        String metadata = requests.write(
                Map.of("name", name, "contentType", "application/octet-stream", "crc32c", section.crc32c()));
        MultipartBody body = new MultipartBody(metadata, section);
        Answer answer = requests.send(
                "POST",
                URI.create(uploadUri + UriText.query(query)),
                Map.of("Content-Type", body.contentType()),
                Optional.of(body),
                timeout);
        if (answer.status() == 200) {
            return true;
        }
        if (onlyIfAbsent && answer.status() == STATUS_PRECONDITION_FAILED) {
            return false;
        }
        throw requests.failure(answer);
    }

    /// Begins an upload in several requests.
    ///
    /// @return the URI that takes the bytes
    URI beginUpload(String name, PayloadSection section, Duration timeout) throws IOException, InterruptedException {
        Map<String, String> query = new TreeMap<>(Map.of("uploadType", "resumable", "name", name));
        String metadata = requests.write(
                Map.of("name", name, "contentType", "application/octet-stream", "crc32c", section.crc32c()));
        Answer answer = requests.send(
                "POST",
                URI.create(uploadUri + UriText.query(query)),
                Map.of(
                        "Content-Type",
                        "application/json; charset=UTF-8",
                        "X-Upload-Content-Type",
                        "application/octet-stream",
                        "X-Upload-Content-Length",
                        Long.toString(section.length())),
                Optional.of(io.trawl.storage.remote.HttpTransport.Body.ofUtf8(metadata)),
                timeout);
        if (answer.status() != 200) {
            throw requests.failure(answer);
        }
        return URI.create(answer.header("Location").orElseThrow(() -> new IOException("no Location for an upload")));
    }

    /// Adds bytes to an upload, or asks how far it is.
    ///
    /// @param section empty to ask only
    /// @return how many bytes the service has; all of them: the object is there
    long addToUpload(URI upload, Optional<PayloadSection> section, long total, Duration timeout)
            throws IOException, InterruptedException {
        String range = section.map(part -> part.offset() + "-" + (part.offset() + part.length() - 1))
                .orElse("*");
        Answer answer = requests.send(
                "PUT",
                upload,
                Map.of("Content-Range", "bytes " + range + "/" + total),
                section.map(part -> part),
                timeout);
        return switch (answer.status()) {
            case 200, 201 -> total;
            case 308 ->
                answer.header("Range")
                        .map(stored -> Long.parseLong(stored.substring(stored.indexOf('-') + 1)) + 1)
                        .orElse(0L);
            default -> throw requests.failure(answer);
        };
    }

    @Override
    public void delete(String name, Duration timeout) throws IOException, InterruptedException {
        Answer answer = requests.send("DELETE", object(name, Map.of()), Map.of(), Optional.empty(), timeout);
        if (answer.status() != 204 && answer.status() != 200 && answer.status() != 404) {
            throw requests.failure(answer);
        }
    }

    @Override
    public Page list(String prefix, String startAfter, int limit, Duration timeout)
            throws IOException, InterruptedException {
        Map<String, String> query = new TreeMap<>();
        query.put("fields", "items(name,size,updated),nextPageToken");
        query.put("prefix", prefix);
        if (!startAfter.isEmpty()) {
            query.put("startOffset", startAfter);
        }
        while (true) {
            // The offset itself is among the answers.
            query.put("maxResults", Integer.toString(startAfter.isEmpty() ? limit : limit + 1));
            Answer answer = requests.send(
                    "GET", URI.create(objectsUri + UriText.query(query)), Map.of(), Optional.empty(), timeout);
            if (answer.status() != 200) {
                throw requests.failure(answer);
            }
            JsonNode body = requests.json(answer);
            List<Listed> page = new ArrayList<>();
            for (JsonNode item : body.path("items")) {
                Listed listed = listed(item);
                if (!listed.name().equals(startAfter)) {
                    page.add(listed);
                }
            }
            String next = body.path("nextPageToken").asString("");
            if (page.size() > limit) {
                return new Page(page.subList(0, limit), true);
            }
            if (!page.isEmpty() || next.isEmpty()) {
                return new Page(page, !next.isEmpty());
            }
            query.put("pageToken", next);
        }
    }

    private static Listed listed(JsonNode item) throws IOException {
        try {
            return new Listed(
                    item.path("name").asString(""),
                    number(item, "size"),
                    Instant.parse(item.path("updated").asString("")).toEpochMilli());
        } catch (DateTimeParseException malformed) {
            throw new IOException(
                    "the listing has no time for `" + item.path("name").asString("") + "`", malformed);
        }
    }

    /// Numbers of 64 bits travel as text.
    private static long number(JsonNode object, String name) throws IOException {
        String text = object.path(name).asString("");
        if (!text.matches("\\d{1,18}")) {
            throw new IOException("the answer has no `" + name + "`");
        }
        return Long.parseLong(text);
    }

    @Override
    public Verdict judge(Exception failure, String what) {
        if (failure instanceof HttpFailure answered) {
            if (answered.code().equals(GcsRequests.TOKEN_REFUSED)) {
                return Verdict.notDone(what + " failed: " + answered.getMessage(), failure);
            }
            boolean isBucketAbsent = answered.status() == 404
                    && io.trawl.common.TrawlException.describe(answered).contains("bucket does not exist");
            if (isBucketAbsent) {
                return Verdict.refused(
                        ErrorCode.INTERNAL, what + " failed: the bucket does not exist, create it first", failure);
            }
        }
        return HttpFailure.judge(failure, what);
    }

    private URI object(String name, Map<String, String> query) {
        return URI.create(objectsUri + "/" + UriText.segment(name) + UriText.query(query));
    }
}
