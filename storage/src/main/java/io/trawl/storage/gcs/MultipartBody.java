package io.trawl.storage.gcs;

import io.trawl.storage.remote.HttpTransport.Body;
import io.trawl.storage.remote.PayloadSection;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/// What is said of an object and the object itself, in one body (`multipart/related`).
final class MultipartBody implements Body {
    /// Long enough to be in no object by chance; the service looks for it with the dashes and line ends around it.
    private static final String BOUNDARY = "trawl-5f1c0f6a9d3b4e7c8a2d-part";

    private final byte[] head;
    private final PayloadSection section;
    private final byte[] tail;

    MultipartBody(String metadata, PayloadSection section) {
        this.head = ("--" + BOUNDARY + "\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n" + metadata + "\r\n--"
                        + BOUNDARY + "\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        this.section = section;
        this.tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
    }

    String contentType() {
        return "multipart/related; boundary=" + BOUNDARY;
    }

    @Override
    public long length() {
        return head.length + section.length() + tail.length;
    }

    @Override
    public InputStream open() {
        return new SequenceInputStream(
                new SequenceInputStream(new ByteArrayInputStream(head), section.open()),
                new ByteArrayInputStream(tail));
    }
}
